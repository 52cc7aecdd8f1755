using FactorSeq.Core.Ports;
using FactorSeq.Storage;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using Microsoft.Data.Sqlite;

namespace FactorSeq.Web.Tests.Storage;

public sealed class SqliteInFileTests : DocumentsContract, IDisposable
{
    private readonly TemporaryFile file = new();
    private readonly SqliteDocuments store;

    public SqliteInFileTests() => store = SqliteDocuments.InFile(file.Path);

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Nobody_else_on_the_machine_reads_it()
    {
        await Store.Commit(new UnitOfWork("demo").Insert(DocumentKinds.Seeds, "a", new SeedMark("one")));
        foreach (var part in new[] { "", "-wal", "-shm" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path + part));
        }
    }

    private protected override IDocuments Store => store;

    public void Dispose()
    {
        store.Dispose();
        file.Dispose();
    }
}

/// <summary>What only a file can suffer.</summary>
public sealed class StoreFileTests : IDisposable
{
    private readonly TemporaryFile file = new();

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task A_store_opened_again_holds_everything()
    {
        using (var store = SqliteDocuments.InFile(file.Path))
        {
            await store.Commit(new UnitOfWork("demo").Insert(DocumentKinds.Seeds, "a", new SeedMark("one"), alias: "alias"));
        }

        using var again = SqliteDocuments.InFile(file.Path);
        Assert.Equal("one", (await again.FindByAlias("demo", DocumentKinds.Seeds, "alias"))!.Value.Digest);
    }

    [Fact]
    public void A_damaged_file_is_refused_with_its_name_and_a_cure_and_left_as_it_is()
    {
        var garbage = new byte[64 * 1024];
        new Random(1).NextBytes(garbage);
        File.WriteAllBytes(file.Path, garbage);
        var refused = Assert.Throws<StoreUnusableException>(() => SqliteDocuments.InFile(file.Path));
        Assert.StartsWith(file.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refused.Message, StringComparison.Ordinal);
        Assert.Equal(garbage, File.ReadAllBytes(file.Path));
    }

    [Theory]
    [InlineData("cut short")]
    [InlineData("a page overwritten")]
    public async Task A_torn_file_is_refused_before_anybody_relies_on_it(string how)
    {
        using (var store = SqliteDocuments.InFile(file.Path))
        {
            var work = Enumerable.Range(0, 2000).Aggregate(new UnitOfWork("demo"), (work, i) => work.Insert(DocumentKinds.Seeds, $"{i:D6}", new SeedMark(new string('x', 60))));
            Assert.True(await store.Commit(work));
        }

        using (var torn = File.OpenWrite(file.Path))
        {
            if (how == "cut short")
            {
                torn.SetLength(torn.Length / 2);
            }
            else
            {
                torn.Position = torn.Length / 2 / 4096 * 4096;
                torn.Write(new byte[4096]);
            }
        }

        var refused = Assert.Throws<StoreUnusableException>(() => SqliteDocuments.InFile(file.Path));
        Assert.StartsWith(file.Path, refused.Message, StringComparison.Ordinal);
        Assert.Matches("torn or damaged|malformed", refused.Message);
        Assert.Contains("move this one away", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_a_folder_that_is_not_there_is_refused()
    {
        var refused = Assert.Throws<StoreUnusableException>(() => SqliteDocuments.InFile("/no/such/folder/org.db"));
        Assert.StartsWith("/no/such/folder/org.db", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_a_newer_FactorSeq_is_refused()
    {
        SqliteDocuments.InFile(file.Path).Dispose();
        Sql("PRAGMA user_version = 99");
        var refused = Assert.Throws<StoreUnusableException>(() => SqliteDocuments.InFile(file.Path));
        Assert.Contains("newer", refused.Message, StringComparison.Ordinal);
        Assert.Equal(99L, Sql("PRAGMA user_version"));
    }

    [Fact]
    public void Another_programs_database_is_refused()
    {
        Sql("CREATE TABLE document (x)");
        Assert.Throws<StoreUnusableException>(() => SqliteDocuments.InFile(file.Path));
    }

    [Fact]
    public void A_file_is_one_servers_at_a_time()
    {
        using var first = SqliteDocuments.InFile(file.Path);
        var refused = Assert.Throws<StoreUnusableException>(() => SqliteDocuments.InFile(file.Path));
        Assert.Contains("use", refused.Message, StringComparison.Ordinal);
    }

    private object? Sql(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file.Path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
