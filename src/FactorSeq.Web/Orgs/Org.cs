using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Directories;
using FactorSeq.Web.Lab;

namespace FactorSeq.Web.Orgs;

/// <summary>An org as the server works with it: its name, its store, its clock, the configuration in force, and who listens to its changes.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody takes the semaphore's wait handle, so it holds nothing.")]
internal sealed class Org
{
    /// <summary>The id of documents of which an org has one.</summary>
    private const string Only = "org";

    // How often a move of the clock stops for an import.
    private const int MostHalts = 100;

    private readonly string name;
    private readonly OrgDocuments documents;
    private readonly FactorCatalog catalog;
    private readonly TimeProvider machine;
    private readonly SemaphoreSlim moving = new(1);
    private OrgSnapshot? current;
    private OrgSecrets? secrets;

    internal Org(
        string name, OrgDocuments documents, FactorCatalog catalog, IDirectories directories, TimeProvider machine, HookQueue queue, INodes nodes,
        Changes? listened = null, Journal? journal = null)
    {
        this.name = name;
        Nodes = nodes;
        this.documents = documents;
        this.catalog = catalog;
        this.machine = machine;
        Clock = new OrgClock(machine, null);
        Agents = new DirectoryAgents(this, directories);
        Imports = new OrgImports(this);
        Changes = listened ?? new Changes(nodes.IsAlone ? null : kind => nodes.Tell(name, kind));
        Lab = new OrgLab(nodes.IsAlone ? null : documents, journal);
        Hooks = new OrgHooks(this, queue);
        documents.Written = Hooks.Offer;
    }

    internal string Name => name;

    internal OrgDocuments Documents => documents;

    /// <summary>Who else works on the org's documents.</summary>
    internal INodes Nodes { get; }

    internal FactorCatalog Catalog => catalog;

    internal OrgClock Clock { get; }

    /// <summary>The machine's time, for what keeps people waiting.</summary>
    internal TimeProvider Machine => machine;

    /// <summary>The way to the org's directories.</summary>
    internal DirectoryAgents Agents { get; }

    /// <summary>What the org imports from them.</summary>
    internal OrgImports Imports { get; }

    internal Changes Changes { get; }

    /// <summary>Who is told of what stands in the System Log.</summary>
    internal OrgHooks Hooks { get; }

    /// <summary>What testers arrange, and what they are shown of the wire.</summary>
    internal OrgLab Lab { get; }

    /// <summary>The configuration in force.</summary>
    internal OrgSnapshot Current => Volatile.Read(ref current) ?? throw new InvalidOperationException($"Org {name} has no configuration yet.");

    /// <summary>What nobody but this org can work out of a text, and for no other purpose is the same: nothing of it need be kept.</summary>
    internal byte[] Keyed(string purpose, string text) => HMACSHA256.HashData(DecoyKey, Encoding.UTF8.GetBytes($"{purpose} {text}"));

    /// <summary>What decoys are chosen by.</summary>
    internal byte[] DecoyKey => Convert.FromBase64String(secrets!.DecoyKey);

    /// <summary>Takes up what the store holds of this org.</summary>
    /// <returns>false where it holds nothing.</returns>
    internal async ValueTask<bool> Load()
    {
        while (!Nodes.IsAlone)
        {
            // What belongs to two lives, or to two states of one, fits together by chance.
            var before = await OrgRevision.Of(documents);
            if (!await Take())
            {
                return false;
            }

            if (before.Life is null || before == await OrgRevision.Of(documents))
            {
                return true;
            }
        }

        return await Take();
    }

    /// <summary>Takes up what other nodes have changed of what this one remembers.</summary>
    internal async ValueTask Follow(OrgRevision now)
    {
        if (now.Configuration > Current.Revision && await documents.Find(name, DocumentKinds.Configuration, Only) is { } configuration)
        {
            TakeNewer(configuration);
        }

        if (now.Clock > Clock.Version && await documents.Find(name, DocumentKinds.Clocks, Only) is { } clock)
        {
            Clock.Take(clock.Value, clock.Version);
        }

        if (now.Lab > Lab.Board.Version)
        {
            await Lab.Board.Load();
        }

        if (now.Hooks != Hooks.Revision)
        {
            await Hooks.Load();
        }
    }

    private async ValueTask<bool> Take()
    {
        if (await documents.Find(name, DocumentKinds.Configuration, Only) is not { } stored)
        {
            return false;
        }

        await documents.Continue();
        secrets = (await documents.Find(name, DocumentKinds.Secrets, Only))?.Value;
        var clock = await documents.Find(name, DocumentKinds.Clocks, Only);
        Clock.Set(clock?.Value, clock?.Version ?? 0);
        Take(stored);
        await Lab.Board.Load();
        await Hooks.Load();
        return true;
    }

    /// <summary>Changes the configuration: whole, at once, and for the next step of every sign-in under way.</summary>
    /// <param name="change">Asked anew where another was faster; what it gives back as it got it is not written.</param>
    /// <param name="with">Adds what is to be written with it, or not at all.</param>
    internal async ValueTask Change(Func<OrgConfiguration, OrgConfiguration> change, Action<UnitOfWork>? with = null)
    {
        while (true)
        {
            var stored = (await documents.Find(name, DocumentKinds.Configuration, Only))!;
            var changed = change(stored.Value);
            var work = new UnitOfWork(name);
            if (!ReferenceEquals(changed, stored.Value))
            {
                work.Update(DocumentKinds.Configuration, stored, changed);
            }

            with?.Invoke(work);
            if (work.Writes.Count == 0)
            {
                return;
            }

            if (await documents.Commit(work))
            {
                TakeNewer((await documents.Find(name, DocumentKinds.Configuration, Only))!);
                Changes.Tell("users");
                Changes.Tell("events");
                return;
            }
        }
    }

    /// <summary>
    /// Moves the clock from where it stands, one move after the other. On the way forward it halts at every import that falls due, and goes on
    /// when that is over; after a hundred of them it goes to the end, where the last one is made.
    /// </summary>
    /// <param name="move">What is wanted of the clock, or null to leave it.</param>
    /// <returns>false where it was left.</returns>
    internal async ValueTask<bool> MoveClock(Func<OrgClock, ClockSetting?> move)
    {
        await moving.WaitAsync();
        try
        {
            // Imports on the way are run by whoever moves the clock.
            await using var turn = Current.Configuration.Directories.IsEmpty ? null : await Nodes.Turn($"clock {documents.Key}");
            if (move(Clock) is not { } wanted)
            {
                return false;
            }

            var halts = 0;
            var end = new OrgClock(machine, wanted).Now;
            await Imports.RunDue(
                end,
                async due =>
                {
                    // Ten years of hourly imports would keep the tester, and everybody who moves the clock after them, waiting for minutes.
                    var next = ++halts > MostHalts ? end : due;
                    await PutClock(clock => clock.SetTo(next > clock.Now ? next : clock.Now));
                },
                CancellationToken.None);
            return await PutClock(halts > 0 ? _ => wanted : move);
        }
        finally
        {
            moving.Release();
        }
    }

    private async ValueTask<bool> PutClock(Func<OrgClock, ClockSetting?> move)
    {
        while (true)
        {
            var stored = await documents.Find(name, DocumentKinds.Clocks, Only);
            if (move(new OrgClock(machine, stored?.Value)) is not { } setting)
            {
                return false;
            }

            var work = new UnitOfWork(name);
            if (await documents.Commit(stored is null
                ? work.Insert(DocumentKinds.Clocks, Only, setting)
                : work.Update(DocumentKinds.Clocks, stored, setting)))
            {
                Clock.Take(setting, (stored?.Version ?? 0) + 1);
                foreach (var kind in (string[])["clock", "pushes", "activations", "visits"])
                {
                    Changes.Tell(kind);
                }

                return true;
            }
        }
    }

    /// <summary>Begins a life of the org, as part of the work that fills it.</summary>
    internal UnitOfWork Found(UnitOfWork work, OrgConfiguration configuration, OrgSecrets kept) => documents.Begin(Documented(work, configuration, kept));

    /// <summary>Begins a life with what was copied of another org, but for its configuration; nothing is written where the other is gone.</summary>
    internal UnitOfWork Found(UnitOfWork work, OrgConfiguration configuration) =>
        documents.Begin(work.Expect(DocumentKinds.Secrets, Only).Insert(DocumentKinds.Configuration, Only, configuration));

    /// <summary>Begins a life with everything a copy holds; nothing is written where the copy is gone.</summary>
    internal UnitOfWork Follow(UnitOfWork work) => documents.Begin(work.Expect(DocumentKinds.Configuration, Only));

    /// <summary>What a new org starts with.</summary>
    internal static UnitOfWork Documented(UnitOfWork work, OrgConfiguration configuration, OrgSecrets secrets) => work
        .Insert(DocumentKinds.Configuration, Only, configuration)
        .Insert(DocumentKinds.Secrets, Only, secrets);

    /// <summary>Takes up what <see cref="Found"/> has just written, without reading it back.</summary>
    internal void TakeFounded(OrgConfiguration configuration, OrgSecrets kept)
    {
        secrets = kept;
        Take(new Stored<OrgConfiguration>(Only, configuration, 1));
    }

    /// <summary>The account of a login: by its whole name, or by the part before the @ where only one account has it.</summary>
    internal async ValueTask<Stored<Account>?> FindAccount(string login)
    {
        if (!Login.IsPlausible(login))
        {
            return null;
        }

        var key = Login.Key(login);
        if (await documents.FindByAlias(name, DocumentKinds.Accounts, key) is { } exact)
        {
            return exact;
        }

        if (key.Contains('@', StringComparison.Ordinal))
        {
            return null;
        }

        var matches = await documents.FindByAliasPrefix(name, DocumentKinds.Accounts, key + "@", 2);
        return matches.Count == 1 ? matches[0] : null;
    }

    internal ValueTask<Stored<Account>?> FindAccountById(string id) => documents.Find(name, DocumentKinds.Accounts, id);

    // Of two changes at once the one that was written first may be taken up last.
    private void TakeNewer(Stored<OrgConfiguration> stored)
    {
        var next = new OrgSnapshot(stored.Value, stored.Version);
        for (var seen = Current; seen.Revision < next.Revision; seen = Current)
        {
            if (Interlocked.CompareExchange(ref current, next, seen) == seen)
            {
                return;
            }
        }
    }

    private void Take(Stored<OrgConfiguration> stored) => Volatile.Write(ref current, new OrgSnapshot(stored.Value, stored.Version));
}
