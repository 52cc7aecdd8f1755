using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;

namespace FactorSeq.Core.Policies;

/// <summary>A named set of addresses (Zones API, type <c>IP</c>).</summary>
/// <param name="Gateways">Addresses of clients.</param>
/// <param name="Proxies">Addresses of proxies; a proxy is inside the zone too.</param>
public sealed record NetworkZone(string Id, string Name, ImmutableArray<AddressRange> Gateways, ImmutableArray<AddressRange> Proxies)
{
    /// <summary>Nobody is inside a zone that is switched off.</summary>
    public bool Inactive { get; init; }

    /// <summary>Whether it is for keeping its addresses out (<c>usage</c>: <c>BLOCKLIST</c>).</summary>
    public bool Blocks { get; init; }

    /// <summary>Gateways as the API was given them: a network and a range of the same addresses are told apart. Null for a seed's zone.</summary>
    public ImmutableArray<string>? WrittenGateways { get; init; }

    /// <summary>Proxies as the API was given them.</summary>
    public ImmutableArray<string>? WrittenProxies { get; init; }

    /// <summary>When the API made it; null for what a seed describes.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the API last changed it; null where it never did.</summary>
    public DateTimeOffset? LastUpdated { get; init; }

    public bool Contains(IPAddress address) => !Inactive && (Any(Gateways, address) || Any(Proxies, address));

    private static bool Any(ImmutableArray<AddressRange> ranges, IPAddress address)
    {
        foreach (var range in ranges)
        {
            if (range.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>
/// Addresses from first to last, both included, of one family. An IPv4 address that came mapped into IPv6 counts as the IPv4 address it is.
/// </summary>
public sealed record AddressRange(string First, string Last)
{
    private readonly bool isV4 = IsV4(IPAddress.Parse(First)) && IsV4(IPAddress.Parse(Last));
    private readonly Bits from = Number(First, Last, First);
    private readonly Bits to = Number(First, Last, Last);

    public bool Contains(IPAddress address) =>
        IsV4(address) == isV4 && Number(address, isV4) is var number && from <= number && number <= to;

    /// <summary>Reads <c>10.0.0.0/8</c>, <c>10.0.0.1-10.0.0.9</c> or a single address.</summary>
    /// <returns>null where the text is none of these.</returns>
    public static AddressRange? TryParse(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return Parse(text[..text.IndexOf('/')]) is null ? null : new AddressRange(network.BaseAddress.ToString(), LastOf(network).ToString());
        }

        var ends = text.Split('-', 2, StringSplitOptions.TrimEntries);
        if (Parse(ends[0]) is not { } first || Parse(ends[^1]) is not { } last || first.AddressFamily != last.AddressFamily)
        {
            return null;
        }

        var range = new AddressRange(first.ToString(), last.ToString());
        return range.from <= range.to ? range : null;
    }

    // Four plain decimal numbers, or IPv6: the old short, octal and hexadecimal forms hide what they mean (010.0.0.1 is 8.0.0.1).
    private static IPAddress? Parse(string text) =>
        IPAddress.TryParse(text, out var address) && (text.Contains(':') || address.ToString() == text) ? address : null;

    private static bool IsV4(IPAddress address) => address.IsIPv4MappedToIPv6 || address.GetAddressBytes().Length == 4;

    private static Bits Number(string first, string last, string which) =>
        Number(IPAddress.Parse(which), IsV4(IPAddress.Parse(first)) && IsV4(IPAddress.Parse(last)));

    private static Bits Number(IPAddress address, bool asV4)
    {
        Span<byte> bytes = stackalloc byte[16];
        (asV4 ? address.MapToIPv4() : address.MapToIPv6()).TryWriteBytes(asV4 ? bytes[12..] : bytes, out _);
        return new Bits(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }

    private static IPAddress LastOf(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }

    // A UInt128 is compiled anew at each start.
    private readonly record struct Bits(ulong High, ulong Low)
    {
        public static bool operator <=(Bits a, Bits b) => a.High < b.High || a.High == b.High && a.Low <= b.Low;

        public static bool operator >=(Bits a, Bits b) => b <= a;
    }
}
