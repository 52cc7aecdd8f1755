using FactorSeq.Core.Directories;
using FactorSeq.Directories;
using FactorSeq.Directories.Ldap;

namespace FactorSeq.Web.Tests.Directories;

public sealed class SettingTests
{
    private static readonly DirectorySource.Ldap Good =
        new("ldap://ldap.example.test", false, null, "cn=svc", "secret", "dc=example", TimeSpan.FromSeconds(2));

    [Theory]
    [InlineData("ldap://ldap.example.test",       false, "ldap.example.test", 389, "Never")]
    [InlineData("ldap://ldap.example.test:1389/", true,  "ldap.example.test", 1389, "Start")]
    [InlineData("ldaps://10.0.0.7",               false, "10.0.0.7",          636, "FromTheBeginning")]
    [InlineData("ldaps://[::1]:1636",             false, "::1",               1636, "FromTheBeginning")]
    public void An_address_says_where_and_how(string url, bool startTls, string host, int port, string tls)
    {
        var server = LdapServer.Of(Good with { Url = url, StartTls = startTls });

        Assert.Equal((host, port, tls), (server.Host, server.Port, server.Tls.ToString()));
    }

    public static TheoryData<string, DirectorySource.Ldap> Senseless() => new()
    {
        { "url",          Good with { Url = "" } },
        { "url",          Good with { Url = "ldap.example.test" } },
        { "url",          Good with { Url = "http://ldap.example.test" } },
        { "url",          Good with { Url = "ldap://ldap.example.test/dc=example" } },
        { "url",          Good with { Url = "ldap://me:you@ldap.example.test" } },
        { "startTls",     Good with { Url = "ldaps://ldap.example.test", StartTls = true } },
        { "timeout",      Good with { Timeout = TimeSpan.Zero } },
        { "caFile",       Good with { CaFile = "/nowhere/ca.pem" } },
        { "caFile",       Good with { CaFile = typeof(SettingTests).Assembly.Location } },
        { "bindPassword", Good with { BindPassword = "" } },
        { "bindDn",       Good with { BindDn = "" } },
    };

    [Theory]
    [MemberData(nameof(Senseless))]
    public void What_makes_no_sense_is_said_before_anybody_is_asked(string setting, DirectorySource.Ldap source) =>
        Assert.Contains(setting, Assert.Throws<DirectorySettingException>(() => LdapDirectories.Open(Integration(source, null), source)).Message);

    [Fact]
    public void A_filter_that_is_none_is_said_before_anybody_is_asked() =>
        Assert.Contains(
            "userFilter: the filter (a=b is wrong at character 5",
            Assert.Throws<DirectorySettingException>(() => LdapDirectories.Open(Integration(Good, "(a=b"), Good)).Message);

    private static DirectoryIntegration Integration(DirectorySource source, string? filter) =>
        new() { Id = "0oaDirectory0000test", Name = "test", Type = DirectoryType.Ldap, Source = source, UserFilter = filter };
}
