using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FactorSeq.Web.Hosting;

/// <summary>
/// How much a client may send before anybody looks at it, and how long it may take. Readers of bodies have narrower limits of their own; these hold
/// where nobody reads. Each stands in <c>docs/reference/limits.md</c>.
/// </summary>
internal static class Limits
{
    /// <summary>The largest body: a seed of 1 MiB is the largest thing that anybody sends, and a little more is told so instead of cut off.</summary>
    internal const int BodyBytes = 2 * 1024 * 1024;

    /// <summary>Method, address and version: room for a signed SAML request or a request object by redirect.</summary>
    internal const int RequestLineBytes = 8 * 1024;

    internal const int HeaderBytes = 32 * 1024;

    internal const int HeaderCount = 100;

    /// <summary>Sockets of consoles that stay open; each holds a circuit in memory.</summary>
    internal const int Upgraded = 1000;

    /// <summary>For the headers alone: whoever sends them a letter at a time holds a connection for nothing.</summary>
    internal static readonly TimeSpan HeadersTime = TimeSpan.FromSeconds(15);

    internal static void Set(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = BodyBytes;
        limits.MaxRequestLineSize = RequestLineBytes;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestHeaderCount = HeaderCount;
        limits.RequestHeadersTimeout = HeadersTime;
        limits.MaxConcurrentUpgradedConnections = Upgraded;
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.Http2.MaxStreamsPerConnection = 100;
    }
}
