using System.Net;
using FactorSeq.Web.Errors;
using Microsoft.AspNetCore.HttpOverrides;

namespace FactorSeq.Web.Hosting;

/// <summary>
/// The names this server answers to. Over loopback only local names count, lest a web site points a name of its own here and reads the
/// emulator through it (DNS rebinding); <c>--allowed-hosts</c>, the issuer's name and its subdomains add to them.
/// </summary>
internal static class HostNames
{
    /// <summary>Checks what the client itself has sent.</summary>
    internal static Task Check(HttpContext context, RequestDelegate next, ServerOptions options)
    {
        var named = context.Request.Host;
        var host = named.Host;
        if (!HasPort(named, host))
        {
            return ErrorCodes.ValidationFailed.With("host", "The Host header names a port that cannot be: ports end at 65535.").Write(context);
        }

        return IsLocal(host) || IsNamed(host, options) || options.AllowedHosts.Length == 0 && !IsLoopback(context)
            ? next(context)
            : ErrorCodes.ValidationFailed
                .With("host", $"This server does not answer to {host}. Start it with --allowed-hosts {host}, or with --issuer.")
                .Write(context);
    }

    /// <summary>Checks what a proxy has said of the address, where one has.</summary>
    internal static Task CheckForwarded(HttpContext context, RequestDelegate next, ServerOptions options) =>
        !IsForwarded(context.Request) ? next(context)
        : IsAddress(context.Request) ? Check(context, next, options)
        : ErrorCodes.ValidationFailed.With("host", "The address that a proxy gives for this server is none: X-Forwarded-Proto, -Host or -Prefix.").Write(context);

    // The framework leaves these headers where it has put a proxy's word in place of the client's. Whoever sends one is only looked at once more.
    private static bool IsForwarded(HttpRequest request) =>
        request.PathBase.HasValue
        || request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalHostHeaderName)
        || request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalProtoHeaderName);

    // Kestrel lets any number stand for a port, and no address can be built of one that is too large. A name without a port has the scheme's.
    private static bool HasPort(HostString named, string host) =>
        named.Port is { } port ? port <= ushort.MaxValue : (named.Value?.Length ?? 0) - host.Length <= 1;

    // Links and redirects are built of these. Kestrel has looked at what the client sent; what a proxy says of it nobody has.
    private static bool IsAddress(HttpRequest request) =>
        request.Scheme is "http" or "https"
        && request.PathBase.Value is not ['/', '/' or '\\', ..]
        && (!request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalHostHeaderName)
            || Uri.TryCreate($"{request.Scheme}://{request.Host.Value}/", UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.AbsolutePath == "/");

    private static bool IsNamed(string host, ServerOptions options) =>
        options.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase)
        || options.IssuerAt is { } issuer && (string.Equals(issuer.Host, host, StringComparison.OrdinalIgnoreCase) || issuer.LabelOf(host) is not null);

    private static bool IsLocal(string host) =>
        host is "localhost" or "127.0.0.1"
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && IPAddress.IsLoopback(address);

    private static bool IsLoopback(HttpContext context) =>
        context.Connection.LocalIpAddress is not { } local || IPAddress.IsLoopback(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local);
}
