using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;

namespace FactorSeq.Directories.Ldap;

/// <summary>
/// Any LDAP directory with <c>entryUUID</c> (RFC 4530). What stands against an account is told by the password policy control where the server
/// has it, else by what the service account can read.
/// </summary>
internal sealed class PolicyDialect(string server) : IDialect
{
    private const string Id = "entryUUID";
    private const string Mail = "mail";
    private const string Uid = "uid";
    private const string LockedTime = "pwdAccountLockedTime";
    private const string Changed = "modifyTimestamp";

    /// <summary>"Locked for good": what an administrator writes who wants somebody out, not what a lockout writes (ppolicy §5.3.3).</summary>
    private const string ForGood = "000001010000Z";

    private const string BeforeAnyChange = "19700101000000Z";

    // What disables an account, by vendor: eDirectory, 389 Directory Server, IBM.
    private static readonly string[] DisablingAttributes = ["loginDisabled", "nsAccountLock", "ibm-pwdAccountLocked"];

    private string newest = BeforeAnyChange;

    public Filter Users { get; } = Filter.Is("objectClass", "inetOrgPerson");

    public ImmutableArray<string> Attributes { get; } =
        [Id, Mail, Uid, "givenName", "sn", "telephoneNumber", LockedTime, .. DisablingAttributes];

    public Filter? ById(string externalId) => Guid.TryParse(externalId, out _) ? Filter.Is(Id, externalId) : null;

    public Filter ByLogin(string login) => Filter.Any(Filter.Is(Mail, login), Filter.Is(Uid, login));

    public bool IsLoginOf(LdapEntry entry, string login) =>
        entry.Texts(Mail).Concat(entry.Texts(Uid)).Contains(login, StringComparer.OrdinalIgnoreCase);

    public DirectoryEntry Read(LdapEntry entry)
    {
        var locked = entry.Text(LockedTime);
        return new()
        {
            ExternalId = entry.Text(Id)?.ToLowerInvariant()
                ?? throw new LdapBrokenException($"{entry.DistinguishedName} shows no {Id} to the service account"),
            DistinguishedName = entry.DistinguishedName,
            Login = entry.Text(Mail) ?? "",
            ShortName = entry.Text(Uid) ?? "",
            FirstName = entry.Text("givenName"),
            LastName = entry.Text("sn"),
            Email = entry.Text(Mail),
            Phone = entry.Text("telephoneNumber"),
            Disabled = locked == ForGood || DisablingAttributes.Any(attribute => entry.Is(attribute, "TRUE")),

            // How long a lock lasts is the policy's secret: who has been locked counts as locked until the directory takes the mark away.
            Locked = locked is not null and not ForGood,
        };
    }

    public DirectoryAnswer Judge(LdapResult bind, DirectoryEntry entry) => (bind.Code, PasswordPolicy.Read(bind)) switch
    {
        (ResultCode.Success, PolicyError.ChangeAfterReset) => DirectoryAnswer.MustChangePassword,
        (ResultCode.Success, _) => DirectoryAnswer.Bound,
        (ResultCode.InvalidCredentials, PolicyError.PasswordExpired) => DirectoryAnswer.PasswordExpired,
        (ResultCode.InvalidCredentials, PolicyError.ChangeAfterReset) => DirectoryAnswer.MustChangePassword,

        // Without a word from the policy, and with "locked" for both, the entry tells the two apart. 389 Directory Server says 53 of a
        // disabled account and 19 of a locked one.
        (ResultCode.InvalidCredentials or ResultCode.UnwillingToPerform, _) when entry.Disabled => DirectoryAnswer.Disabled,
        (ResultCode.InvalidCredentials, PolicyError.AccountLocked) => DirectoryAnswer.Locked,
        (ResultCode.InvalidCredentials, _) when entry.Locked => DirectoryAnswer.Locked,
        (ResultCode.ConstraintViolation, _) => DirectoryAnswer.Locked,
        (ResultCode.InvalidCredentials, _) => DirectoryAnswer.WrongPassword,
        _ => DirectoryAnswer.Unreachable,
    };

    public Filter ChangedSince(string revision) => Filter.AtLeast(Changed, revision);

    /// <summary>
    /// The newest <c>modifyTimestamp</c> of all users: no server tells it of itself, and our clock is not the server's. Two changes in one second
    /// look alike, so whoever reads from here reads that second again: rather twice than not at all. The first call reads every user's time; later
    /// ones only the times after the newest that was seen.
    /// </summary>
    public async Task<DirectoryPosition> Position(LdapAgent agent, CancellationToken cancellation)
    {
        var seen = Volatile.Read(ref newest);
        var latest = seen;
        await agent.Every(seen == BeforeAnyChange ? null : ChangedSince(seen), [Changed], entry =>
        {
            if (entry.Text(Changed) is { } changed && string.CompareOrdinal(changed, latest) > 0)
            {
                latest = changed;
            }
        }, cancellation).ConfigureAwait(false);

        Volatile.Write(ref newest, latest);
        return new(server, latest);
    }

    /// <summary>As the owner, for whom a directory that demands a change allows nothing else.</summary>
    public async Task<PasswordReply> Change(LdapAgent agent, DirectoryEntry entry, Secret old, Secret @new, CancellationToken cancellation)
    {
        var connection = await agent.Connect(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var bound = await connection.Bind(new(entry.DistinguishedName, old), PasswordPolicy.Ask, cancellation).ConfigureAwait(false);
            if (!bound.IsSuccess)
            {
                var wrong = Judge(bound, entry) == DirectoryAnswer.WrongPassword;
                return new(wrong ? PasswordAnswer.OldPasswordWrong : PasswordAnswer.Unavailable, bound.ToString());
            }

            var change = LdapRequest.Extended.PasswordModify(null, old, @new);
            return Judge(await connection.Extended(change, PasswordPolicy.Ask, cancellation).ConfigureAwait(false));
        }
    }

    public async Task<PasswordReply> Reset(LdapAgent agent, DirectoryEntry entry, Secret @new, CancellationToken cancellation) =>
        Judge(await agent.Extended(
            LdapRequest.Extended.PasswordModify(entry.DistinguishedName, null, @new), PasswordPolicy.Ask, cancellation).ConfigureAwait(false));

    /// <summary>Takes the mark of the lockout away, and never that of an administrator.</summary>
    public async Task<bool> Unlock(LdapAgent agent, DirectoryEntry entry, CancellationToken cancellation)
    {
        if (!entry.Locked)
        {
            return !entry.Disabled;
        }

        var result = await agent.Modify(new(entry.DistinguishedName, new Change(ChangeKind.Delete, LockedTime)), cancellation).ConfigureAwait(false);
        return result.Code is ResultCode.Success or ResultCode.NoSuchAttribute;
    }

    private static PasswordReply Judge(LdapResult result) => (result.Code, PasswordPolicy.Read(result)) switch
    {
        (ResultCode.Success, _) => new(PasswordAnswer.Changed),
        (ResultCode.InvalidCredentials, _) => new(PasswordAnswer.OldPasswordWrong, result.ToString()),
        (_, >= PolicyError.InsufficientPasswordQuality and var error) => new(PasswordAnswer.Unfit, $"{result} ({error})"),
        (_, { } error) => new(PasswordAnswer.Unavailable, $"{result} ({error})"),
        (ResultCode.ConstraintViolation, _) => new(PasswordAnswer.Unfit, result.ToString()),
        _ => new(PasswordAnswer.Unavailable, result.ToString()),
    };
}
