using System.Collections.Immutable;
using System.Net;

namespace FactorSeq.Core.Policies;

/// <summary>A named set of addresses (Zones API, type <c>IP</c>).</summary>
/// <param name="Gateways">Addresses of clients.</param>
/// <param name="Proxies">Addresses of proxies; a proxy is inside the zone too.</param>
public sealed record NetworkZone(string Id, string Name, ImmutableArray<AddressRange> Gateways, ImmutableArray<AddressRange> Proxies)
{
    public bool Contains(IPAddress address) => Gateways.Any(r => r.Contains(address)) || Proxies.Any(r => r.Contains(address));
}

/// <summary>Addresses from first to last, both included, of one family.</summary>
public sealed record AddressRange(string First, string Last)
{
    private readonly byte[] from = Bytes(IPAddress.Parse(First));
    private readonly byte[] to = Bytes(IPAddress.Parse(Last));

    public bool Contains(IPAddress address)
    {
        var bytes = Bytes(address);
        return bytes.Length == from.Length
            && bytes.AsSpan().SequenceCompareTo(from) >= 0
            && bytes.AsSpan().SequenceCompareTo(to) <= 0;
    }

    /// <summary>Reads <c>10.0.0.0/8</c>, <c>10.0.0.1-10.0.0.9</c> or a single address.</summary>
    /// <returns>null where the text is none of these.</returns>
    public static AddressRange? TryParse(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return new AddressRange(network.BaseAddress.ToString(), LastOf(network).ToString());
        }

        var ends = text.Split('-', 2, StringSplitOptions.TrimEntries);
        if (!IPAddress.TryParse(ends[0], out var first) || !IPAddress.TryParse(ends[^1], out var last)
            || first.AddressFamily != last.AddressFamily)
        {
            return null;
        }

        return Bytes(first).AsSpan().SequenceCompareTo(Bytes(last)) <= 0 ? new AddressRange(first.ToString(), last.ToString()) : null;
    }

    private static byte[] Bytes(IPAddress address) =>
        (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();

    private static IPAddress LastOf(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}
