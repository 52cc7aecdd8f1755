using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.Imports;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Directories.Embedded;
using FactorSeq.Web.Api;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Hosting;

/// <summary>Fills an org from its seed at the start, after an edit, and on reset. A seed with an error changes nothing.</summary>
internal sealed class Seeding(ServerOptions options, IDocuments documents, OrgLives lives, SeedMemory memory)
{
    /// <summary>The seed that is looked for where none is named.</summary>
    internal const string DefaultFile = "factorseq.yaml";

    /// <summary>The org that starts where nobody names another.</summary>
    internal static string BuiltIn => Assets.Text("seed/demo.yaml");

    private const int BatchSize = 500;

    private readonly ConcurrentDictionary<string, Grown> grown = new();

    /// <summary>The seeds that this server was started with, at least one.</summary>
    internal ImmutableArray<SeedSource> Sources { get; } =
        options.SeedText is { } text ? [new SeedSource("seed", null, text)]
        : options.Seeds is { Length: > 0 } files ? [.. files.Select(SeedSource.OfFile)]
        : File.Exists(DefaultFile) ? [SeedSource.OfFile(DefaultFile)]
        : [new SeedSource("demo.yaml", null, BuiltIn)];

    /// <summary>The passwords that stand in the org's seed, by login: what the tester signs in with.</summary>
    internal IReadOnlyDictionary<string, string> Passwords(string org) =>
        grown.TryGetValue(org, out var known) ? known.Passwords.Value : ImmutableDictionary<string, string>.Empty;

    /// <summary>Where the org comes from.</summary>
    internal SeedSource SourceOf(string org) => grown[org].Source;

    /// <summary>Takes up what the store holds, brought up to date with the seed.</summary>
    /// <exception cref="UnusableException">The seed cannot be read; every error is in the text.</exception>
    internal async ValueTask Start(Org org, SeedSource source, OrgSeed seed, string digest)
    {
        grown[org.Name] = new Grown(source, new(seed.Passwords));
        if (!await org.Load())
        {
            await Fill(org, seed, digest);
        }
        else if ((await org.Documents.Find(org.Name, DocumentKinds.Seeds, "org"))?.Value.Digest != digest)
        {
            await Apply(org, seed, digest);
        }
    }

    /// <summary>Takes up an org that the store brings back; its seed is read when somebody asks for it.</summary>
    internal void Recall(Org org, SeedSource source) =>
        grown[org.Name] = new Grown(source, new(() => Read(source, org.Catalog, org.Clock.Now).Seed.Passwords));

    /// <summary>An org comes from where another does.</summary>
    internal void Share(Org org, string other) => grown[org.Name] = grown[other] with { Source = grown[other].Source.For(org.Name) };

    internal void Forget(string org) => grown.TryRemove(org, out _);

    /// <summary>Reads the seed's text and checks all of it.</summary>
    internal (OrgSeed Seed, string Digest) Read(SeedSource source, Core.Factors.FactorCatalog catalog, DateTimeOffset now)
    {
        var text = source.Text();
        return (memory.Read(source, text, catalog, now), Digest(text));
    }

    /// <summary>Reads the seed again and brings the org up to date with it; sign-ins under way go on.</summary>
    internal async ValueTask Reload(Org org)
    {
        var (seed, digest) = ReadAgain(org, org.Clock.Now);
        await Apply(org, seed, digest);
        grown[org.Name] = grown[org.Name] with { Passwords = new(seed.Passwords) };
        org.Changes.Tell("users");
    }

    /// <summary>Fills a new org, in one write, whatever the store may still hold under its name.</summary>
    internal ValueTask Found(Org org, SeedSource source, OrgSeed seed, string digest)
    {
        grown[org.Name] = new Grown(source, new(seed.Passwords));
        return Put(org, seed, digest, keepsEvents: false);
    }

    /// <summary>Back to the seed: everything the org has done is forgotten, at one moment.</summary>
    /// <param name="keepsEvents">Whether the System Log stays.</param>
    /// <returns>The org's next life.</returns>
    internal async ValueTask<Org> Reset(Org org, bool keepsEvents)
    {
        var (seed, digest) = ReadAgain(org, org.Clock.Machine);
        var next = lives.After(org);
        await Put(next, seed, digest, keepsEvents);
        grown[org.Name] = grown[org.Name] with { Passwords = new(seed.Passwords) };
        return next;
    }

    private async ValueTask Put(Org org, OrgSeed seed, string digest, bool keepsEvents)
    {
        var work = new UnitOfWork(org.Name).Clear(keepsEvents ? DocumentKinds.Log.Name : null);
        if (seed.Directories.IsEmpty)
        {
            var secrets = NewSecrets();
            await Must(Marked(Insert(Insert(org.Found(work, seed.Configuration, secrets), seed.Accounts), seed.Macs), digest));
            org.TakeFounded(seed.Configuration, secrets);
            return;
        }

        // What a seed's directories hold is imported first, in a corner of the store where nobody looks.
        var draft = lives.New(org.Name, $"{org.Name}/draft/{Wire.Tokens.Random(12)}");
        await Fill(draft, seed, digest);
        await Must(org.Follow(work.Copy(draft.Documents.Key, DocumentKinds.Lives.Name)));
        await documents.Commit(new UnitOfWork(draft.Documents.Key).Clear());
        await org.Load();
    }

    private (OrgSeed Seed, string Digest) ReadAgain(Org org, DateTimeOffset now)
    {
        var source = SourceOf(org.Name);
        var read = Read(source, org.Catalog, now);
        return read.Seed.Configuration.Name == org.Name
            ? read
            : throw new UnusableException(
                $"{source.Name}: the org is named {org.Name} while this server runs, not {read.Seed.Configuration.Name}. Take its name back, or start again.");
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // A large seed goes in by batches: nothing else is using the org yet. The mark comes last, so that a start that was cut short is made good
    // by the next one.
    private async ValueTask Fill(Org org, OrgSeed seed, string digest)
    {
        var secrets = NewSecrets();
        await Must(Insert(org.Found(new UnitOfWork(org.Documents.Key), seed.Configuration, secrets), seed.Macs));
        foreach (var batch in seed.Accounts.Chunk(BatchSize))
        {
            await Must(Insert(new UnitOfWork(org.Documents.Key), batch));
        }

        foreach (var directory in seed.Directories)
        {
            await Fill(org, directory);
        }

        org.TakeFounded(seed.Configuration, secrets);
        await FirstImports(org, seed.Directories);
        await ChangeSinceImport(org, seed, seed.Directories);
        await Must(Marked(new UnitOfWork(org.Documents.Key), digest));
    }

    private async ValueTask Fill(Org org, DirectorySeed directory)
    {
        // The number first: whoever makes good a start that was cut short goes on counting behind it.
        await Must(EmbeddedDocuments.Insert(new UnitOfWork(org.Documents.Key), directory.DirectoryId, [], directory.People.Length));
        foreach (var batch in directory.People.Chunk(BatchSize))
        {
            await Must(EmbeddedDocuments.Insert(new UnitOfWork(org.Documents.Key), directory.DirectoryId, batch));
        }
    }

    // A server outside is imported once this one is up: nobody's start waits for somebody else's.
    private static async ValueTask FirstImports(Org org, IEnumerable<DirectorySeed> directories)
    {
        foreach (var directory in directories)
        {
            await org.Imports.Run(org.Agents.ById(directory.DirectoryId)!, ImportMode.Incremental, ImportTrigger.Seed, CancellationToken.None);
        }
    }

    // Between a directory's people and this lies its first import.
    private async ValueTask ChangeSinceImport(Org org, OrgSeed seed, IEnumerable<DirectorySeed> directories)
    {
        foreach (var directory in directories)
        {
            var embedded = Embedded(org, seed, directory);
            foreach (var (externalId, patch) in directory.SinceImport)
            {
                await embedded.ChangeAsSeeded(externalId, patch);
            }
        }
    }

    private EmbeddedDirectory Embedded(Org org, OrgSeed seed, DirectorySeed directory) => new(
        org.Name, seed.Configuration.Directories.First(integration => integration.Id == directory.DirectoryId),
        org.Documents, () => org.Clock.Now, options.PasswordIterations);

    private static OrgSecrets NewSecrets() => new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    private static UnitOfWork Marked(UnitOfWork work, string digest) => work.Replace(DocumentKinds.Seeds, "org", new SeedMark(digest));

    private static UnitOfWork Insert(UnitOfWork work, IEnumerable<Account> accounts)
    {
        foreach (var account in accounts)
        {
            work.Insert(DocumentKinds.Accounts, account.User.Id, account, alias: Login.Key(account.User.Login));
        }

        return work;
    }

    private static UnitOfWork Insert(UnitOfWork work, IEnumerable<Mac> macs)
    {
        foreach (var mac in macs)
        {
            work.Insert(DocumentKinds.Macs, mac.Name, mac);
        }

        return work;
    }

    // People the seed names are brought to what it says, the others stay as they are.
    private async ValueTask Apply(Org org, OrgSeed seed, string digest)
    {
        await org.Change(kept => GroupChanges.Keep(kept, ManagedSettings.Keep(kept, RegisteredClients.Keep(kept, seed.Configuration))));
        foreach (var account in seed.Accounts)
        {
            await Put(org, account);
        }

        foreach (var mac in seed.Macs)
        {
            // One that there is goes on as it stands, like whatever else its owner has changed.
            await org.Documents.Commit(new UnitOfWork(org.Name).Insert(DocumentKinds.Macs, mac.Name, mac));
        }

        var added = new List<DirectorySeed>();
        foreach (var directory in seed.Directories)
        {
            added.Add(await Put(org, seed, directory));
        }

        await FirstImports(org, added.Where(directory => directory.People.Length > 0));
        await ChangeSinceImport(org, seed, added);
        await Must(Marked(new UnitOfWork(org.Documents.Key), digest));
    }

    // Those who are new, with what is still to be changed on them; the others are where the seed has them already.
    private async ValueTask<DirectorySeed> Put(Org org, OrgSeed seed, DirectorySeed directory)
    {
        var embedded = Embedded(org, seed, directory);
        var added = new HashSet<string>();
        foreach (var person in directory.People)
        {
            if (await embedded.TakeSeeded(person, directory.SinceImport.GetValueOrDefault(person.ExternalId)))
            {
                added.Add(person.ExternalId);
            }
        }

        return new DirectorySeed(
            directory.DirectoryId,
            [.. directory.People.Where(person => added.Contains(person.ExternalId))],
            directory.SinceImport.RemoveRange(directory.SinceImport.Keys.Where(id => !added.Contains(id))));
    }

    private static async ValueTask Put(Org org, Account account)
    {
        while (true)
        {
            // Somebody may have made a user of this name meanwhile: it is the seed's from now on.
            var stored = await org.FindAccountById(account.User.Id)
                ?? await org.Documents.FindByAlias(org.Name, DocumentKinds.Accounts, Login.Key(account.User.Login));
            var work = new UnitOfWork(org.Name);
            var next = RuledGroups.Settle(org, work, stored is null ? account : Reseeding.Of(org.Current.Configuration, org.Catalog, stored.Value, account));
            _ = stored is null
                ? work.Insert(DocumentKinds.Accounts, next.User.Id, next, alias: Login.Key(next.User.Login))
                : work.Update(DocumentKinds.Accounts, stored, next);
            if (await org.Documents.Commit(work))
            {
                return;
            }
        }
    }

    private async ValueTask Must(UnitOfWork work)
    {
        if (!await documents.Commit(work))
        {
            throw new UnusableException("The store already holds part of this org; move the --data file away, or give the org another name.");
        }
    }

    private sealed record Grown(SeedSource Source, Lazy<ImmutableDictionary<string, string>> Passwords)
    {
        public override string ToString() => Source.Name;
    }
}
