using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// The parameters of an authorization request as a JWT that the client signed (OpenID Connect Core §6.1; Okta, "Parameter details: request").
/// What stands in it wins over what stands beside it.
/// </summary>
internal static class RequestObject
{
    private const string Name = "request";

    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    // Of the JWT itself, and no parameters.
    private static readonly string[] OfJwt = ["iss", "aud", "exp", "nbf", "iat", "jti", "sub"];

    // In this order; the first that is broken is the answer.
    private static readonly (Func<Opened, bool> IsBroken, OAuthError Error)[] Rules =
    [
        (o => o.Jwt["iss"] != o.App.ClientId,                                       ClientErrors.RequestIssuer),
        (o => !o.Jwt.IsFor(o.Server.Issuer),                                        ClientErrors.RequestAudience),
        (o => o.End is null,                                                        ClientErrors.RequestNoExpiry),
        (o => o.End <= o.Now,                                                       ClientErrors.RequestExpired),
        (o => o.Jwt.Instant("exp") > o.Now + LongestLife,                           ClientErrors.RequestTooLong),
        (o => o.Jwt.IsEarly(o.Now),                                                 ClientErrors.RequestTooEarly),
        (o => o.Inside.ContainsKey(Name) || o.Inside.ContainsKey("request_uri"),    ClientErrors.RequestNested),
        (o => o.Differs("client_id") || o.Differs("response_type"),                 ClientErrors.RequestMismatched),
    ];

    /// <summary>The parameters of a request, with those of its object in their places; as they were where there is none, or none that counts.</summary>
    /// <returns>The parameters, and what is wrong with the object.</returns>
    internal static async ValueTask<(Parameters Given, OAuthError? Fault)> Open(HttpContext context, AuthorizationServer server, Parameters sent)
    {
        if (sent[Name] is not { } text || sent["request_uri"] is not null)
        {
            return (sent, null);
        }

        if (SignedJwt.Read(text) is not { } jwt)
        {
            return (sent, ClientErrors.RequestMalformed);
        }

        var org = context.Org();
        if ((sent["client_id"] ?? jwt["iss"]) is not { } id || org.Current.App(id) is not { } app)
        {
            return (sent, ClientErrors.RequestIssuer);
        }

        var named = sent["client_id"] is null ? sent with { Values = sent.Values.SetItem("client_id", id) } : sent;
        if (await Objection(context, app, jwt) is { } forged)
        {
            return (named, forged);
        }

        var opened = new Opened(app, server, jwt, named, Inside(jwt.Claims), org.Clock.Now);
        var given = named with { Values = named.Values.Remove(Name).SetItems(opened.Inside.Remove("client_id").Remove(Name).Remove("request_uri")) };
        if (Rules.FirstOrDefault(rule => rule.IsBroken(opened)).Error is { } error)
        {
            return (given, error);
        }

        return jwt["jti"] is not { } jti
            || await ClientSignature.Spend(org, Name, app.ClientId, jti, opened.End!.Value)
                ? (given, null)
                : (given, ClientErrors.RequestUsed);
    }

    private static async ValueTask<OAuthError?> Objection(HttpContext context, App app, SignedJwt jwt)
    {
        if (app.Client?.RequestObjectAlgorithm is { } only && only != jwt.Algorithm)
        {
            return ClientErrors.RequestAlgorithm;
        }

        return await ClientSignature.Judge(context, app, jwt) switch
        {
            SignatureVerdict.Good => null,
            SignatureVerdict.WrongAlgorithm => ClientErrors.RequestAlgorithm,
            SignatureVerdict.UnknownKey => ClientErrors.RequestKid,
            _ => ClientErrors.RequestSignature,
        };
    }

    private static ImmutableSortedDictionary<string, string> Inside(JsonElement claims)
    {
        var inside = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var claim in claims.EnumerateObject().Where(claim => !OfJwt.Contains(claim.Name)))
        {
            var text = claim.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
                ? claim.Value.GetRawText()
                : SignedJwt.Text(claims, claim.Name);
            if (!string.IsNullOrEmpty(text))
            {
                inside[claim.Name] = text;
            }
        }

        return inside.ToImmutable();
    }

    private sealed record Opened(
        App App, AuthorizationServer Server, SignedJwt Jwt, Parameters Sent, ImmutableSortedDictionary<string, string> Inside, DateTimeOffset Now)
    {
        // Without an end of its own it would outlive what is remembered of its use.
        internal DateTimeOffset? End => Jwt.Instant("exp") ?? Jwt.Instant("iat") + LongestLife;

        internal bool Differs(string name) => Inside.TryGetValue(name, out var inside) && Sent[name] is { } outside && inside != outside;
    }
}
