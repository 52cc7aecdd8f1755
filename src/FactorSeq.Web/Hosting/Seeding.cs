using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.Imports;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Directories.Embedded;
using FactorSeq.Web.Api;
using FactorSeq.Web.Api.Groups;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Hosting;

/// <summary>Fills an org from its seed at the start, after an edit, and on reset. A seed with an error changes nothing.</summary>
internal sealed class Seeding(ServerOptions options, IDocuments documents)
{
    /// <summary>The seed that is looked for where none is named.</summary>
    internal const string DefaultFile = "factorseq.yaml";

    /// <summary>The org that starts where nobody names another.</summary>
    internal static string BuiltIn => Assets.Text("seed/demo.yaml");

    private const int BatchSize = 500;

    private readonly string adminPassword = Wire.Tokens.Random(16);
    private readonly ConcurrentDictionary<string, Grown> grown = new();

    /// <summary>The seeds that this server was started with, at least one.</summary>
    internal ImmutableArray<SeedSource> Sources { get; } =
        options.SeedText is { } text ? [new SeedSource("seed", null, text)]
        : options.Seeds is { Length: > 0 } files ? [.. files.Select(SeedSource.OfFile)]
        : File.Exists(DefaultFile) ? [SeedSource.OfFile(DefaultFile)]
        : [new SeedSource("demo.yaml", null, BuiltIn)];

    /// <summary>The passwords that stand in the org's seed, by login: what the tester signs in with.</summary>
    internal IReadOnlyDictionary<string, string> Passwords(string org) => grown[org].Passwords;

    /// <summary>Where the org comes from.</summary>
    internal SeedSource SourceOf(string org) => grown[org].Source;

    /// <summary>Takes up what the store holds, brought up to date with the seed.</summary>
    /// <exception cref="UnusableException">The seed cannot be read; every error is in the text.</exception>
    internal async ValueTask Start(Org org, SeedSource source, OrgSeed seed, string digest)
    {
        grown[org.Name] = new Grown(source, seed.Passwords);
        if (!await org.Load())
        {
            await Fill(org, seed, digest);
        }
        else if ((await documents.Find(org.Name, DocumentKinds.Seeds, "org"))?.Value.Digest != digest)
        {
            await Apply(org, seed, digest);
        }
    }

    /// <summary>Reads the seed's text and checks all of it.</summary>
    internal (OrgSeed Seed, string Digest) Read(SeedSource source, Core.Factors.FactorCatalog catalog, DateTimeOffset now)
    {
        var text = source.Text();
        var result = SeedResult.Read(source.Name, text, catalog, now, adminPassword);
        return result switch
        {
            SeedResult.Ready ready => (ready.Seed, Digest(text)),
            SeedResult.Refused refused => throw new UnusableException(string.Join('\n', refused.Errors)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Reads the seed again and brings the org up to date with it; sign-ins under way go on.</summary>
    internal async ValueTask Reload(Org org)
    {
        var (seed, digest) = ReadAgain(org, org.Clock.Now);
        await Apply(org, seed, digest);
        grown[org.Name] = grown[org.Name] with { Passwords = seed.Passwords };
        org.Changes.Tell("users");
    }

    /// <summary>Back to the seed: everything the org has done is forgotten.</summary>
    internal async ValueTask Reset(Org org)
    {
        var (seed, digest) = ReadAgain(org, org.Clock.Machine);
        var work = Insert(Org.Found(new UnitOfWork(org.Name).Clear(), seed.Configuration, NewSecrets()), seed.Accounts);
        foreach (var directory in seed.Directories)
        {
            EmbeddedDocuments.Insert(work, directory.DirectoryId, directory.People, directory.People.Length);
        }

        await Must(work);
        await org.Load();
        await FirstImports(org, seed.Directories);
        await ChangeSinceImport(org, seed, seed.Directories);
        await Must(Marked(new UnitOfWork(org.Name), digest));
        grown[org.Name] = grown[org.Name] with { Passwords = seed.Passwords };
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
        await Must(Org.Found(new UnitOfWork(org.Name), seed.Configuration, secrets));
        foreach (var batch in seed.Accounts.Chunk(BatchSize))
        {
            await Must(Insert(new UnitOfWork(org.Name), batch));
        }

        foreach (var directory in seed.Directories)
        {
            await Fill(org, directory);
        }

        org.TakeFounded(seed.Configuration, secrets);
        await FirstImports(org, seed.Directories);
        await ChangeSinceImport(org, seed, seed.Directories);
        await Must(Marked(new UnitOfWork(org.Name), digest));
    }

    private async ValueTask Fill(Org org, DirectorySeed directory)
    {
        // The number first: whoever makes good a start that was cut short goes on counting behind it.
        await Must(EmbeddedDocuments.Insert(new UnitOfWork(org.Name), directory.DirectoryId, [], directory.People.Length));
        foreach (var batch in directory.People.Chunk(BatchSize))
        {
            await Must(EmbeddedDocuments.Insert(new UnitOfWork(org.Name), directory.DirectoryId, batch));
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
        documents, () => org.Clock.Now, options.PasswordIterations);

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

    // People the seed names are brought to what it says, the others stay as they are.
    private async ValueTask Apply(Org org, OrgSeed seed, string digest)
    {
        await org.Change(kept => GroupChanges.Keep(kept, ManagedSettings.Keep(kept, RegisteredClients.Keep(kept, seed.Configuration))));
        foreach (var account in seed.Accounts)
        {
            await Put(org, account);
        }

        var added = new List<DirectorySeed>();
        foreach (var directory in seed.Directories)
        {
            added.Add(await Put(org, seed, directory));
        }

        await FirstImports(org, added.Where(directory => directory.People.Length > 0));
        await ChangeSinceImport(org, seed, added);
        await Must(Marked(new UnitOfWork(org.Name), digest));
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

    private async ValueTask Put(Org org, Account account)
    {
        while (true)
        {
            // Somebody may have made a user of this name meanwhile: it is the seed's from now on.
            var stored = await org.FindAccountById(account.User.Id)
                ?? await documents.FindByAlias(org.Name, DocumentKinds.Accounts, Login.Key(account.User.Login));
            var work = stored is null
                ? new UnitOfWork(org.Name).Insert(DocumentKinds.Accounts, account.User.Id, account, alias: Login.Key(account.User.Login))
                : new UnitOfWork(org.Name).Update(DocumentKinds.Accounts, stored, Reseeding.Of(org.Name, org.Catalog, stored.Value, account));
            if (await documents.Commit(work))
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

    private sealed record Grown(SeedSource Source, ImmutableDictionary<string, string> Passwords)
    {
        public override string ToString() => Source.Name;
    }
}
