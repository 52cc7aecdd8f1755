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
    internal static Task Check(HttpContext context, RequestDelegate next)
    {
        var options = context.RequestServices.GetRequiredService<ServerOptions>();
        var host = context.Request.Host.Host;
        if (!IsAddress(context.Request))
        {
            return ErrorCodes.ValidationFailed.With("host", "The address that a proxy gives for this server is none: X-Forwarded-Proto, -Host or -Prefix.").Write(context);
        }

        if (!HasPort(context.Request.Host))
        {
            return ErrorCodes.ValidationFailed.With("host", "The Host header names a port that cannot be: ports end at 65535.").Write(context);
        }

        return IsLocal(host) || IsNamed(host, options) || options.AllowedHosts.Length == 0 && !IsLoopback(context)
            ? next(context)
            : ErrorCodes.ValidationFailed
                .With("host", $"This server does not answer to {host}. Start it with --allowed-hosts {host}, or with --issuer.")
                .Write(context);
    }

    // Kestrel lets any number stand for a port, and no address can be built of one that is too large. A name without a port has the scheme's.
    private static bool HasPort(HostString host) =>
        host.Port is { } port ? port <= ushort.MaxValue : (host.Value?.Length ?? 0) - host.Host.Length <= 1;

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
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);

    private static bool IsLoopback(HttpContext context) =>
        context.Connection.LocalIpAddress is not { } local || IPAddress.IsLoopback(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local);
}
