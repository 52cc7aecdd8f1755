using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using Microsoft.AspNetCore.Components.Authorization;

namespace FactorSeq.Web.Console.Access;

/// <summary>
/// The org's APIs, as the console calls them: over no wire, and at every call for an admin whose session is alive then. A circuit that outlives its
/// session can show what it has shown, and do nothing.
/// </summary>
internal sealed class OwnApi(AuthenticationStateProvider circuit, OwnPipeline pipeline, IServiceProvider services)
{
    // Okta's APIs know who may do what. What Okta does not have is the org's, and for those who may change anything of the org's.
    private static readonly string[] OrgAdmins = ["SUPER_ADMIN", "ORG_ADMIN"];

    /// <summary>Somebody who looks at the page has lost the right to.</summary>
    internal event Action? Ended;

    /// <summary>The session that opened the circuit.</summary>
    internal async ValueTask<AdminSession> Session() =>
        AdminSession.Of((await circuit.GetAuthenticationStateAsync()).User) ?? throw new InvalidOperationException("The circuit was opened by nobody.");

    /// <summary>The org and the admin, while the admin is one; null ends the page.</summary>
    /// <param name="quietly">Whether a page asks by itself.</param>
    internal async ValueTask<(Org Org, User Admin, AdminSession Session)?> Enter(bool quietly = false)
    {
        var session = await Session();
        if (await services.GetRequiredService<OuterServices>().Get<OrgNews>().Find(session.Org) is { } org && await session.Admin(org, quietly) is { } admin)
        {
            return (org, admin, session);
        }

        Ended?.Invoke();
        return null;
    }

    internal Task<ApiAnswer> Get(string path, bool quietly = false) => Send("GET", path, null, quietly);

    internal Task<ApiAnswer> Post(string path, JsonNode? body = null) => Send("POST", path, body ?? new JsonObject());

    internal Task<ApiAnswer> Put(string path, JsonNode body) => Send("PUT", path, body);

    internal Task<ApiAnswer> Patch(string path, JsonNode body) => Send("PATCH", path, body);

    internal Task<ApiAnswer> Delete(string path) => Send("DELETE", path, null);

    private async Task<ApiAnswer> Send(string method, string path, JsonNode? body, bool quietly = false)
    {
        if (await Enter(quietly) is not var (org, admin, session))
        {
            return ApiAnswer.SessionOver;
        }

        if (method != "GET" && !path.StartsWith("/api/v1/", StringComparison.Ordinal) && !org.Current.Configuration.Administration.RolesOf(admin).Any(OrgAdmins.Contains))
        {
            return ApiAnswer.NoRole;
        }

        await using var scope = services.GetRequiredService<OuterServices>().Scope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Features.Set(org);
        context.Features.Set(new ConsoleAdmin(admin));
        Fill(context, session, method, path, body);
        using var written = new MemoryStream();
        context.Response.Body = written;
        await pipeline.Run(context);
        await context.Response.CompleteAsync();
        return new ApiAnswer(context.Response.StatusCode, Parse(written), Next(context.Response.Headers.Link, session));
    }

    private static void Fill(HttpContext context, AdminSession session, string method, string path, JsonNode? body)
    {
        var address = new Uri(session.Origin);
        var request = context.Request;
        var query = path.IndexOf('?', StringComparison.Ordinal);
        request.Method = method;
        request.Scheme = address.Scheme;
        request.Host = HostString.FromUriComponent(address);
        request.PathBase = session.PathBase;
        request.Path = PathString.FromUriComponent(query < 0 ? path : path[..query]);
        request.QueryString = new QueryString(query < 0 ? "" : path[query..]);
        request.Headers.UserAgent = session.UserAgent;
        request.Headers.Cookie = $"{SessionStore.Cookie}={session.Sid}";
        context.Connection.RemoteIpAddress = session.Address;
        if (body is not null)
        {
            var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
            request.ContentType = "application/json";
            request.ContentLength = bytes.Length;
            request.Body = new MemoryStream(bytes);
        }
    }

    // The header has whole addresses, and the console needs their paths in the org.
    private static string? Next(Microsoft.Extensions.Primitives.StringValues links, AdminSession session)
    {
        var next = links.FirstOrDefault(link => link?.EndsWith("rel=\"next\"", StringComparison.Ordinal) == true);
        return next is not null && Uri.TryCreate(next[1..next.IndexOf('>', StringComparison.Ordinal)], UriKind.Absolute, out var address)
            ? address.PathAndQuery[session.PathBase.Length..]
            : null;
    }

    private static JsonNode? Parse(MemoryStream written)
    {
        try
        {
            return written.Length == 0 ? null : JsonNode.Parse(written.ToArray());
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What an API has answered.</summary>
/// <param name="Next">The path of the next page; null where there is none.</param>
internal sealed record ApiAnswer(int Status, JsonNode? Body, string? Next = null)
{
    internal static ApiAnswer SessionOver { get; } = new(401, Error("Your session has ended."));

    internal static ApiAnswer NoRole { get; } = new(403, Error("You do not have permission to perform the requested action"));

    internal bool Ok => Status is >= 200 and < 300;

    internal JsonArray Items => Body as JsonArray ?? [];

    internal JsonObject Object => Body as JsonObject ?? [];

    /// <summary>What is wrong, a line for each cause; Okta's summary where it names none.</summary>
    internal string[] Faults => Ok ? []
        : Object["errorCauses"] is JsonArray { Count: > 0 } causes ? [.. causes.Select(cause => (string?)cause?["errorSummary"] ?? "")]
        : [(string?)Object["errorSummary"] ?? $"The server answered {Status}."];

    private static JsonObject Error(string summary) => new() { ["errorSummary"] = summary };
}

/// <summary>The server's services, beside the console's own.</summary>
internal sealed class OuterServices(IServiceProvider services)
{
    internal AsyncServiceScope Scope() => services.CreateAsyncScope();

    internal T Get<T>()
        where T : notnull => services.GetRequiredService<T>();
}
