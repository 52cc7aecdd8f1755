using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.IdentityModel.Tokens;

namespace WebApp;

/// <summary>OAuth options plus the three things that OpenID Connect adds: an issuer, an ID token, a way to sign out.</summary>
internal sealed class OktaOptions : OAuthOptions
{
    public string Issuer { get; set; } = "";

    public string EndSessionEndpoint { get; set; } = "";

    public TokenValidationParameters IdToken { get; set; } = new();

    public override void Validate()
    {
        base.Validate();
        ArgumentException.ThrowIfNullOrEmpty(Issuer);
    }
}
