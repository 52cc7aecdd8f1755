using FactorSeq.Storage;
using FactorSeq.Storage.Postgres;
using FactorSeq.Web.Tests.Storage;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Cli;

/// <summary><c>factorseq data</c>.</summary>
public sealed class DataCommandTests : IDisposable
{
    private readonly TemporaryFile source = new();
    private readonly TemporaryFile target = new();

    public void Dispose()
    {
        source.Dispose();
        target.Dispose();
    }

    [Fact]
    public async Task A_copy_says_what_it_has_carried_and_where()
    {
        RawStore.Fill(source.Path, 1200);
        var database = PostgresServer.NewDatabase();
        var shown = StorePlace.Read(database, "--to").Shown;
        var ended = (await Shell.Run("data", "copy", "--from", source.Path, "--to", database)).Expect(0);
        Assert.Matches($"^{shown} holds what {source.Path} does: 1200 documents and 400 records, [0-9]+ bytes\n$", ended.Output);
        Assert.Empty(ended.Errors);

        ended = (await Shell.Run("data", "copy", "--from", database, "--to", target.Path, "--json")).Expect(0);
        Assert.Matches($$"""^{"from":"{{shown}}","to":"{{target.Path}}","documents":1200,"records":400,"bytes":[0-9]+}""" + "\n$", ended.Output);
        Assert.Equal(RawStore.Sum(source.Path), RawStore.Sum(target.Path));
    }

    [Fact]
    public async Task A_person_sees_a_bar_meanwhile_beside_what_is_printed()
    {
        RawStore.Fill(source.Path, 1200);
        var ended = (await Shell.Show("data", "copy", "--from", source.Path, "--to", target.Path)).Expect(0);
        Assert.Contains("Copying", ended.Errors, StringComparison.Ordinal);
        Assert.StartsWith($"{target.Path} holds what", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_will_not_do_ends_with_1_and_no_password_is_shown()
    {
        RawStore.Fill(source.Path, 3);
        RawStore.Fill(target.Path, 3);
        var full = (await Shell.Run("data", "copy", "--from", source.Path, "--to", target.Path)).Expect(1);
        Assert.StartsWith($"{target.Path} cannot be copied to: it is not empty", full.Errors, StringComparison.Ordinal);
        var away = (await Shell.Run("data", "copy", "--from", source.Path, "--to", "Host=127.0.0.1;Port=1;Database=x;Username=u;Password=hunter2")).Expect(1);
        Assert.StartsWith("PostgreSQL at 127.0.0.1:1/x cannot be copied to: ", away.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", away.Errors + away.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no such file. Name a store with --from.", "--from", "/no/such.db", "--to", "x.db")]
    [InlineData("Option '--to' is required.", "--from", "/")]
    [InlineData("--to is no address of a database.", "--from", "/", "--to", "postgres:/u:hunter2@db")]
    [InlineData("--from is no address of a database.", "--from", "Password=hunter2;Database=x", "--to", "x.db")]
    [InlineData("--to names no store.", "--from", "/", "--to", "")]
    public async Task A_place_that_is_none_ends_with_2_and_no_password_is_shown(string said, params string[] args)
    {
        var ended = (await Shell.Run(["data", "copy", .. args])).Expect(2);
        Assert.Contains(said, ended.Errors, StringComparison.Ordinal);
        Assert.Contains("Help: factorseq data copy --help", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", ended.Errors + ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_breaks_off_ends_with_4_and_one_that_is_ended_by_hand_with_130()
    {
        RawStore.Fill(source.Path, 30);
        var database = PostgresServer.NewDatabase();
        await (await PostgresDocuments.Open(PostgresAddress.Read(database))).DisposeAsync();
        PostgresServer.Sql(database, "ALTER TABLE record ADD CHECK (subject <> 'plain')");
        var ended = (await Shell.Run("data", "copy", "--from", source.Path, "--to", database)).Expect(4);
        Assert.Contains("broke off: ", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(0L, PostgresServer.Ask(database, "SELECT count(*) FROM document"));

        using var hand = new CancellationTokenSource();
        await hand.CancelAsync();
        (await Shell.Run(new StringWriter(), isTerminal: false, hand.Token, "data", "copy", "--from", source.Path, "--to", target.Path)).Expect(130);
        Assert.False(File.Exists(target.Path));
    }
}
