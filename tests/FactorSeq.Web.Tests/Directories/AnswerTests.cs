using FactorSeq.Core.Directories;
using FactorSeq.Directories.ActiveDirectory;
using FactorSeq.Directories.Ldap;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>What servers say, and what it means.</summary>
public sealed class AnswerTests
{
    private const int Limit = 1_000;

    [Theory]
    [InlineData("30", null)]
    [InlineData("30 82 01", null)]
    [InlineData("30 00", 2)]
    [InlineData("30 0C 02", 14)]
    [InlineData("30 81 80", 131)]
    [InlineData("30 84 00 00 00 0C", 18)]
    public void A_message_says_how_long_it_is(string begin, int? length) => Assert.Equal(length, MessageReader.Measure(Octets(begin), Limit));

    [Theory]
    [InlineData("31 00")]
    [InlineData("48")]
    [InlineData("30 80")]
    [InlineData("30 85 00 00 00 00 01")]
    [InlineData("30 FF")]
    [InlineData("30 82 03 E5")]
    [InlineData("30 84 FF FF FF FF")]
    public void What_is_no_message_or_too_long_is_refused_at_once(string begin) =>
        Assert.Throws<LdapBrokenException>(() => MessageReader.Measure(Octets(begin), Limit));

    // Bind response 49 with "data 775" as a domain controller sends it, and a password policy control as OpenLDAP does.
    [Theory]
    [InlineData("30 0C 02 01 01 61 07 0A 01 00 04 00 04 00", 0, "", null)]
    [InlineData("30 84 00 00 00 10 02 01 01 61 84 00 00 00 07 0A 01 00 04 00 04 00", 0, "", null)]
    [InlineData("30 14 02 01 01 61 0F 0A 01 31 04 00 04 08 64 61 74 61 20 37 37 35", 49, "data 775", null)]
    [InlineData("30 3A 02 01 01 61 07 0A 01 31 04 00 04 00 A0 2C 30 2A 04 19 31 2E 33 2E 36 2E 31 2E 34 2E 31 2E 34 32 2E 32 2E 32 37 2E 38 2E 35 2E 31 04 05 30 03 81 01 01 30 00", 49, "", "malformed")]
    [InlineData("30 36 02 01 01 61 07 0A 01 31 04 00 04 00 A0 28 30 26 04 19 31 2E 33 2E 36 2E 31 2E 34 2E 31 2E 34 32 2E 32 2E 32 37 2E 38 2E 35 2E 31 04 09 30 07 A0 02 80 00 81 01 01", 49, "", "AccountLocked")]
    [InlineData("30 32 02 01 01 61 07 0A 01 31 04 00 04 00 A0 24 30 22 04 19 31 2E 33 2E 36 2E 31 2E 34 2E 31 2E 34 32 2E 32 2E 32 37 2E 38 2E 35 2E 31 04 05 30 03 81 01 00", 49, "", "PasswordExpired")]
    public void Results_are_read_with_what_stands_beside_them(string message, int code, string diagnostic, string? policy)
    {
        if (policy == "malformed")
        {
            Assert.Throws<LdapBrokenException>(() => LdapAnswer.Decode(Octets(message)));
            return;
        }

        var result = Assert.IsType<LdapAnswer.Final>(LdapAnswer.Decode(Octets(message))).Result;

        Assert.Equal(((ResultCode)code, diagnostic), (result.Code, result.Diagnostic));
        Assert.Equal(policy, PasswordPolicy.Read(result)?.ToString());
    }

    [Theory]
    [InlineData("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 52e, v1db1", DirectoryAnswer.WrongPassword)]
    [InlineData("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 525, v1db1", DirectoryAnswer.NotFound)]
    [InlineData("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 775, v1db1\0", DirectoryAnswer.Locked)]
    [InlineData("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, DATA 52E, v1db1", DirectoryAnswer.WrongPassword)]
    [InlineData("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 533, v1db1", DirectoryAnswer.Disabled)]
    [InlineData("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 773, v1db1", DirectoryAnswer.MustChangePassword)]
    [InlineData("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 532, v1db1", DirectoryAnswer.PasswordExpired)]
    [InlineData("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 701, v1db1", DirectoryAnswer.AccountExpired)]
    [InlineData("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 530, v1db1", DirectoryAnswer.LogonHours)]
    [InlineData("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 531, v1db1", DirectoryAnswer.Workstation)]
    [InlineData("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 6f7, v1db1", DirectoryAnswer.WrongPassword)]
    [InlineData("", DirectoryAnswer.WrongPassword)]
    public void Active_Directory_says_why_in_its_text(string diagnostic, DirectoryAnswer answer) =>
        Assert.Equal(answer, new ActiveDirectoryDialect().Judge(new(ResultCode.InvalidCredentials, diagnostic, []), Entry(false, false)));

    [Theory]
    [InlineData(0,  null,  false, false, DirectoryAnswer.Bound)]
    [InlineData(0,  2,     false, false, DirectoryAnswer.MustChangePassword)]
    [InlineData(49, null,  false, false, DirectoryAnswer.WrongPassword)]
    [InlineData(49, 0,     false, false, DirectoryAnswer.PasswordExpired)]
    [InlineData(49, 1,     false, false, DirectoryAnswer.Locked)]
    [InlineData(49, 2,     false, false, DirectoryAnswer.MustChangePassword)]
    [InlineData(49, 0,     true,  true,  DirectoryAnswer.PasswordExpired)]
    [InlineData(49, 1,     true,  false, DirectoryAnswer.Locked)]
    [InlineData(49, 1,     false, true,  DirectoryAnswer.Disabled)]
    [InlineData(49, null,  true,  false, DirectoryAnswer.Locked)]
    [InlineData(49, null,  false, true,  DirectoryAnswer.Disabled)]
    [InlineData(53, null,  false, true,  DirectoryAnswer.Disabled)]
    [InlineData(53, null,  false, false, DirectoryAnswer.Unreachable)]
    [InlineData(19, null,  false, false, DirectoryAnswer.Locked)]
    [InlineData(10, null,  false, false, DirectoryAnswer.Unreachable)]
    [InlineData(51, null,  false, false, DirectoryAnswer.Unreachable)]
    [InlineData(52, null,  true,  true,  DirectoryAnswer.Unreachable)]
    [InlineData(80, null,  false, false, DirectoryAnswer.Unreachable)]
    public void Other_directories_say_why_beside_their_answer_or_in_the_entry(int code, int? policy, bool locked, bool disabled, DirectoryAnswer answer)
    {
        LdapControl[] controls = policy is null ? [] : [new("1.3.6.1.4.1.42.2.27.8.5.1", [0x30, 0x03, 0x81, 0x01, (byte)policy])];

        Assert.Equal(answer, new PolicyDialect("ldap://here").Judge(new((ResultCode)code, "", [.. controls]), Entry(locked, disabled)));
    }

    private static byte[] Octets(string hex) => Convert.FromHexString(hex.Replace(" ", ""));

    private static DirectoryEntry Entry(bool locked, bool disabled) =>
        new() { ExternalId = "1", DistinguishedName = "cn=a", Login = "a", ShortName = "a", Locked = locked, Disabled = disabled };
}
