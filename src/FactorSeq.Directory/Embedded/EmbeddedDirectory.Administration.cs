using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;

namespace FactorSeq.Directories.Embedded;

/// <summary>What the emulator may do to an embedded directory, as an administrator at its own console would; the units that Okta reads do not count here.</summary>
public sealed partial class EmbeddedDirectory
{
    private const string OldPasswordText = "00000056: the old password specified doesn't match";
    private const string UnfitText = "0000052D: the password is too short, or was used before";

    /// <summary>Whether somebody is locked at this moment.</summary>
    public bool IsLocked(EmbeddedPerson person) => EmbeddedSignIn.IsLocked(person, lockout, now());

    /// <summary>Everybody with their state, those who were deleted too.</summary>
    public async IAsyncEnumerable<EmbeddedPerson> People()
    {
        for (string? from = ""; from is not null;)
        {
            var (people, next) = await Page(from);
            foreach (var person in people)
            {
                yield return person;
            }

            from = next;
        }
    }

    /// <summary>Somebody by login or short name, even if deleted.</summary>
    public async ValueTask<EmbeddedPerson?> Person(string login) => (await Anybody(login))?.Value;

    /// <summary>What the right password would be answered now; nothing is asked and nothing counted.</summary>
    public async ValueTask<DirectoryReply> Expected(DirectoryUser user) => await Visible(user) is { Value: var person }
        ? new DirectoryReply(EmbeddedSignIn.Judge(person, right: true, lockout, now()).Answer, Entry(person))
        : new DirectoryReply(DirectoryAnswer.NotFound);

    /// <summary>Changes somebody's state.</summary>
    /// <param name="login">Their login or short name.</param>
    /// <returns>They after it; null where there is nobody of that name.</returns>
    public async ValueTask<EmbeddedPerson?> Change(string login, EmbeddedPatch patch) => await Change(() => Anybody(login), patch, seeded: false);

    /// <summary>Changes somebody as the seed's <c>sinceImport</c> says: the state after it is the seed's, and no later edit of theirs.</summary>
    public async ValueTask ChangeAsSeeded(string externalId, EmbeddedPatch patch) => await Change(() => ById(externalId), patch, seeded: true);

    /// <summary>Adds somebody.</summary>
    /// <param name="person">Their <see cref="EmbeddedPerson.ExternalId"/> and <see cref="EmbeddedPerson.Revision"/> are given here.</param>
    /// <returns>They as they are kept; null where the short name or the login is taken.</returns>
    public async ValueTask<EmbeddedPerson?> Create(EmbeddedPerson person, Secret? password = null)
    {
        var named = person with
        {
            ExternalId = EmbeddedPerson.IdOf(org, integration.Name, person.ShortName),
            PasswordHash = password is { } given ? Hash(given) : person.PasswordHash,
        };
        while (await ById(named.ExternalId) is null && await ByLogin(named.Login) is null)
        {
            var work = new UnitOfWork(org);
            var numbered = named with { Revision = await TakeRevision(work) };
            if (await documents.Commit(EmbeddedDocuments.Insert(work, integration.Id, [numbered])))
            {
                return numbered;
            }
        }

        return null;
    }

    /// <summary>Takes up somebody as the seed has them: new, or brought to what the seed says now; what happened to them meanwhile stays.</summary>
    /// <param name="seeded">As the first import is to see them.</param>
    /// <param name="since">What the seed changes after that import.</param>
    /// <returns>True where they are new, and <paramref name="since"/> is still to be applied.</returns>
    public async ValueTask<bool> TakeSeeded(EmbeddedPerson seeded, EmbeddedPatch? since)
    {
        while (true)
        {
            if (await ById(seeded.ExternalId) is not { } stored)
            {
                if (await Create(seeded) is not null)
                {
                    return true;
                }

                // The login is somebody else's, who was added while the org was running: the seed gives way.
                if (await ById(seeded.ExternalId) is null)
                {
                    return false;
                }

                continue;
            }

            if (await Bring(stored, EmbeddedReseeding.Of(stored.Value, seeded, since)))
            {
                return false;
            }
        }
    }

    // A login is the document's second name, which no update can change.
    private async ValueTask<bool> Bring(Stored<EmbeddedPerson> stored, EmbeddedPerson person)
    {
        if (person.Login == stored.Value.Login)
        {
            // A seed's password is hashed anew whenever it is read: that alone is no change.
            return person with { PasswordHash = stored.Value.PasswordHash } == stored.Value
                ? await documents.Commit(new UnitOfWork(org).Update(EmbeddedDocuments.People, stored, person))
                : await Write(stored, person);
        }

        var work = new UnitOfWork(org).Delete(EmbeddedDocuments.People, stored);
        var free = await ByLogin(person.Login) is not { } holder || holder.Id == stored.Id;
        var numbered = person with { Login = free ? person.Login : stored.Value.Login, Revision = await TakeRevision(work) };
        return await documents.Commit(EmbeddedDocuments.Insert(work, integration.Id, [numbered]));
    }

    private async ValueTask<EmbeddedPerson?> Change(Func<ValueTask<Stored<EmbeddedPerson>?>> find, EmbeddedPatch patch, bool seeded)
    {
        var hash = patch.Password is { } password ? Hash(password) : null;
        while (await find() is { } stored)
        {
            var changed = stored.Value.With(patch, hash);
            changed = seeded ? changed with { Seeded = changed.State } : changed;
            if (changed == stored.Value || await Write(stored, changed))
            {
                return (await ById(stored.Value.ExternalId))?.Value;
            }
        }

        return null;
    }

    private async ValueTask<Stored<EmbeddedPerson>?> Anybody(string login) =>
        await ByLogin(login) ?? await ById(EmbeddedPerson.IdOf(org, integration.Name, login.Trim()));

    private string? Diagnostic(DirectoryAnswer answer) => answer.Row() switch
    {
        { Answer: DirectoryAnswer.Bound } => null,
        { SubCode: { } code } when integration.Type == DirectoryType.ActiveDirectory =>
            $"80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data {code}, v1db1",
        var row => row.Text,
    };
}
