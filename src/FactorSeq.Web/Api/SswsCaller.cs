using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api;

/// <summary>Who calls with an API token: <c>Authorization: SSWS {token}</c> (Okta, "API token management"). Closed.</summary>
internal abstract record SswsCaller
{
    private const string Scheme = "SSWS ";

    private SswsCaller()
    {
    }

    /// <summary>The request carries no API token.</summary>
    internal sealed record Nobody : SswsCaller;

    /// <summary>It carries one that the org does not have.</summary>
    internal sealed record Stranger : SswsCaller;

    /// <summary>It carries one of the org's.</summary>
    internal sealed record Trusted(ApiToken Token) : SswsCaller
    {
        public override string ToString() => $"{nameof(Trusted)} {Token.Name}";
    }

    internal static SswsCaller Of(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return new Nobody();
        }

        // Digests are of one length, and all are compared, so that the time tells neither a token's length nor its place.
        var given = Digest(header[Scheme.Length..].Trim());
        ApiToken? found = null;
        foreach (var token in context.Org().Current.Configuration.ApiTokens)
        {
            found = CryptographicOperations.FixedTimeEquals(given, Digest(token.Token)) ? token : found;
        }

        return found is null ? new Stranger() : new Trusted(found);
    }

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
