using System.Net;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Tests.Policies;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0", true)]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "9.255.255.255", false)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "::ffff:11.1.2.3", false)]
    [InlineData("10.0.0.0/8", "a00::1", false)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("10.1.2.3/32", "10.1.2.3", true)]
    [InlineData("10.1.2.3/32", "10.1.2.2", false)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("10.0.0.250-10.0.1.5", "10.0.1.0", true)]
    [InlineData("10.0.0.250 - 10.0.1.5", "10.0.1.5", true)]
    [InlineData("10.0.0.250-10.0.1.5", "10.0.1.6", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::", false)]
    [InlineData("2001:db8::1-2001:db8::ff", "2001:db8::80", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("::1", "127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1-::ffff:10.0.0.9", "10.0.0.5", true)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/80", "::5", true)]
    [InlineData("::/80", "2001:db8::1", false)]
    public void An_address_is_in_a_range_or_not(string range, string address, bool contained) =>
        Assert.Equal(contained, AddressRange.TryParse(range)!.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("")]
    [InlineData("office")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.9-10.0.0.1")]
    [InlineData("10.0.0.1-::9")]
    [InlineData("10.0.0.1-")]
    [InlineData("10.0.0.1-10.0.0.2-10.0.0.3")]
    [InlineData("10.0.0.256")]
    [InlineData("10")]
    [InlineData("10.1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    public void Text_that_is_no_range_is_refused(string text) => Assert.Null(AddressRange.TryParse(text));

    [Fact]
    public void A_proxy_is_inside_its_zone_too()
    {
        var zone = new NetworkZone("z", "Proxies", [], [AddressRange.TryParse("192.0.2.7")!]);

        Assert.True(zone.Contains(IPAddress.Parse("192.0.2.7")));
        Assert.False(zone.Contains(IPAddress.Parse("192.0.2.8")));
    }

    [Fact]
    public void Equal_ends_make_equal_ranges() =>
        Assert.Equal(AddressRange.TryParse("10.0.0.0/8"), AddressRange.TryParse("10.0.0.0-10.255.255.255"));
}
