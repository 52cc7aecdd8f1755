using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using WebApp.Pages;

namespace WebApp;

internal static class OktaExtensions
{
    public static AuthenticationBuilder AddOkta(this AuthenticationBuilder authentication, IConfiguration configuration) =>
        authentication.AddOAuth<OktaOptions, OktaHandler>(OktaHandler.Scheme, options =>
        {
            configuration.Bind(options);

            options.CallbackPath = "/signin-oidc";
            options.UsePkce = true;
            foreach (var scope in (string[])["openid", "profile", "email"])
            {
                options.Scope.Add(scope);
            }

            // The org's own authorization server has the bare org as issuer, yet its endpoints are under /oauth2 too.
            var endpoints = options.Issuer.Contains("/oauth2/", StringComparison.Ordinal) ? options.Issuer : $"{options.Issuer}/oauth2";
            options.AuthorizationEndpoint = $"{endpoints}/v1/authorize";
            options.TokenEndpoint = $"{endpoints}/v1/token";
            options.UserInformationEndpoint = $"{endpoints}/v1/userinfo";
            options.EndSessionEndpoint = $"{endpoints}/v1/logout";

            options.IdToken = new TokenValidationParameters
            {
                ConfigurationManager = Metadata(options.Issuer),
                ValidAudience = options.ClientId,
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
                NameClaimType = "name",
            };

            // The answer comes back as a top-level GET, so Lax is enough, and it works without HTTPS in every browser.
            options.CorrelationCookie.SameSite = SameSiteMode.Lax;
            options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;

            options.Events.OnRemoteFailure = ShowFailure;
        });

    private static ConfigurationManager<OpenIdConnectConfiguration> Metadata(string issuer) =>
        new($"{issuer}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever { RequireHttps = issuer.StartsWith("https:", StringComparison.Ordinal) })
        {
            // An emulator that restarts has new keys; the default would refuse its tokens for five minutes.
            RefreshInterval = BaseConfigurationManager.MinimumRefreshInterval,
        };

    private static async Task ShowFailure(RemoteFailureContext context)
    {
        // The handler leaves the issuer's own words in the exception's data; without them the failure is ours to describe.
        var page = new RazorComponentResult<SignInFailed>(new
        {
            Error = context.Failure?.Data["error"] as string ?? "sign-in failed",
            Description = context.Failure?.Data["error_description"] as string ?? context.Failure?.Message,
        })
        {
            StatusCode = StatusCodes.Status403Forbidden,
        };
        await page.ExecuteAsync(context.HttpContext);
        context.HandleResponse();
    }
}
