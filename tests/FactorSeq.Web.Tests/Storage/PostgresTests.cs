using FactorSeq.Core.Ports;
using FactorSeq.Storage;
using FactorSeq.Storage.Postgres;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Storage;

public sealed class PostgresDocumentsTests : DocumentsContract, IAsyncLifetime
{
    private PostgresDocuments store = null!;

    private protected override IDocuments Store => store;

    private protected override int CommitsEach => 300;

    public async Task InitializeAsync() => store = await PostgresDocuments.Open(PostgresAddress.Read(PostgresServer.NewDatabase()));

    public async Task DisposeAsync() => await store.DisposeAsync();
}

/// <summary>What only a database that others write to as well can suffer.</summary>
public sealed class PostgresStoreTests
{
    private const string Org = "demo";
    private static readonly DateTimeOffset Now = new(2031, 2, 3, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Two_nodes_that_start_at_once_make_the_tables_once()
    {
        var address = PostgresAddress.Read(PostgresServer.NewDatabase());
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresDocuments.Open(address)));
        Assert.True(await nodes[0].Commit(new UnitOfWork(Org).Insert(DocumentKinds.Seeds, "a", new SeedMark("one"))));
        Assert.Equal("one", (await nodes[3].Find(Org, DocumentKinds.Seeds, "a"))!.Value.Digest);
        await End(nodes);
    }

    [Fact]
    public async Task Of_a_hundred_rivals_on_two_nodes_one_wins()
    {
        var address = PostgresAddress.Read(PostgresServer.NewDatabase());
        PostgresDocuments[] nodes = [await PostgresDocuments.Open(address), await PostgresDocuments.Open(address)];
        await nodes[0].Commit(new UnitOfWork(Org).Insert(DocumentKinds.Seeds, "code", new SeedMark("fresh"), alias: "code"));
        var code = (await nodes[1].FindByAlias(Org, DocumentKinds.Seeds, "code"))!;
        var won = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () =>
            await nodes[i % 2].Commit(new UnitOfWork(Org).Delete(DocumentKinds.Seeds, code).Insert(DocumentKinds.Seeds, $"session {i}", new SeedMark("won"))))));
        Assert.Single(won, one => one);
        Assert.Single(await nodes[0].List(Org, DocumentKinds.Seeds, 10));
        await End(nodes);
    }

    [Fact]
    public async Task Whoever_follows_the_records_misses_none_however_many_nodes_write()
    {
        var address = PostgresAddress.Read(PostgresServer.NewDatabase());
        PostgresDocuments[] nodes = [await PostgresDocuments.Open(address), await PostgresDocuments.Open(address)];
        const int Writers = 8;
        const int Each = 150;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await nodes[writer % 2].Commit(new UnitOfWork(Org).Append(
                    DocumentKinds.Messages, $"{writer}", Now, new Message($"{writer}/{i}", "u", FactorSeq.Core.Factors.Channel.Sms, "+1", null, null, "")));
            }
        })));
        var seen = new List<string>();
        var after = 0L;
        while (seen.Count < Writers * Each)
        {
            var over = writing.IsCompleted;
            var batch = await nodes[0].Following(Org, DocumentKinds.Messages, after, 1000);
            seen.AddRange(batch.Select(record => record.Value.Id));
            after = batch.Count == 0 ? after : batch[^1].Sequence;
            if (over && batch.Count == 0)
            {
                break;
            }
        }

        await writing;
        Assert.Equal(Writers * Each, seen.Distinct().Count());
        await End(nodes);
    }

    [Fact]
    public async Task What_was_decided_before_a_reset_is_not_written_after_it()
    {
        var address = PostgresAddress.Read(PostgresServer.NewDatabase());
        PostgresDocuments[] nodes = [await PostgresDocuments.Open(address), await PostgresDocuments.Open(address)];
        for (var life = 0; life < 10; life++)
        {
            await nodes[0].Commit(new UnitOfWork(Org).Clear().Insert(DocumentKinds.Lives, $"life {life}", new OrgLife()));
            var old = life;
            var late = Enumerable.Range(0, 20).Select(i => Task.Run(async () => await nodes[i % 2].Commit(
                new UnitOfWork(Org).Insert(DocumentKinds.Seeds, $"{old}/{i}", new SeedMark("late")).Expect(DocumentKinds.Lives, $"life {old}")))).ToList();
            await nodes[1].Commit(new UnitOfWork(Org).Clear().Insert(DocumentKinds.Lives, "over", new OrgLife()));
            await Task.WhenAll(late);
            Assert.Empty(await nodes[0].List(Org, DocumentKinds.Seeds, 100));
        }

        await End(nodes);
    }

    [Fact]
    public async Task A_turn_is_one_nodes_at_a_time_and_ends_with_the_node()
    {
        var address = PostgresAddress.Read(PostgresServer.NewDatabase());
        var documents = await PostgresDocuments.Open(address);
        var told = System.Threading.Channels.Channel.CreateUnbounded<(string, string)>();
        await using var one = await PostgresNodes.Join(address, documents);
        var other = await PostgresNodes.Join(address, documents);
        other.Listen((org, kind) => told.Writer.TryWrite((org, kind)), () => { });
        var turn = await one.TryTurn("sweep");
        Assert.NotNull(turn);
        Assert.Null(await other.TryTurn("sweep"));
        var waiting = other.Turn("sweep").AsTask();
        Assert.False(waiting.IsCompleted);
        await turn.DisposeAsync();
        await using var taken = await waiting;
        Assert.Null(await one.TryTurn("sweep"));

        one.Tell("demo", "pushes");
        Assert.Equal(("demo", "pushes"), await told.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(5)).Token));
        await other.DisposeAsync();
        await documents.DisposeAsync();
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=x;Username=u;Password=hunter2", "Start it")]
    [InlineData("nonsense=hunter2", "Write Host=")]
    [InlineData("", "Write Host=")]
    public async Task A_database_that_cannot_be_had_is_refused_with_a_cure_and_without_its_password(string address, string cure)
    {
        var refused = await Assert.ThrowsAsync<StoreUnusableException>(async () => await PostgresDocuments.Open(PostgresAddress.Read(address)));
        Assert.Contains(cure, refused.Message, StringComparison.Ordinal);
        Assert.Contains("--postgres", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE TABLE document (x int)", "another program's")]
    [InlineData("CREATE TABLE factorseq_schema (version int); INSERT INTO factorseq_schema VALUES (99)", "newer")]
    public async Task A_database_of_somebody_else_is_refused_and_left_as_it_is(string sql, string why)
    {
        var database = PostgresServer.NewDatabase();
        PostgresServer.Sql(database, sql);
        var refused = await Assert.ThrowsAsync<StoreUnusableException>(async () => await PostgresDocuments.Open(PostgresAddress.Read(database)));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(1L, PostgresServer.Ask(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_refused_by_name()
    {
        var missing = PostgresServer.NewDatabase() + "_missing";
        var refused = await Assert.ThrowsAsync<StoreUnusableException>(async () => await PostgresDocuments.Open(PostgresAddress.Read(missing)));
        Assert.Contains("CREATE DATABASE", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tables_of_the_next_version_are_worked_on_beside_it()
    {
        var database = PostgresServer.NewDatabase();
        await (await PostgresDocuments.Open(PostgresAddress.Read(database))).DisposeAsync();
        PostgresServer.Sql(database, "UPDATE factorseq_schema SET version = version + 1");
        await using var store = await PostgresDocuments.Open(PostgresAddress.Read(database));
        Assert.True(await store.Commit(new UnitOfWork(Org).Insert(DocumentKinds.Seeds, "a", new SeedMark("one"))));
    }

    [Theory]
    [InlineData("postgres://u%40x:p%3Aw@db.test:6000/org%20s?sslmode=require", "db.test:6000/org s")]
    [InlineData("postgresql://u@db.test/orgs", "db.test:5432/orgs")]
    [InlineData("Host=db.test;Username=u", "db.test:5432/u")]
    public void An_address_is_shown_without_its_secrets(string text, string shown) => Assert.Equal(shown, PostgresAddress.Read(text).Shown);

    private static async Task End(IEnumerable<PostgresDocuments> nodes)
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }
}
