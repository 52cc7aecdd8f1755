using FactorSeq.Core.Orgs;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>A client that proves who it is with a JWT, signed with its secret or with its own key (RFC 7523 §2.2, OpenID Connect Core §9).</summary>
internal static class ClientAssertion
{
    internal const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    // In this order; the first that is broken is the answer.
    private static readonly (Func<Presented, bool> IsBroken, OAuthError Error)[] Rules =
    [
        (p => !p.Jwt.IsFor(p.Endpoint),                      ClientErrors.AssertionAudience),
        (p => p.Jwt.Instant("exp") is null,                  ClientErrors.AssertionNoExpiry),
        (p => p.Jwt.Instant("exp") <= p.Now,                 ClientErrors.AssertionExpired),
        (p => p.Jwt.Instant("exp") > p.Now + LongestLife,    ClientErrors.AssertionTooLong),
        (p => p.Jwt.IsEarly(p.Now),                          ClientErrors.AssertionTooEarly),
    ];

    internal static bool IsIn(Parameters form) => form["client_assertion"] is not null || form["client_assertion_type"] is not null;

    /// <returns>Whom the request claims to come from, where the org has it, and why it is not believed.</returns>
    internal static async ValueTask<(App? Client, OAuthError? Error)> Judge(HttpContext context, Parameters form)
    {
        var org = context.Org();
        var read = SignedJwt.Read(form["client_assertion"]);
        var claimed = (form["client_id"] ?? read?["sub"]) is { } name ? org.Current.App(name) : null;
        if (form["client_assertion_type"] != Type || form["client_assertion"] is null)
        {
            return (claimed, ClientErrors.AssertionType);
        }

        if (read is not { } jwt)
        {
            return (claimed, ClientErrors.AssertionMalformed);
        }

        if (jwt["sub"] is not { } id || jwt["iss"] != id || form["client_id"] is { } named && named != id)
        {
            return (claimed, ClientErrors.AssertionSubject);
        }

        if (org.Current.App(id) is not { } app)
        {
            return (null, OAuthErrors.InvalidClientId);
        }

        if ((Objection(app, jwt) ?? Objection(await ClientSignature.Judge(context, app, jwt))) is { } error)
        {
            return (app, error);
        }

        var presented = new Presented(jwt, context.BaseUrl() + context.Request.Path, org.Clock.Now);
        if (Rules.FirstOrDefault(rule => rule.IsBroken(presented)).Error is { } broken)
        {
            return (app, broken);
        }

        return jwt["jti"] is not { } jti || await ClientSignature.Spend(org, "assertion", app.ClientId, jti, jwt.Instant("exp")!.Value)
            ? (app, null)
            : (app, ClientErrors.AssertionUsed);
    }

    // The method settles the kind of key before any key is looked at: a public key must never become a secret.
    private static OAuthError? Objection(App app, SignedJwt jwt) => app.Client?.Method switch
    {
        ClientAuthenticationMethod.ClientSecretJwt => SigningAlgorithms.AreOfSecrets(jwt.Algorithm) ? null : ClientErrors.AssertionAlgorithm,
        ClientAuthenticationMethod.PrivateKeyJwt => SigningAlgorithms.OfKeys.Contains(jwt.Algorithm) ? null : ClientErrors.AssertionAlgorithm,
        _ => ClientErrors.AssertionMethod,
    };

    private static OAuthError? Objection(SignatureVerdict verdict) => verdict switch
    {
        SignatureVerdict.Good => null,
        SignatureVerdict.WrongAlgorithm => ClientErrors.AssertionAlgorithm,
        SignatureVerdict.UnknownKey => ClientErrors.AssertionKid,
        _ => ClientErrors.AssertionSignature,
    };

    private sealed record Presented(SignedJwt Jwt, string Endpoint, DateTimeOffset Now);
}
