using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>An ID token shown as a hint: whom it is about and which client it was for.</summary>
internal sealed record IdToken(string UserId, string ClientId)
{
    internal const string Kind = "ID.";

    /// <summary>Reads a hint. An expired one will do: a user may sign out late.</summary>
    internal static async ValueTask<IdToken?> ReadHint(HttpContext context, AuthorizationServer server, string hint)
    {
        var org = context.Org();
        var keys = await context.RequestServices.GetRequiredService<SigningKeys>().RingOf(org, server);
        return await Jwt.Read(org, keys, server, hint, Kind, evenExpired: true) is { } claims
            ? new IdToken(claims["sub"]!.GetValue<string>(), claims["aud"]!.GetValue<string>())
            : null;
    }
}
