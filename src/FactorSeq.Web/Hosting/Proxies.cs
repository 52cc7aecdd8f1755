using System.Net;
using FactorSeq.Web.Orgs;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace FactorSeq.Web.Hosting;

/// <summary>
/// Whose <c>X-Forwarded-*</c> counts: that of proxies on loopback and of those that the command line names, hop by hop from the last one, and no
/// further than the first that nobody trusts. Network zones and locks go by the address that this leaves.
/// </summary>
internal static class Proxies
{
    private const string Nobody = "none";

    internal static readonly IPNetwork[] Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    /// <exception cref="UnusableException">One of them is neither an address nor a network.</exception>
    internal static IPNetwork[] Read(IEnumerable<string> texts)
    {
        var named = texts.ToList();
        return named switch
        {
            [] => Loopback,
            [Nobody] => [],
            _ => [.. Loopback, .. named.Select(Read)],
        };
    }

    internal static void Configure(ForwardedHeadersOptions forwarded, ServerOptions options)
    {
        // To the framework an empty list of proxies means everybody.
        forwarded.ForwardedHeaders = options.TrustedProxies.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.All;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in options.TrustedProxies)
        {
            forwarded.KnownIPNetworks.Add(network);
        }
    }

    /// <summary>
    /// Goes on along the hops that the org's own <c>trustedProxies</c> vouch for. They speak for the client's address only: host and scheme have
    /// already decided which org this is.
    /// </summary>
    internal static Task Follow(HttpContext context, RequestDelegate next)
    {
        var trusted = context.Org().Current.Configuration.TrustedProxies;
        if (!trusted.IsEmpty && context.Request.Headers.TryGetValue(ForwardedHeadersDefaults.XForwardedForHeaderName, out var header))
        {
            var options = context.RequestServices.GetRequiredService<ServerOptions>();
            var hops = string.Join(',', header!).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var left = hops.Length;
            var at = context.Connection.RemoteIpAddress;
            while (left > 0 && at is not null && (trusted.Any(range => range.Contains(at)) || options.Trusts(at))
                && IPEndPoint.TryParse(hops[left - 1], out var hop))
            {
                at = hop.Address;
                left--;
            }

            // The header stays: whom the org alone vouches for is not near enough for the emulator's own pages.
            context.Connection.RemoteIpAddress = at;
        }

        return next(context);
    }

    private static bool Trusts(this ServerOptions options, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return options.TrustedProxies.Any(network => network.Contains(plain));
    }

    private static IPNetwork Read(string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new UnusableException($"--trusted-proxies: {text} is no IP address and no network; write 10.0.0.5 or 10.0.0.0/8.");
    }
}
