using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Upgrade;

/// <summary>
/// An org that answers at an address, read by its management API with an API token. It reads and never writes, one request after another, and
/// waits as long as the org asks it to.
/// </summary>
/// <param name="http">Follows no redirect, so that the token goes nowhere else.</param>
/// <param name="wait">Waits, in the machine's time.</param>
internal sealed class ForeignClient(HttpClient http, Uri address, string token, Func<TimeSpan, CancellationToken, Task> wait)
{
    private const int MostTries = 5;
    private const int MostPages = 500;
    private const int UserPages = 5;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(90);

    private readonly string root = address.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>What is spoken over.</summary>
    internal static HttpClient Http(Uri address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !address.IsLoopback,
        ConnectTimeout = TimeSpan.FromSeconds(15),
    })
    {
        Timeout = TimeSpan.FromSeconds(60),
        MaxResponseContentBufferSize = 64 * 1024 * 1024,
    };

    /// <exception cref="ForeignException">The address will not do, or the org does not answer as an Okta org does.</exception>
    internal async Task<ForeignOrg> Read(CancellationToken cancellation)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
        {
            throw new ForeignException($"{root}: a token is sent over https alone.", "Write https://.");
        }

        var org = new ForeignOrg(address.IsLoopback ? address.Authority : address.Host.Split('.')[0]);
        foreach (var type in new[] { PolicyType.SignOn, PolicyType.Enrollment })
        {
            foreach (var policy in (await Pages($"/api/v1/policies?type={type}", MostPages, cancellation)).Items.OfType<JsonObject>())
            {
                org.Add(policy, root);
                if (ForeignOrg.Text(policy, "id") is { } id)
                {
                    org.Policies.Last().Rules.AddRange(
                        (await Pages($"/api/v1/policies/{Uri.EscapeDataString(id)}/rules", MostPages, cancellation)).Items.OfType<JsonObject>());
                }
            }
        }

        await Optional(org, "/api/v1/org/factors", "Which factors are active", 1, cancellation);
        await Optional(org, "/api/v1/zones", "Names of network zones", MostPages, cancellation);
        foreach (var group in ForeignReader.Groups(org))
        {
            await Optional(org, $"/api/v1/groups/{Uri.EscapeDataString(group)}", null, 1, cancellation);
        }

        org.MoreUsers = await Optional(org, "/api/v1/users?limit=200", "Whether users come from directories", UserPages, cancellation);
        org.Complete();
        return org;
    }

    // What a token may not see is left out, and said.
    private async Task<bool> Optional(ForeignOrg org, string path, string? what, int most, CancellationToken cancellation)
    {
        try
        {
            var (items, more) = await Pages(path, most, cancellation);
            org.Add(items, root);
            return more;
        }
        catch (ForeignRefusal refusal)
        {
            if (what is not null)
            {
                org.NotGiven.Add($"{what}: {path.Split('?')[0]} answered {(int)refusal.Status}.");
            }

            return false;
        }
    }

    private async Task<(JsonArray Items, bool More)> Pages(string path, int most, CancellationToken cancellation)
    {
        var items = new JsonArray();
        var next = (Uri?)new Uri(root + path);
        for (var page = 0; next is not null && page < most; page++)
        {
            using var response = await Send(next, cancellation);
            var text = await response.Content.ReadAsStringAsync(cancellation);
            var body = Parse(text, next);
            foreach (var item in body is JsonArray array ? [.. array] : new[] { body })
            {
                items.Add(item?.DeepClone());
            }

            next = Next(response);
        }

        return (items, next is not null);
    }

    private async Task<HttpResponseMessage> Send(Uri uri, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var response = await Reach(uri, cancellation);
            if (response.StatusCode == HttpStatusCode.TooManyRequests && tries < MostTries)
            {
                var pause = Pause(response);
                response.Dispose();
                await wait(pause, cancellation);
                continue;
            }

            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw Refused(response, uri, ForeignOrg.Text(Parse(await response.Content.ReadAsStringAsync(cancellation), null), "errorSummary"));
            }
        }
    }

    private async Task<HttpResponseMessage> Reach(Uri uri, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.Authorization = new AuthenticationHeaderValue("SSWS", token);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd("factorseq-audit");
        try
        {
            return await http.SendAsync(request, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException || e is TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new ForeignException($"Nothing answers at {root}: {e.Message}", "Give the address of the org: https://example.okta.com.") { NobodyThere = true };
        }
    }

    // Okta says when its count begins anew, in seconds since 1970 (Okta, "Rate limits"). Its own clock is the one to measure by.
    private static TimeSpan Pause(HttpResponseMessage response)
    {
        var now = response.Headers.Date ?? DateTimeOffset.UtcNow;
        var pause = response.Headers.RetryAfter?.Delta
            ?? (response.Headers.TryGetValues("X-Rate-Limit-Reset", out var values)
                && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var reset)
                && reset is > 0 and < 253_402_300_800
                ? DateTimeOffset.FromUnixTimeSeconds(reset) - now + TimeSpan.FromSeconds(1)
                : TimeSpan.FromSeconds(10));
        return pause < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : pause > LongestWait ? LongestWait : pause;
    }

    // A link that leads elsewhere would carry the token there.
    private Uri? Next(HttpResponseMessage response)
    {
        foreach (var link in response.Headers.TryGetValues("Link", out var links) ? links.SelectMany(link => link.Split(", <")) : [])
        {
            if (!link.Contains("rel=\"next\"", StringComparison.Ordinal))
            {
                continue;
            }

            var target = link.TrimStart(' ', '<').Split('>')[0];
            return Uri.TryCreate(target, UriKind.Absolute, out var next) && next.Scheme == address.Scheme && next.Authority == address.Authority
                ? next
                : throw new ForeignException($"{root} says that it goes on at {target}, and the token is for {address.Authority} alone.", "Give the address that the org's own links have.");
        }

        return null;
    }

    private static JsonNode? Parse(string text, Uri? at)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException) when (at is null)
        {
            return null;
        }
        catch (JsonException)
        {
            throw new ForeignException($"What answers at {at!.GetLeftPart(UriPartial.Authority)} is no Okta org: it sends no JSON.", "Give the address of the org: https://example.okta.com.");
        }
    }

    private Exception Refused(HttpResponseMessage response, Uri uri, string? summary) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized => new ForeignException(
            $"{root} does not know the token: {summary ?? "401"}", "Give an API token of the org with --token or OKTA_API_TOKEN; a read-only administrator's will do."),
        HttpStatusCode.TooManyRequests => new ForeignException($"{root} answered 429 {MostTries} times.", "Try again later, or export the policies into a folder."),
        HttpStatusCode.Forbidden or HttpStatusCode.NotFound when !uri.AbsolutePath.Contains("/policies", StringComparison.Ordinal) => new ForeignRefusal(response.StatusCode),
        _ => new ForeignException(
            $"{uri.AbsolutePath} answered {(int)response.StatusCode}{(summary is null ? "" : $": {summary}")}", "The token's owner has to be allowed to read policies: a read-only administrator will do."),
    };

    private sealed class ForeignRefusal(HttpStatusCode status) : Exception
    {
        internal HttpStatusCode Status => status;
    }
}
