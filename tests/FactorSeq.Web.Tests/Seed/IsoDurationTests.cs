using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Tests.Seed;

public sealed class IsoDurationTests
{
    [Theory]
    [InlineData("PT8H", "08:00:00")]
    [InlineData("PT1H30M", "01:30:00")]
    [InlineData("P1D", "1.00:00:00")]
    [InlineData("P2DT3H4M5S", "2.03:04:05")]
    [InlineData("PT0S", "00:00:00")]
    public void Durations_are_read(string text, string duration)
    {
        Assert.True(IsoDuration.TryParse(text, out var read));
        Assert.Equal(TimeSpan.Parse(duration), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("8H")]
    [InlineData("PT8")]
    [InlineData("PTH")]
    [InlineData("P8H")]
    [InlineData("PT1D")]
    [InlineData("PT1M1H")]
    [InlineData("PT1H1H")]
    [InlineData("PT-1H")]
    [InlineData("PT1.5H")]
    [InlineData("P1Y")]
    [InlineData("PTT1H")]
    [InlineData("PT9999999999H")]
    public void Anything_else_is_refused(string text) => Assert.False(IsoDuration.TryParse(text, out _));
}
