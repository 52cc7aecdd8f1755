using System.Text.Json.Nodes;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>An access token that counts: it is ours, not too old, not revoked, and its user may have tokens.</summary>
internal sealed record AccessToken(JsonObject Claims, User? User)
{
    internal const string Kind = "AT.";

    internal string Id => Text("jti");

    /// <summary>Of the key that it is bound to; null where whoever bears it may use it.</summary>
    internal string? Thumbprint =>
        Claims["cnf"] is JsonObject cnf && cnf["jkt"] is JsonValue jkt && jkt.TryGetValue<string>(out var thumbprint) ? thumbprint : null;

    internal string ClientId => Text("cid");

    internal DateTimeOffset Expires => DateTimeOffset.FromUnixTimeSeconds(Claims["exp"]!.GetValue<long>());

    /// <summary>When its user signed in; of a client's own, when it was issued.</summary>
    internal DateTimeOffset SignedIn => DateTimeOffset.FromUnixTimeSeconds((Claims["auth_time"] ?? Claims["iat"])!.GetValue<long>());

    internal string[] Scopes => [.. Claims["scp"]!.AsArray().Select(scope => scope!.GetValue<string>())];

    internal static async ValueTask<AccessToken?> Read(HttpContext context, AuthorizationServer server, string token)
    {
        var org = context.Org();
        var keys = await context.RequestServices.GetRequiredService<SigningKeys>().RingOf(org, server);
        return await Jwt.Read(org, keys, server, token, Kind) is { } claims
            && await org.Documents.Find(org.Name, DocumentKinds.RevokedTokens, Tokens.Digest(claims["jti"]!.GetValue<string>())) is null
                ? await Of(org, claims)
                : null;
    }

    // A client that acted for itself may go on as long as the org knows it.
    private static async ValueTask<AccessToken?> Of(Org org, JsonObject claims)
    {
        if (claims["uid"]?.GetValue<string>() is not { } id)
        {
            return org.Current.App(claims["cid"]!.GetValue<string>()) is null ? null : new AccessToken(claims, null);
        }

        return await org.FindAccountById(id) is { Value.User: var user } && Caller.MayHaveTokens(user) ? new AccessToken(claims, user) : null;
    }

    private string Text(string claim) => Claims[claim]!.GetValue<string>();
}
