using System.Collections.Concurrent;

namespace FactorSeq.Web.Orgs;

/// <summary>The orgs of this server, by name; one of them answers where a request names none.</summary>
internal sealed class OrgRegistry
{
    private readonly ConcurrentDictionary<string, Org> orgs = new(StringComparer.OrdinalIgnoreCase);

    internal Org Default { get; private set; } = null!;

    internal void Add(Org org, bool isDefault = false)
    {
        orgs[org.Name] = org;
        if (isDefault)
        {
            Default = org;
        }
    }

    internal Org? Find(string name) => orgs.GetValueOrDefault(name);

    internal IReadOnlyCollection<Org> All => (IReadOnlyCollection<Org>)orgs.Values;
}

/// <summary>Finds the org of a request: path prefix <c>/o/{org}</c>, else subdomain <c>{org}.localhost</c>, else the default.</summary>
internal static class OrgOfRequest
{
    private const string Suffix = ".localhost";

    internal static Org Org(this HttpContext context) => context.Features.Get<Org>()!;

    internal static async Task Resolve(HttpContext context, RequestDelegate next, OrgRegistry orgs)
    {
        var org = ByPath(context, orgs) ?? ByHost(context.Request.Host.Host, orgs) ?? orgs.Default;
        context.Features.Set(org);
        await next(context);
    }

    /// <summary>The address under which this client knows the org, without a slash at its end: <c>--issuer</c>, or what the request says.</summary>
    internal static string BaseUrl(this HttpContext context)
    {
        var issuer = context.RequestServices.GetRequiredService<Hosting.ServerOptions>().Issuer;
        return issuer is null
            ? $"{context.Request.Scheme}://{context.Request.Host.Value}{context.Request.PathBase.Value}"
            : issuer + context.Request.PathBase.Value;
    }

    private static Org? ByPath(HttpContext context, OrgRegistry orgs)
    {
        if (!context.Request.Path.StartsWithSegments("/o", out var rest) || rest.Value is not { Length: > 1 } path)
        {
            return null;
        }

        var end = path.IndexOf('/', 1);
        var name = end < 0 ? path[1..] : path[1..end];
        if (orgs.Find(name) is not { } org)
        {
            return null;
        }

        context.Request.PathBase = context.Request.PathBase.Add($"/o/{org.Name}");
        context.Request.Path = end < 0 ? "/" : path[end..];
        return org;
    }

    private static Org? ByHost(string host, OrgRegistry orgs) =>
        host.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? orgs.Find(host[..^Suffix.Length]) : null;
}
