using System.Buffers;
using System.Text;
using System.Text.Json;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>Orgs beside those that the server was started with: made for a test, and dropped after it.</summary>
internal static class OrgsApi
{
    private const int MostBytes = 1024 * 1024;

    /// <summary><c>GET /emulator/orgs</c>.</summary>
    internal static async Task List(HttpContext context)
    {
        var orgs = context.RequestServices.GetRequiredService<OrgRegistry>();
        var all = await context.RequestServices.GetRequiredService<OrgNews>().All();
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var org in all.OrderBy(org => org.Name, StringComparer.Ordinal))
            {
                Write(json, context, org, orgs);
            }

            json.WriteEndArray();
        });
    }

    /// <summary><c>POST /emulator/orgs/{name}</c>: without a body the built-in org, else a seed in YAML or JSON, or <c>{"from": "org"}</c>.</summary>
    internal static async Task Make(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        if (!OrgSection.IsName(name))
        {
            await Refuse(context, $"{Wording.Quoted(name)} cannot be the name of an org. Use small letters, digits and inner hyphens, 63 at most.");
            return;
        }

        var (text, error) = await Body(context.Request);
        if (error is not null)
        {
            await error.Write(context);
            return;
        }

        var orgs = context.RequestServices.GetRequiredService<OrgRegistry>();
        var added = context.RequestServices.GetRequiredService<AddedOrgs>();
        try
        {
            var from = text is null ? null : From(context, text);
            var other = from is null ? null : await context.RequestServices.GetRequiredService<OrgNews>().Find(from);
            if (from is not null && other is null)
            {
                await ErrorCodes.NotFound.With($"Resource not found: {from} (Org)").Write(context);
                return;
            }

            if ((other is null ? await added.Make(name, text) : await added.Copy(name, other)) is not { } org)
            {
                await Refuse(context, $"There is an org {name} already: DELETE /emulator/orgs/{name} first, or use another name.");
                return;
            }

            await OktaJson.Ok(context, json => Write(json, context, org, orgs), StatusCodes.Status201Created);
        }
        catch (UnusableException e)
        {
            await ErrorCodes.ValidationFailed.With("seed", e.Message.Split('\n')).Write(context);
        }
    }

    /// <summary><c>DELETE /emulator/orgs/{name}</c>.</summary>
    internal static async Task Drop(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        if (context.RequestServices.GetRequiredService<OrgRegistry>().IsDefault(name))
        {
            await Refuse(context, $"{name} is the default org: it answers where a request names none, and cannot be dropped. POST /emulator/reset empties it.");
            return;
        }

        if (!await context.RequestServices.GetRequiredService<AddedOrgs>().Drop(name))
        {
            await ErrorCodes.NotFound.With($"Resource not found: {name} (Org)").Write(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task Refuse(HttpContext context, string cause) => ErrorCodes.ValidationFailed.With("org", cause).Write(context);

    private static async ValueTask<(string? Text, OktaError? Error)> Body(HttpRequest request)
    {
        if (request is { ContentType: null, ContentLength: null or 0 } && !request.Headers.ContainsKey("Transfer-Encoding"))
        {
            return (null, null);
        }

        if (!IsText(request.ContentType))
        {
            return (null, ErrorCodes.BadContentType.Because("Send the seed as application/yaml or application/json, or no body at all."));
        }

        var read = await request.BodyReader.ReadAtLeastAsync(MostBytes + 1);
        var bytes = read.Buffer.Length > MostBytes ? null : read.Buffer.ToArray();
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return bytes is null || !System.Text.Unicode.Utf8.IsValid(bytes) ? (null, ErrorCodes.BadBody.Because($"A seed is UTF-8 text of at most {MostBytes} bytes."))
            : bytes.Length == 0 ? (null, null)
            : (Encoding.UTF8.GetString(bytes), null);
    }

    private static bool IsText(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant()
        is "application/json" or "application/yaml" or "application/x-yaml" or "text/yaml" or "text/x-yaml";

    // A seed has no member of that name.
    private static string? From(HttpContext context, string text)
    {
        if (context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return JsonBody.Text(document.RootElement, "from");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, HttpContext context, Org org, OrgRegistry orgs)
    {
        var isDefault = orgs.IsDefault(org.Name);
        var (root, subdomain) = Addresses(context, org.Name);
        json.WriteStartObject();
        json.WriteString("name", org.Name);
        json.WriteString("url", isDefault ? root : $"{root}/o/{org.Name}");
        if (subdomain is null)
        {
            json.WriteNull("subdomain");
        }
        else
        {
            json.WriteString("subdomain", subdomain);
        }

        json.WriteBoolean("default", isDefault);
        json.WriteEndObject();
    }

    // As the client knows the server, whichever org it came by.
    private static (string Root, string? Subdomain) Addresses(HttpContext context, string name)
    {
        if (context.RequestServices.GetRequiredService<ServerOptions>().IssuerAt is { } issuer)
        {
            return (issuer.Text, issuer.IsName ? issuer.OriginOf(name) + issuer.Path : null);
        }

        var (scheme, host, port) = (context.Request.Scheme, context.Request.Host.Host, context.Request.Host.Port is { } number ? $":{number}" : "");
        var local = host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? "localhost" : host;
        var path = context.Request.PathBase.Value ?? "";
        var prefix = path.LastIndexOf("/o/", StringComparison.Ordinal) is >= 0 and var at ? path[..at] : path;
        var isLocal = local is "localhost" || System.Net.IPAddress.TryParse(local.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address);
        return ($"{scheme}://{local}{port}{prefix}", isLocal ? $"{scheme}://{name}.localhost{port}" : null);
    }
}
