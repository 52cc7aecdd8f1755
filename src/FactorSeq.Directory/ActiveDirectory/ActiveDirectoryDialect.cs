using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Directories.Ldap;

namespace FactorSeq.Directories.ActiveDirectory;

/// <summary>Active Directory, and Samba. A refused bind says why in the text of its answer, and mostly only to those who know the password.</summary>
internal sealed partial class ActiveDirectoryDialect : IDialect
{
    private const string Id = "objectGUID";
    private const string Login = "userPrincipalName";
    private const string Control = "userAccountControl";
    private const string Password = "unicodePwd";

    // "Locked" by lockoutTime outlasts the lock; this one is reckoned when it is asked for.
    private const string Computed = "msDS-User-Account-Control-Computed";

    private const int AccountDisabled = 2;
    private const int LockedOut = 16;

    public Filter Users { get; } = Filter.Is("sAMAccountType", "805306368");

    public ImmutableArray<string> Attributes { get; } =
        [Id, Login, "sAMAccountName", "givenName", "sn", "mail", "telephoneNumber", Control, Computed];

    public Filter? ById(string externalId) => Guid.TryParse(externalId, out var id) ? Filter.Is(Id, id.ToByteArray()) : null;

    public Filter ByLogin(string login) => Filter.Is(Login, login);

    public bool IsLoginOf(LdapEntry entry, string login) => entry.Is(Login, login);

    public DirectoryEntry Read(LdapEntry entry) => new()
    {
        ExternalId = entry.Values(Id) is [{ Length: 16 } id]
            ? new Guid(id).ToString()
            : throw new LdapBrokenException($"{entry.DistinguishedName} shows no {Id} to the service account"),
        DistinguishedName = entry.DistinguishedName,
        Login = entry.Text(Login) ?? "",
        ShortName = entry.Text("sAMAccountName") ?? "",
        FirstName = entry.Text("givenName"),
        LastName = entry.Text("sn"),
        Email = entry.Text("mail"),
        Phone = entry.Text("telephoneNumber"),
        Disabled = (entry.Number(Control) & AccountDisabled) != 0,
        Locked = (entry.Number(Computed) & LockedOut) != 0,
    };

    public DirectoryAnswer Judge(LdapResult bind, DirectoryEntry entry) => bind.Code switch
    {
        ResultCode.Success => DirectoryAnswer.Bound,
        ResultCode.InvalidCredentials => DirectoryAnswers.OfSubCode(SubCode().Match(bind.Diagnostic).Groups["code"].Value) ?? DirectoryAnswer.WrongPassword,
        _ => DirectoryAnswer.Unreachable,
    };

    public Filter ChangedSince(string revision) => Filter.AtLeast("uSNChanged", revision);

    public async Task<DirectoryPosition> Position(LdapAgent agent, CancellationToken cancellation)
    {
        const string Server = "dsServiceName";
        const string Highest = "highestCommittedUSN";
        var root = await agent.Root([Server, Highest], cancellation).ConfigureAwait(false);
        return root.Text(Server) is { } server && root.Text(Highest) is { } usn
            ? new(server, usn)
            : throw new LdapBrokenException($"the server tells no {Server} and {Highest}: it is no Active Directory");
    }

    /// <summary>The old value out and a new one in: so the directory knows it for a change by the owner, whoever is bound.</summary>
    public async Task<PasswordReply> Change(LdapAgent agent, DirectoryEntry entry, Secret old, Secret @new, CancellationToken cancellation) =>
        Judge(await agent.Modify(
            new(entry.DistinguishedName, new(ChangeKind.Delete, Password, Quoted(old)), new(ChangeKind.Add, Password, Quoted(@new))),
            cancellation).ConfigureAwait(false));

    public async Task<PasswordReply> Reset(LdapAgent agent, DirectoryEntry entry, Secret @new, CancellationToken cancellation) =>
        Judge(await agent.Modify(
            new(entry.DistinguishedName, new Change(ChangeKind.Replace, Password, Quoted(@new))), cancellation).ConfigureAwait(false));

    public async Task<bool> Unlock(LdapAgent agent, DirectoryEntry entry, CancellationToken cancellation) =>
        (await agent.Modify(
            new(entry.DistinguishedName, new Change(ChangeKind.Replace, "lockoutTime", "0"u8.ToArray())), cancellation).ConfigureAwait(false)).IsSuccess;

    // ERROR_INVALID_PASSWORD and ERROR_PASSWORD_RESTRICTION stand as Win32 codes at the head of the diagnostic text.
    private static PasswordReply Judge(LdapResult result) => (result.Code, Win32().Match(result.Diagnostic).Value.ToUpperInvariant()) switch
    {
        (ResultCode.Success, _) => new(PasswordAnswer.Changed),
        (ResultCode.ConstraintViolation, "00000056") => new(PasswordAnswer.OldPasswordWrong, result.ToString()),
        (ResultCode.ConstraintViolation, "0000052D") => new(PasswordAnswer.Unfit, result.ToString()),
        _ => new(PasswordAnswer.Unavailable, result.ToString()),
    };

    private static byte[] Quoted(Secret password) => Encoding.Unicode.GetBytes($"\"{password.Reveal()}\"");

    [GeneratedRegex(@"\bdata (?<code>[0-9a-f]+)", RegexOptions.IgnoreCase)]
    private static partial Regex SubCode();

    [GeneratedRegex("^[0-9A-F]{8}", RegexOptions.IgnoreCase)]
    private static partial Regex Win32();
}
