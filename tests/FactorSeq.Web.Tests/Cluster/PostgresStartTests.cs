using FactorSeq.Storage;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace FactorSeq.Web.Tests.Cluster;

/// <summary>A database that cannot be had stops the start, and says what to do.</summary>
public sealed class PostgresStartTests
{
    [Fact]
    public async Task A_database_that_does_not_answer_stops_the_start()
    {
        var refused = await Assert.ThrowsAsync<StoreUnusableException>(() => TwoNodes.Start("Host=127.0.0.1;Port=1;Database=factorseq;Password=hunter2"));
        Assert.StartsWith("PostgreSQL at 127.0.0.1:1/factorseq cannot be used as a store: ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Start it, or name another database with --postgres.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Everything is kept in one place: name --data or --postgres, not both.", "--data", "x.db", "--postgres", "Host=db")]
    [InlineData("--postgres-direct is the way past the pooler that --postgres leads to: name that too.", "--postgres-direct", "Host=db")]
    [InlineData("drain is soon; write seconds, 600 at most.", "--drain", "soon")]
    public void Options_that_contradict_each_other_are_refused(string text, params string[] args)
    {
        var refused = Assert.Throws<UnusableException>(() => ServerOptions.Read(args, new ConfigurationBuilder().Build()));
        Assert.Equal(text, refused.Message);
    }

    [Fact]
    public void A_node_drains_for_five_seconds_and_a_single_server_not_at_all()
    {
        var empty = new ConfigurationBuilder().Build();
        Assert.Equal(TimeSpan.FromSeconds(5), ServerOptions.Read(["--postgres", "Host=db"], empty).Drain);
        Assert.Equal(TimeSpan.Zero, ServerOptions.Read([], empty).Drain);
    }
}
