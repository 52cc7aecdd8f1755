using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting;

namespace FactorSeq.Web.Orgs;

/// <summary>
/// Finds the org of a request: path prefix <c>/o/{org}</c>, else subdomain of localhost or of the issuer's host, else the default org.
/// Whoever names an org that is not here is told so: the default org's answers would look like the other's.
/// </summary>
internal static class OrgOfRequest
{
    private const string Prefix = "/o/";
    private const string Local = ".localhost";
    private const int LongestName = 63;

    internal static Org Org(this HttpContext context) => context.Features.Get<Org>()!;

    internal static async Task Resolve(HttpContext context, RequestDelegate next, OrgNews news)
    {
        var request = context.Request;
        var options = context.RequestServices.GetRequiredService<ServerOptions>();
        if (options.IssuerAt is { Path.Length: > 0 } issuer)
        {
            Enter(request, issuer.Path);
        }

        Org org;
        if (NameInPath(request.Path.Value ?? "") is { } inPath)
        {
            if (await news.Find(inPath) is not { } found)
            {
                await Unknown(context, inPath);
                return;
            }

            org = found;
            request.PathBase = request.PathBase.Add(Prefix + org.Name);
            // By its constructor: a text that is assigned as it is would be decoded once more.
            request.Path = new PathString(request.Path.Value!.Length == Prefix.Length + inPath.Length ? "/" : request.Path.Value[(Prefix.Length + inPath.Length)..]);
        }
        else if (NameInHost(request.Host.Host, options) is not { } inHost)
        {
            // Whether a node lives is asked of it alone, whatever its store does.
            org = request.Path.StartsWithSegments("/emulator/health") ? news.Default : await news.Now(news.Default) ?? news.Default;
        }
        else if (await news.Find(inHost.ToLowerInvariant()) is { } found)
        {
            org = found;
            context.Features.Set(new OrgSubdomain());
        }
        else if (options.AllowedHosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            org = await news.Now(news.Default) ?? news.Default;
        }
        else
        {
            await Unknown(context, inHost);
            return;
        }

        if (request.PathBase.HasValue)
        {
            OwnCookiesFirst(request);
        }

        context.Features.Set(org);
        await next(context);
    }

    /// <summary>The address under which this client knows the org, without a slash at its end: <c>--issuer</c>, or what the request says.</summary>
    internal static string BaseUrl(this HttpContext context) => context.BaseUrl(OriginOf(context.Request));

    /// <param name="origin">What the request says of it.</param>
    internal static string BaseUrl(this HttpContext context, string origin)
    {
        var request = context.Request;
        var issuer = context.RequestServices.GetRequiredService<ServerOptions>().IssuerAt;
        if (issuer is null)
        {
            return origin + request.PathBase.Value;
        }

        if (context.Features.Get<OrgSubdomain>() is null)
        {
            return issuer.Origin + request.PathBase.Value;
        }

        // An address of numbers has no subdomains.
        return issuer.IsName ? issuer.OriginOf(context.Org().Name) + request.PathBase.Value : issuer.Text + Prefix + context.Org().Name;
    }

    /// <summary>The origin that the client's pages of the org have.</summary>
    internal static string OriginOf(HttpRequest request) => $"{request.Scheme}://{request.Host.Value}";

    // A proxy may have taken the issuer's path off, or not; the browser is behind it either way, and needs it in links and cookies.
    private static void Enter(HttpRequest request, string path)
    {
        if (request.Path.StartsWithSegments(path, StringComparison.Ordinal, out var rest))
        {
            request.Path = rest.HasValue ? rest : "/";
        }

        request.PathBase = path;
    }

    private static string? NameInPath(string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal) || path.Length == Prefix.Length)
        {
            return null;
        }

        var end = path.IndexOf('/', Prefix.Length);
        return end < 0 ? path[Prefix.Length..] : path[Prefix.Length..end];
    }

    // The issuer's own host may itself lie under .localhost.
    private static string? NameInHost(string host, ServerOptions options)
    {
        if (options.IssuerAt is { } issuer)
        {
            if (host.Equals(issuer.Host, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            if (issuer.LabelOf(host) is { } label)
            {
                return label;
            }
        }

        return host.EndsWith(Local, StringComparison.OrdinalIgnoreCase) ? host[..^Local.Length] : null;
    }

    // Cookies of an org at the root of the host reach every path below it. Browsers send those of the longer path first, the framework keeps the last.
    private static void OwnCookiesFirst(HttpRequest request)
    {
        if (request.Headers.Cookie.Count == 0)
        {
            return;
        }

        var sent = string.Join(';', request.Headers.Cookie!).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        request.Headers.Cookie = string.Join("; ", sent.DistinctBy(cookie => cookie.Split('=', 2)[0], StringComparer.Ordinal));
    }

    private static Task Unknown(HttpContext context, string name)
    {
        var shown = name.Length > LongestName ? name[..LongestName] : name;
        return ErrorCodes.NotFound
            .With($"Resource not found: {shown} (Org)", $"This server has no org of the name {shown}: start it with a seed that says org: {{ name: … }}.")
            .Write(context);
    }

    // Says that the org was found by the host's name, and so has an address of its own.
    private sealed class OrgSubdomain;
}
