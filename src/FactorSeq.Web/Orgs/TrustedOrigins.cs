using Microsoft.AspNetCore.Cors.Infrastructure;

namespace FactorSeq.Web.Orgs;

/// <summary>Cross-origin calls: the org's trusted origins, by name and with credentials, on errors as on answers (Okta, "Enable CORS").</summary>
internal sealed class TrustedOrigins : ICorsPolicyProvider
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    private static readonly string[] RequestHeaders =
    [
        "Accept", "Accept-Language", "Authorization", "Cache-Control", "Content-Type", "DPoP",
        "X-Okta-User-Agent-Extended", "X-Okta-XsrfToken", "X-Device-Fingerprint", "X-Typing-Pattern",
    ];

    private static readonly string[] ResponseHeaders =
    [
        "Date", "Link", "X-Okta-Edge-Log", "X-Okta-Request-Id", "X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset",
    ];

    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        // What is the emulator's own is for its own pages.
        if (context.Request.Path.StartsWithSegments("/emulator"))
        {
            return Task.FromResult<CorsPolicy?>(null);
        }

        var snapshot = context.Org().Current;
        var policy = new CorsPolicyBuilder().SetIsOriginAllowed(snapshot.AllowsCors);
        return Task.FromResult<CorsPolicy?>((NeedsNoCookie(context.Request.Path) ? policy : policy.AllowCredentials())
            .WithMethods("GET", "POST", "PUT", "DELETE", "OPTIONS")
            .WithHeaders(RequestHeaders)
            .WithExposedHeaders(context.Request.Path.StartsWithSegments("/oauth2") ? ["DPoP-Nonce", .. ResponseHeaders] : ResponseHeaders)
            .SetPreflightMaxAge(PreflightAge)
            .Build());
    }

    private static bool NeedsNoCookie(PathString path) =>
        path.StartsWithSegments("/.well-known/webfinger") || path.StartsWithSegments("/.well-known/okta-organization");
}
