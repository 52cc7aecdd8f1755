using FactorSeq.Web.Hosting;

namespace FactorSeq.Web.Tests.Processes;

public sealed class IdleWatchTests
{
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public void Memory_is_given_back_once_after_each_rush_and_not_in_the_middle_of_one()
    {
        var watch = new IdleWatch();
        bool[] times = [.. new long[] { 40, 80, 80, 80, 81, 120, 120, 120 }.Select(allocated => watch.IsTime(allocated * Megabyte, 30 * Megabyte))];
        Assert.Equal([false, false, true, false, false, false, true, false], times);
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(4000, 3000)]
    public void A_server_that_did_little_or_whose_heap_would_take_long_is_left_alone(long allocated, long heap)
    {
        var watch = new IdleWatch();
        Assert.False(watch.IsTime(allocated * Megabyte, heap * Megabyte));
        Assert.False(watch.IsTime(allocated * Megabyte, heap * Megabyte));
    }
}
