using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FactorSeq.Directories.Embedded;

/// <summary>
/// A directory inside the emulator: it answers as a domain controller would, and keeps its people among the org's documents. Whoever loses
/// a race for a person decides again, so that a thousand wrong passwords at once count to a thousand.
/// </summary>
/// <param name="org">The org whose store it is kept in.</param>
/// <param name="now">The org's clock.</param>
/// <param name="passwordIterations">PBKDF2 rounds of new password hashes; a stored hash carries its own.</param>
public sealed partial class EmbeddedDirectory(
    string org, DirectoryIntegration integration, IDocuments documents, Func<DateTimeOffset> now, int passwordIterations) : IDirectory
{
    private const int PageSize = 500;
    private const int ShortestPassword = 7;

    private readonly PasswordHasher<EmbeddedPerson> hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = passwordIterations }));

    private readonly DirectorySource.Embedded lockout = (DirectorySource.Embedded)integration.Source;

    private readonly ImmutableArray<string> units =
        [.. integration.OrganizationalUnits.Select(unit => EmbeddedNames.Unit(integration.Name, integration.Type, unit))];

    private string? nobodysHash;

    private static PasswordReply TooLate => new(PasswordAnswer.Unavailable, DirectoryAnswer.TimedOut.Row().Text);

    public async ValueTask<DirectoryReply> Authenticate(DirectoryUser user, Secret password, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return new DirectoryReply(DirectoryAnswer.TimedOut);
        }

        if (password.Reveal().Length == 0)
        {
            return new DirectoryReply(DirectoryAnswer.WrongPassword, await Find(user, cancellation), Diagnostic(DirectoryAnswer.WrongPassword));
        }

        var judge = new PasswordJudge(hasher, password);
        var reply = await Settle(() => Visible(user), person =>
        {
            var (answer, after) = EmbeddedSignIn.Judge(person, judge.IsRight(person.PasswordHash ?? NobodysHash()), lockout, now());
            return (after, new DirectoryReply(answer, Entry(after), Diagnostic(answer)));
        });

        if (reply is not null)
        {
            return reply;
        }

        // Somebody who is not there costs as much time as somebody who is.
        _ = judge.IsRight(NobodysHash());
        return new DirectoryReply(DirectoryAnswer.NotFound, null, Diagnostic(DirectoryAnswer.NotFound));
    }

    public async ValueTask<DirectoryEntry?> Find(DirectoryUser user, CancellationToken cancellation) =>
        await Visible(user) is { } stored ? Entry(stored.Value) : null;

    public async ValueTask<PasswordReply> ChangePassword(DirectoryUser user, Secret old, Secret @new, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return TooLate;
        }

        if (old.Reveal().Length == 0)
        {
            return new PasswordReply(PasswordAnswer.OldPasswordWrong, OldPasswordText);
        }

        var judge = new PasswordJudge(hasher, old);
        var reply = await Settle(() => Visible(user), person =>
        {
            var (answer, after) = EmbeddedSignIn.Judge(person, judge.IsRight(person.PasswordHash ?? NobodysHash()), lockout, now());
            return answer switch
            {
                DirectoryAnswer.WrongPassword => (after, new PasswordReply(PasswordAnswer.OldPasswordWrong, OldPasswordText)),
                DirectoryAnswer.Bound or DirectoryAnswer.PasswordExpired or DirectoryAnswer.MustChangePassword => @new == old || IsShort(@new)
                    ? (person, new PasswordReply(PasswordAnswer.Unfit, UnfitText))
                    : (after.WithPassword(Hash(@new)).Cleared(), new PasswordReply(PasswordAnswer.Changed)),
                _ => (after, new PasswordReply(PasswordAnswer.Unavailable, Diagnostic(answer))),
            };
        });
        return reply ?? new PasswordReply(PasswordAnswer.Unavailable, Diagnostic(DirectoryAnswer.NotFound));
    }

    public async ValueTask<PasswordReply> ResetPassword(DirectoryUser user, Secret @new, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return TooLate;
        }

        var reply = await Settle(() => Visible(user), person => IsShort(@new)
            ? (person, new PasswordReply(PasswordAnswer.Unfit, UnfitText))
            : (person.WithPassword(Hash(@new)), new PasswordReply(PasswordAnswer.Changed)));
        return reply ?? new PasswordReply(PasswordAnswer.Unavailable, Diagnostic(DirectoryAnswer.NotFound));
    }

    public async ValueTask<bool> Unlock(DirectoryUser user, CancellationToken cancellation) =>
        !cancellation.IsCancellationRequested && await Settle(() => Visible(user), person => (Opened(person), person)) is not null;

    public async ValueTask<DirectoryPosition> Position(CancellationToken cancellation)
    {
        var revision = await documents.Find(org, EmbeddedDocuments.Revisions, integration.Id);
        return new DirectoryPosition($"embedded/{integration.Name}", (revision?.Value.Highest ?? 0).ToString());
    }

    /// <summary>
    /// Everybody who is there and in the units that are read, by external id. <see cref="DirectoryIntegration.UserFilter"/> changes nothing: an
    /// embedded directory holds users only.
    /// </summary>
    public async IAsyncEnumerable<DirectoryPage> Read(DirectoryQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var since = long.TryParse(query.After, out var after) ? after : 0;
        for (var from = query.From ?? ""; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var (people, next) = await Page(from);
            yield return new DirectoryPage([.. people.Where(person => person.Revision >= since && IsVisible(person)).Select(Entry)], next);
            if (next is null)
            {
                yield break;
            }

            from = next;
        }
    }

    private static EmbeddedPerson Opened(EmbeddedPerson person)
    {
        var cleared = person.Cleared();
        return cleared.State.Locked ? cleared with { State = cleared.State with { Locked = false } } : cleared;
    }

    private DirectoryEntry Entry(EmbeddedPerson person) => new()
    {
        ExternalId = person.ExternalId,
        DistinguishedName = EmbeddedNames.Of(integration.Name, integration.Type, person),
        Login = person.Login,
        ShortName = person.ShortName,
        FirstName = person.GivenName,
        LastName = person.Surname,
        Email = person.Login.Contains('@') ? person.Login : null,
        Phone = person.Telephone,
        Disabled = person.State.Disabled,
        Locked = IsLocked(person),
    };

    private bool IsVisible(EmbeddedPerson person) => !person.State.Deleted
        && (units.IsEmpty || units.Any(unit => EmbeddedNames.IsBelow(EmbeddedNames.Of(integration.Name, integration.Type, person), unit)));

    private async ValueTask<Stored<EmbeddedPerson>?> Visible(DirectoryUser user) =>
        await (user.ExternalId is { } id ? ById(id) : ByLogin(user.Login)) is { } stored && IsVisible(stored.Value) ? stored : null;

    private ValueTask<Stored<EmbeddedPerson>?> ById(string externalId) =>
        documents.Find(org, EmbeddedDocuments.People, EmbeddedDocuments.Id(integration.Id, externalId));

    // A directory compares what it is given: a login with space around it is somebody else's.
    private ValueTask<Stored<EmbeddedPerson>?> ByLogin(string login) => login == login.Trim() && EmbeddedDocuments.Alias(integration.Id, login) is { } alias
        ? documents.FindByAlias(org, EmbeddedDocuments.People, alias)
        : new(default(Stored<EmbeddedPerson>?));

    private async ValueTask<(IEnumerable<EmbeddedPerson> People, string? Next)> Page(string from)
    {
        var prefix = EmbeddedDocuments.Id(integration.Id, "");
        var listed = await documents.List(org, EmbeddedDocuments.People, PageSize + 1, prefix + from);
        var own = listed.Where(stored => stored.Id.StartsWith(prefix, StringComparison.Ordinal)).Select(stored => stored.Value).ToList();
        return own.Count > PageSize ? (own.Take(PageSize), own[PageSize - 1].ExternalId) : (own, null);
    }

    // Decides on a person as they are, and again where somebody else was faster.
    private async ValueTask<T?> Settle<T>(Func<ValueTask<Stored<EmbeddedPerson>?>> find, Func<EmbeddedPerson, (EmbeddedPerson After, T Result)> decide)
        where T : class
    {
        while (await find() is { } stored)
        {
            var (after, result) = decide(stored.Value);
            if (ReferenceEquals(after, stored.Value) || await Write(stored, after))
            {
                return result;
            }
        }

        return null;
    }

    private async ValueTask<bool> Write(Stored<EmbeddedPerson> read, EmbeddedPerson after)
    {
        var work = new UnitOfWork(org);
        var numbered = IsNumbered(read.Value, after) ? after with { Revision = await TakeRevision(work) } : after;
        return await documents.Commit(work.Update(EmbeddedDocuments.People, read, numbered));
    }

    // Wrong passwords are told apart from changes, or everybody who mistypes would wait for everybody else.
    private static bool IsNumbered(EmbeddedPerson before, EmbeddedPerson after) =>
        after with { BadPasswords = before.BadPasswords, LastBadPassword = before.LastBadPassword } != before;

    private async ValueTask<long> TakeRevision(UnitOfWork work)
    {
        if (await documents.Find(org, EmbeddedDocuments.Revisions, integration.Id) is not { } stored)
        {
            work.Insert(EmbeddedDocuments.Revisions, integration.Id, new EmbeddedRevision(1));
            return 1;
        }

        var next = stored.Value.Highest + 1;
        work.Update(EmbeddedDocuments.Revisions, stored, new EmbeddedRevision(next));
        return next;
    }

    private static bool IsShort(Secret password) => password.Reveal().Length < ShortestPassword;

    private string Hash(Secret password) => hasher.HashPassword(null!, password.Reveal());

    private string NobodysHash() => nobodysHash ??= hasher.HashPassword(null!, Guid.NewGuid().ToString());

    /// <summary>One password against one hash after the other, each judged once: hashing is what a sign-in costs.</summary>
    private sealed class PasswordJudge(PasswordHasher<EmbeddedPerson> hasher, Secret password)
    {
        private string? judged;
        private bool right;

        internal bool IsRight(string hash)
        {
            if (hash != judged)
            {
                (judged, right) = (hash, hasher.VerifyHashedPassword(null!, hash, password.Reveal()) != PasswordVerificationResult.Failed);
            }

            return right;
        }
    }
}
