using System.Collections.Immutable;

namespace FactorSeq.Web.Throttling;

/// <summary>Which limit a request counts towards, by its path; the first row that fits decides.</summary>
internal static class RateLimitClasses
{
    private static readonly ImmutableArray<(string Prefix, string Part, string? Class)> Rows =
    [
        // Polls of a push are verifies: they have a limit of their own, so that waiting for a phone never keeps anybody from signing in.
        ("/api/v1/authn/factors", "/verify",     "verify"),
        ("/api/v1/authn",         "",            "authn"),
        ("/api/v1/sessions",      "",            "sessions"),
        ("/api/v1/users",         "",            "users"),
        ("/api/v1/groups",        "",            "groups"),
        ("/api/v1/apps",          "",            "apps"),
        ("/api/v1/logs",          "",            "logs"),
        ("/api/v1/registration",  "",            "registration"),
        ("/api/v1",               "",            "api"),
        ("/oauth2",               "/.well-known/", null),
        ("/oauth2",               "/v1/keys",    null),
        ("/oauth2",               "/v1/authorize", "authorize"),
        ("/oauth2",               "",            "oauth2"),
    ];

    /// <summary>Null for what is never limited: pages, metadata, keys, the emulator.</summary>
    internal static string? Of(PathString path)
    {
        foreach (var (prefix, part, @class) in Rows)
        {
            if (path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase, out var rest)
                && rest.Value!.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return @class;
            }
        }

        return null;
    }
}
