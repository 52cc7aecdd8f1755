using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Storage.Postgres;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using Npgsql;

namespace FactorSeq.Web.Tests.Storage;

/// <summary>A work is one trip to PostgreSQL. Where its answer is lost on the way, what the work would have left behind tells what became of it.</summary>
public sealed class LostAnswerTests : IAsyncLifetime
{
    private const string Org = "demo";
    private static readonly DateTimeOffset Now = new(2031, 2, 3, 12, 0, 0, TimeSpan.Zero);

    private readonly string direct = PostgresServer.NewDatabase();
    private LosingWire wire = null!;
    private PostgresDocuments store = null!;
    private Stored<SeedMark> read = null!;

    public async Task InitializeAsync()
    {
        var address = new NpgsqlConnectionStringBuilder(direct);
        wire = LosingWire.To(address.Port);
        address.Port = wire.Port;
        store = await PostgresDocuments.Open(PostgresAddress.Read(address.ToString()));
        await store.Commit(new UnitOfWork(Org).Insert(DocumentKinds.Seeds, "a", new SeedMark("0")));
        read = (await store.Find(Org, DocumentKinds.Seeds, "a"))!;
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        await wire.DisposeAsync();
    }

    [Fact]
    public async Task A_work_that_was_written_is_told_by_its_record()
    {
        wire.LoseAnswer();
        Assert.True(await store.Commit(Counted().Append(DocumentKinds.Messages, "u", Now, Mail("1"))));
        Assert.Equal(("1", 2, 1), await Left());
    }

    [Fact]
    public async Task A_work_that_was_written_is_told_by_the_token_it_issued()
    {
        wire.LoseAnswer();
        Assert.True(await store.Commit(Counted().Issue(DocumentKinds.Seeds, "token", new SeedMark("token"), null)));
        Assert.Equal(("1", 2, 0), await Left());
        Assert.Equal(1, (await store.Find(Org, DocumentKinds.Seeds, "token"))!.Version);
    }

    [Fact]
    public async Task A_work_that_never_arrived_is_written_once()
    {
        wire.LoseQuestion();
        Assert.True(await store.Commit(Counted().Append(DocumentKinds.Messages, "u", Now, Mail("1"))));
        Assert.Equal(("1", 2, 1), await Left());
    }

    [Fact]
    public async Task A_work_that_has_lost_is_not_taken_for_the_one_that_won()
    {
        Assert.True(await store.Commit(Counted().Append(DocumentKinds.Messages, "u", Now, Mail("rival"))));
        wire.LoseAnswer();
        Assert.False(await store.Commit(Counted().Append(DocumentKinds.Messages, "u", Now, Mail("1"))));
        Assert.Equal(("1", 2, 1), await Left());
    }

    [Fact]
    public async Task A_work_that_leaves_nothing_of_its_own_is_asked_for_again_as_long_as_it_is_not_ended()
    {
        wire.LoseAnswer();
        Assert.True(await store.Commit(Counted()));
        Assert.Equal(("1", 2, 0), await Left());
    }

    [Fact]
    public async Task A_work_that_leaves_nothing_of_its_own_and_may_have_ended_is_refused_as_unknown()
    {
        wire.LoseAnswer("COMMIT\0");
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Commit(Counted()));
        Assert.Contains("not known", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("1", 2, 0), await Left());
    }

    [Fact]
    public async Task A_question_that_many_ask_at_once_is_answered_when_its_connection_breaks()
    {
        wire.LoseQuestion();
        var found = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => store.Find(Org, DocumentKinds.Seeds, i % 2 == 0 ? "a" : "missing").AsTask()));
        Assert.All(found.Where((_, i) => i % 2 == 0), one => Assert.Equal("0", one!.Value.Digest));
        Assert.All(found.Where((_, i) => i % 2 == 1), Assert.Null);
    }

    [Fact]
    public async Task Trips_that_do_not_end_hold_up_nobody_else()
    {
        var stuck = new List<Task>();
        for (var trip = 0; trip < 2; trip++)
        {
            wire.KeepAnswer();
            stuck.Add(store.Find(Org, DocumentKinds.Seeds, "a").AsTask());
            await wire.Taken();
        }

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => store.Find(Org, DocumentKinds.Seeds, "a").AsTask())), Assert.NotNull);
        Assert.All(stuck, one => Assert.False(one.IsCompleted));
    }

    private static Message Mail(string id) => new(id, "u", Channel.Sms, "+1", null, null, "");

    private UnitOfWork Counted() => new UnitOfWork(Org).Update(DocumentKinds.Seeds, read, new SeedMark("1"));

    private async Task<(string Digest, long Version, int Records)> Left()
    {
        var kept = (await store.Find(Org, DocumentKinds.Seeds, "a"))!;
        return (kept.Value.Digest, kept.Version, (await store.Recent(Org, DocumentKinds.Messages, null, 10)).Count);
    }
}
