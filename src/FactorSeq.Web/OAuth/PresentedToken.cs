using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>The access token of a request to a resource: a bearer's, or one bound to a key, with the proof that goes with it (RFC 6750 §2.1, RFC 9449 §7).</summary>
internal static class PresentedToken
{
    private const string Bearer = "Bearer ";
    private const string Dpop = "DPoP ";

    /// <summary>Reads the token of a request to one of the org's own resources.</summary>
    /// <returns>null after a challenge was answered.</returns>
    internal static async ValueTask<AccessToken?> Read(HttpContext context, AuthorizationServer server)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var isBound = header.StartsWith(Dpop, StringComparison.OrdinalIgnoreCase);
        if (!isBound && !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            await OAuthErrors.InvalidToken.Challenge(context);
            return null;
        }

        var text = header[(isBound ? Dpop : Bearer).Length..].Trim();
        var token = await AccessToken.Read(context, server, text);

        // A bound token that is sent as a bearer's was stolen; a bearer's with a proof was never bound.
        if (token is null || (token.Thumbprint is null) == isBound)
        {
            await Refuse(context, OAuthErrors.InvalidToken, isBound || token?.Thumbprint is not null);
            return null;
        }

        if (!isBound)
        {
            return token;
        }

        var (proof, error) = await DpopProof.Read(context, text);
        if (proof is null || proof.Thumbprint != token.Thumbprint)
        {
            await Refuse(context, error ?? ClientErrors.ProofKey, isBound);
            return null;
        }

        return token;
    }

    private static Task Refuse(HttpContext context, OAuthError error, bool isBound)
    {
        if (!isBound)
        {
            return error.Challenge(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate =
            $"DPoP error=\"{error.Error}\", error_description=\"{error.Description}\", algs=\"{string.Join(' ', SigningAlgorithms.OfKeys)}\"";
        context.Response.Headers.CacheControl = "no-cache, no-store";
        return Task.CompletedTask;
    }
}
