using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebApp;

/// <summary>The framework's OAuth handler does the code flow and PKCE; this adds the ID token, its nonce and userinfo.</summary>
internal sealed class OktaHandler(IOptionsMonitor<OktaOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : OAuthHandler<OktaOptions>(options, logger, encoder)
{
    public new const string Scheme = "Okta";

    private static readonly JsonWebTokenHandler Tokens = new();

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        // The properties travel encrypted in "state", so the nonce needs no cookie of its own.
        var nonce = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16));
        properties.Items["nonce"] = nonce;
        return QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), "nonce", nonce);
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(
        ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var idToken = tokens.Response?.RootElement.GetString("id_token")
            ?? throw new AuthenticationFailureException("The token response holds no ID token.");

        var user = await ValidateAsync(idToken, properties);
        await AddUserInfoAsync(user, tokens.AccessToken);

        // Signing out shows it to the issuer as the hint whose session to end.
        properties.StoreTokens([new AuthenticationToken { Name = "id_token", Value = idToken }]);
        return await base.CreateTicketAsync(user, properties, tokens);
    }

    private async Task<ClaimsIdentity> ValidateAsync(string idToken, AuthenticationProperties properties)
    {
        var result = await Tokens.ValidateTokenAsync(idToken, Options.IdToken);
        if (!result.IsValid)
        {
            throw new AuthenticationFailureException($"The ID token is not valid: {result.Exception.Message}", result.Exception);
        }

        properties.Items.Remove("nonce", out var nonce);
        return nonce is not null && result.ClaimsIdentity.HasClaim("nonce", nonce)
            ? result.ClaimsIdentity
            : throw new AuthenticationFailureException("The ID token answers another sign-in: its nonce differs.");
    }

    private async Task AddUserInfoAsync(ClaimsIdentity user, string? accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var response = await Backchannel.SendAsync(request, Context.RequestAborted);
        response.EnsureSuccessStatusCode();

        using var info = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Context.RequestAborted));
        if (!user.HasClaim("sub", info.RootElement.GetString("sub") ?? ""))
        {
            throw new AuthenticationFailureException("Userinfo speaks of another user than the ID token.");
        }

        foreach (var member in info.RootElement.EnumerateObject().Where(member => !user.HasClaim(c => c.Type == member.Name)))
        {
            var value = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
            user.AddClaim(new Claim(member.Name, value, ClaimValueTypes.String, Options.Issuer));
        }
    }
}
