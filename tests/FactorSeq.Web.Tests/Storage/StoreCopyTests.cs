using FactorSeq.Core.Ports;
using FactorSeq.Storage;
using FactorSeq.Storage.Postgres;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Storage;

/// <summary>A store carried from a file to PostgreSQL and back.</summary>
public sealed class StoreCopyTests : IDisposable
{
    private readonly TemporaryFile source = new();
    private readonly TemporaryFile target = new();

    public void Dispose()
    {
        source.Dispose();
        target.Dispose();
        File.Delete(target.Path + "-journal");
    }

    [Fact]
    public async Task What_goes_to_PostgreSQL_and_back_is_the_same_row_for_row()
    {
        RawStore.Fill(source.Path, 5000);
        var database = PostgresServer.NewDatabase();
        var seen = new List<long>();
        var tally = await Copy(source.Path, database, seen.Add);
        Assert.Equal((5000L, 1667L), (tally.Documents, tally.Records));
        Assert.Equal(6667, seen[^1]);
        Assert.True(seen.Count > 10);

        Assert.Equal(tally, await Copy(database, target.Path));
        Assert.Equal(RawStore.Sum(source.Path), RawStore.Sum(target.Path));
    }

    [Fact]
    public async Task A_file_copied_to_a_file_and_a_database_to_a_database_are_the_same_too()
    {
        RawStore.Fill(source.Path, 300);
        var (one, other) = (PostgresServer.NewDatabase(), PostgresServer.NewDatabase());
        using var between = new TemporaryFile();
        await Copy(source.Path, between.Path);
        await Copy(between.Path, one);
        await Copy(one, other);
        await Copy(other, target.Path);
        Assert.Equal(RawStore.Sum(source.Path), RawStore.Sum(target.Path));
    }

    [Fact]
    public async Task What_is_copied_is_found_by_its_names_and_new_records_come_after_the_old()
    {
        RawStore.Fill(source.Path, 30);
        using (var store = SqliteDocuments.InFile(source.Path))
        {
            Assert.True(await store.Commit(new UnitOfWork("demo").Insert(DocumentKinds.Seeds, "a\0b", new SeedMark("one"), alias: "x\0\u0001")));
        }

        var last = (long)RawStore.Ask(source.Path, "SELECT max(sequence) FROM record")!;
        var database = PostgresServer.NewDatabase();
        await Copy(source.Path, database);
        await using (var store = await PostgresDocuments.Open(PostgresAddress.Read(database)))
        {
            var found = (await store.FindByAlias("demo", DocumentKinds.Seeds, "x\0\u0001"))!;
            Assert.Equal(("a\0b", "one", 1L), (found.Id, found.Value.Digest, found.Version));
            await store.Commit(new UnitOfWork("demo").Append(DocumentKinds.Messages, "u", default, AMessage));
            Assert.Equal(last + 1, (await store.Recent("demo", DocumentKinds.Messages, null, 1))[0].Sequence);
        }

        await Copy(database, target.Path);
        using var back = SqliteDocuments.InFile(target.Path);
        Assert.Equal("one", (await back.FindByAlias("demo", DocumentKinds.Seeds, "x\0\u0001"))!.Value.Digest);
        Assert.Equal(last + 1, (await back.Following("demo", DocumentKinds.Messages, last, 10)).Single().Sequence);
        await back.Commit(new UnitOfWork("demo").Append(DocumentKinds.Messages, "u", default, AMessage));
        Assert.Equal(last + 2, (await back.Recent("demo", DocumentKinds.Messages, null, 1))[0].Sequence);
    }

    [Fact]
    public async Task A_store_without_a_row_is_copied_too()
    {
        SqliteDocuments.InFile(source.Path).Dispose();
        var database = PostgresServer.NewDatabase();
        Assert.Equal(new StoreTally(0, 0, 0), await Copy(source.Path, database));
        await Copy(database, target.Path);
        Assert.Equal(RawStore.Sum(source.Path), RawStore.Sum(target.Path));
    }

    [Fact]
    public async Task Nodes_may_write_to_the_database_while_it_is_copied_and_what_comes_late_is_not_in_it()
    {
        RawStore.Fill(source.Path, 3000);
        var database = PostgresServer.NewDatabase();
        await Copy(source.Path, database);
        await using (var copy = await StoreCopy.Begin(Place(database), Place(target.Path)))
        {
            PostgresServer.Sql(database, "UPDATE document SET version = 1; DELETE FROM record WHERE sequence < 5000; INSERT INTO document VALUES ('late', 'k', 'i', NULL, 1, NULL, '')");
            await copy.Run();
        }

        Assert.Equal(RawStore.Sum(source.Path), RawStore.Sum(target.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_target_that_is_not_empty_is_refused_with_a_cure_and_stays_as_it_is(bool postgres)
    {
        RawStore.Fill(source.Path, 20);
        RawStore.Fill(target.Path, 3);
        var to = target.Path;
        if (postgres)
        {
            to = PostgresServer.NewDatabase();
            await Copy(target.Path, to);
        }

        var before = RawStore.Sum(target.Path);
        var refused = await Refused(source.Path, to);
        Assert.StartsWith($"{Place(to).Shown} cannot be copied to: it is not empty", refused, StringComparison.Ordinal);
        Assert.Contains(postgres ? "CREATE DATABASE" : "Move it away", refused, StringComparison.Ordinal);
        if (postgres)
        {
            File.Delete(target.Path);
            await Copy(to, target.Path);
        }

        Assert.Equal(before, RawStore.Sum(target.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_that_is_broken_off_leaves_nothing_and_may_be_begun_again(bool postgres)
    {
        RawStore.Fill(source.Path, 3000);
        var to = postgres ? PostgresServer.NewDatabase() : target.Path;
        foreach (var at in new[] { 500, 3500 })
        {
            using var hand = new CancellationTokenSource();
            await using (var copy = await StoreCopy.Begin(Place(source.Path), Place(to)))
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copy.Run(done => Cancel(hand, done >= at), hand.Token));
            }

            Assert.Equal(0L, postgres ? PostgresServer.Ask(to, "SELECT (SELECT count(*) FROM document) + (SELECT count(*) FROM record)") : File.Exists(to) ? -1L : 0L);
        }

        Assert.Equal(3000, (await Copy(source.Path, to)).Documents);

        static void Cancel(CancellationTokenSource hand, bool now)
        {
            if (now)
            {
                hand.Cancel();
            }
        }
    }

    [Fact]
    public async Task A_file_whose_copy_was_killed_is_empty_for_whoever_opens_it()
    {
        RawStore.Fill(source.Path, 5000);
        RawStore.Ask(source.Path, "UPDATE document SET body = zeroblob(10000)");
        using var killed = new TemporaryFile();
        var torn = 0L;
        await using (var copy = await StoreCopy.Begin(Place(source.Path), Place(target.Path)))
        {
            await copy.Run(done =>
            {
                if (done == 4500)
                {
                    File.Copy(target.Path, killed.Path);
                    File.Copy(target.Path + "-journal", killed.Path + "-journal");
                    torn = new FileInfo(killed.Path).Length;
                }
            });
        }

        // Much of it stood in the file already.
        Assert.True(torn > 10_000_000, $"{torn}");
        Assert.Equal(5000, (await Copy(source.Path, killed.Path)).Documents);
    }

    [Theory]
    [InlineData("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF new.version = 2 THEN RETURN NULL; END IF; RETURN new; END'", "have arrived of 40")]
    [InlineData("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN new.body = ''x''; RETURN new; END'", "have arrived of 40")]
    [InlineData("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the disk is full''; END'", "the disk is full.")]
    public async Task A_database_that_does_not_take_what_it_is_given_holds_nothing_in_the_end(string function, string said)
    {
        RawStore.Fill(source.Path, 40);
        var database = PostgresServer.NewDatabase();
        await (await PostgresDocuments.Open(PostgresAddress.Read(database))).DisposeAsync();
        PostgresServer.Sql(database, $"{function}; CREATE TRIGGER t BEFORE INSERT ON document FOR EACH ROW EXECUTE FUNCTION f()");
        var refused = await Assert.ThrowsAsync<StoreUnusableException>(() => Copy(source.Path, database));
        Assert.StartsWith($"The copy to {Place(database).Shown} broke off: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Equal(0L, PostgresServer.Ask(database, "SELECT count(*) FROM document"));
    }

    [Fact]
    public async Task While_a_node_starts_on_a_database_nothing_is_copied_to_it_and_the_other_way_round()
    {
        RawStore.Fill(source.Path, 10);
        var database = PostgresServer.NewDatabase();
        var (address, place) = (PostgresAddress.Read(database), Place(database));
        await using var documents = await PostgresDocuments.Open(address);
        await using var node = await PostgresNodes.Join(address, documents);
        await using (await node.Turn("open"))
        {
            var refused = await Assert.ThrowsAsync<StoreUnusableException>(async () => await StoreCopy.Begin(Place(source.Path), place));
            Assert.Contains("a node is starting on it, or another copy is under way", refused.Message, StringComparison.Ordinal);
        }

        await using (var copy = await StoreCopy.Begin(Place(source.Path), place))
        {
            Assert.Null(await node.TryTurn("open"));
            await copy.Run();
        }

        await (await node.TryTurn("open"))!.DisposeAsync();
    }

    [Theory]
    [InlineData("garbage", "not a database")]
    [InlineData("", "no store of FactorSeq")]
    [InlineData("CREATE TABLE document (x)", "no store of FactorSeq")]
    [InlineData("PRAGMA user_version = 1", "no such table")]
    [InlineData("PRAGMA user_version = 99", "a newer FactorSeq wrote it")]
    public async Task A_file_that_is_no_store_or_a_newer_ones_is_not_copied(string content, string why)
    {
        File.WriteAllText(source.Path, content == "garbage" ? new string('x', 5000) : "");
        if (content.Contains(' ', StringComparison.Ordinal))
        {
            RawStore.Ask(source.Path, content);
        }

        var refused = await Refused(source.Path, target.Path);
        Assert.StartsWith($"{source.Path} cannot be copied: ", refused, StringComparison.Ordinal);
        Assert.Contains(why, refused, StringComparison.Ordinal);
        Assert.EndsWith("Name another with --from.", refused, StringComparison.Ordinal);
        Assert.False(File.Exists(target.Path));
    }

    [Theory]
    [InlineData("", "no store of FactorSeq")]
    [InlineData("CREATE TABLE factorseq_schema (version int); INSERT INTO factorseq_schema VALUES (2)", "a newer FactorSeq wrote it")]
    public async Task A_database_that_is_no_store_or_a_newer_ones_is_not_copied(string sql, string why)
    {
        var database = PostgresServer.NewDatabase();
        if (sql.Length > 0)
        {
            PostgresServer.Sql(database, sql);
        }

        var refused = await Refused(database, target.Path);
        Assert.Contains(why, refused, StringComparison.Ordinal);
        Assert.False(File.Exists(target.Path));
    }

    [Fact]
    public async Task Another_programs_file_is_no_target_and_stays_as_it_is()
    {
        RawStore.Fill(source.Path, 10);
        RawStore.Ask(target.Path, "CREATE TABLE theirs (x)");
        var before = File.ReadAllBytes(target.Path);
        Assert.Contains("another program's", await Refused(source.Path, target.Path), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(target.Path));
    }

    [Fact]
    public async Task A_file_that_a_server_has_in_use_is_neither_copied_nor_copied_to()
    {
        RawStore.Fill(source.Path, 10);
        using (SqliteDocuments.InFile(source.Path))
        {
            Assert.Contains("another server has it in use", await Refused(source.Path, target.Path), StringComparison.Ordinal);
        }

        using (SqliteDocuments.InFile(target.Path))
        {
            Assert.Contains("another server has it in use", await Refused(source.Path, target.Path), StringComparison.Ordinal);
        }

        Assert.Equal(10, (await Copy(source.Path, target.Path)).Documents);
    }

    [Fact]
    public async Task A_store_is_not_copied_into_itself()
    {
        RawStore.Fill(source.Path, 1);
        var again = Path.Combine(Path.GetDirectoryName(source.Path)!, ".", Path.GetFileName(source.Path));
        Assert.Contains("the same store on both sides", await Refused(source.Path, again), StringComparison.Ordinal);
        Assert.Contains("the same store on both sides", await Refused("Host=db;Database=a;Username=u", "postgres://other@db/a"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("org.db", "org.db")]
    [InlineData("./a=b.db", "./a=b.db")]
    [InlineData("/var/a;b=c.db", "/var/a;b=c.db")]
    [InlineData("postgres://u:hunter2@db/orgs", "PostgreSQL at db:5432/orgs")]
    [InlineData("Host=db;Username=u;Password=hunter2", "PostgreSQL at db:5432/u")]
    public void A_place_is_a_file_or_a_database_and_is_shown_without_its_password(string text, string shown) =>
        Assert.Equal(shown, StorePlace.Read(text, "--to").Shown);

    [Theory]
    [InlineData("Database=a;Password=hunter2")]
    [InlineData("postgres:/u:hunter2@db")]
    [InlineData("jdbc:postgresql://u:hunter2@db/x")]
    [InlineData("")]
    public void An_address_written_wrong_is_never_taken_for_a_file(string text)
    {
        var refused = Assert.Throws<StoreUnusableException>(() => StorePlace.Read(text, "--to"));
        Assert.StartsWith("--to ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    private static Message AMessage => new("m", "u", FactorSeq.Core.Factors.Channel.Sms, "+1", null, null, "");

    private static StorePlace Place(string text) => StorePlace.Read(text, "--x");

    private static async Task<StoreTally> Copy(string from, string to, Action<long>? carried = null)
    {
        await using var copy = await StoreCopy.Begin(Place(from), Place(to));
        await copy.Run(carried);
        return copy.Tally;
    }

    private static async Task<string> Refused(string from, string to) =>
        (await Assert.ThrowsAsync<StoreUnusableException>(async () => await StoreCopy.Begin(Place(from), Place(to)))).Message;
}
