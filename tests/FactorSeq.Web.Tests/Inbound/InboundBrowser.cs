using System.Net;
using System.Text.RegularExpressions;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Inbound;

/// <summary>A browser that goes from org to org: a cookie jar for each, redirects followed, SAML's forms posted.</summary>
internal sealed partial class InboundBrowser
{
    private const int MostHops = 12;

    private readonly Dictionary<string, Dictionary<string, string>> jars = [];

    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    /// <summary>The addresses it was at, newest last.</summary>
    internal List<string> Visited { get; } = [];

    internal string At => Visited[^1];

    internal Dictionary<string, string> Jar(string url)
    {
        var authority = new Uri(url).Authority;
        return jars.TryGetValue(authority, out var jar) ? jar : jars[authority] = [];
    }

    /// <summary>Goes on until nothing leads further, or <paramref name="until"/> is where it leads.</summary>
    internal async Task<Reply> Go(string url, string? until = null)
    {
        HttpContent? form = null;
        for (var hop = 0; hop < MostHops; hop++)
        {
            var reply = await Load(url, form);
            form = null;
            if (reply.Header("Location") is { } location)
            {
                url = new Uri(new Uri(url), location).AbsoluteUri;
            }
            else if (reply.Status == 200 && Form().Match(reply.Body) is { Success: true } found)
            {
                url = WebUtility.HtmlDecode(found.Groups[1].Value);
                form = Fields(reply.Body);
            }
            else
            {
                return reply;
            }

            if (until is not null && url.StartsWith(until, StringComparison.Ordinal))
            {
                Visited.Add(url);
                return reply;
            }
        }

        throw new InvalidOperationException("It goes round in circles: " + string.Join(" -> ", Visited));
    }

    /// <summary>One page, and no further.</summary>
    internal async Task<Reply> Load(string url, HttpContent? form = null)
    {
        Visited.Add(url);
        using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, url) { Content = form };
        if (Jar(url) is { Count: > 0 } jar)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", jar.Select(c => $"{c.Key}={c.Value}")));
        }

        using var response = await Http.SendAsync(request);
        foreach (var set in response.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
        {
            var pair = set.Split(';')[0].Split('=', 2);
            Jar(url)[pair[0]] = pair[1];
        }

        return new Reply(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    internal static FormUrlEncodedContent Fields(string page) => new(Input().Matches(page)
        .Select(input => KeyValuePair.Create(input.Groups[1].Value, WebUtility.HtmlDecode(input.Groups[2].Value))).Where(pair => pair.Value.Length > 0));

    internal static string Field(string page, string name) =>
        WebUtility.HtmlDecode(Input().Matches(page).Single(input => input.Groups[1].Value == name).Groups[2].Value);

    [GeneratedRegex("<form [^>]*action=\"([^\"]*)\"")]
    private static partial Regex Form();

    [GeneratedRegex("<input name=\"([^\"]*)\" type=\"hidden\" value=\"([^\"]*)\">")]
    private static partial Regex Input();
}
