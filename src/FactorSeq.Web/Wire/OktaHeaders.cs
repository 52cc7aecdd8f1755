using FactorSeq.Web.Throttling;

namespace FactorSeq.Web.Wire;

/// <summary>The headers every answer of Okta's carries: the request's id, and where the rate limit stands.</summary>
internal static class OktaHeaders
{
    // What an org is granted per minute on the authentication endpoints; nothing is counted against it while limits are off.
    private const string Limit = "600";

    private static Told? last;

    internal static Task Add(HttpContext context, RequestDelegate next)
    {
        Put(context);
        return next(context);
    }

    /// <summary>Puts them on the answer, again where a crash has wiped them off.</summary>
    internal static void Put(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["X-Okta-Request-Id"] = context.TraceIdentifier;
        var standing = context.Features.Get<RateLimitStanding>();
        headers["X-Rate-Limit-Limit"] = standing?.Limit.ToString() ?? Limit;
        headers["X-Rate-Limit-Remaining"] = standing?.Remaining.ToString() ?? "599";
        headers["X-Rate-Limit-Reset"] = Text(standing?.Reset ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 60);
    }

    // It is the same for all answers of a second.
    private static string Text(long reset) => last is { } told && told.Reset == reset ? told.Text : (last = new Told(reset, reset.ToString())).Text;

    private sealed record Told(long Reset, string Text);
}
