using System.Net;

namespace FactorSeq.Testing.Tests.Support;

/// <summary>A browser at an app inside the process: it keeps cookies and follows nothing by itself.</summary>
internal sealed class Browser(HttpMessageHandler app) : DelegatingHandler(app)
{
    private readonly CookieContainer cookies = new();

    internal static HttpClient At(HttpMessageHandler app) => new(new Browser(app)) { BaseAddress = new Uri("https://localhost/") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (cookies.GetCookieHeader(request.RequestUri!) is { Length: > 0 } kept)
        {
            request.Headers.Add("Cookie", kept);
        }

        var response = await base.SendAsync(request, cancellationToken);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            cookies.SetCookies(request.RequestUri!, cookie);
        }

        return response;
    }
}
