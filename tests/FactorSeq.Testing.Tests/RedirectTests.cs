using System.Net;
using System.Security.Claims;
using System.Text.Json;
using FactorSeq.Testing.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Testing.Tests;

/// <summary>The framework's own redirect handlers: the app sends the browser to the org, the org sends it back, the app redeems the code.</summary>
public sealed class RedirectTests
{
    [Theory]
    [InlineData("form_post")]
    [InlineData("query")]
    public async Task OpenID_Connect_signs_a_user_in(string responseMode)
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync("acme.yaml");
        await using var app = await App.Start("cookies", authentication => authentication
            .AddCookie("cookies", options => options.ForwardChallenge = "okta")
            .AddOpenIdConnect("okta", options =>
            {
                options.Authority = org.Issuer();
                options.ClientId = "web";
                options.ClientSecret = "web-secret";
                options.ResponseType = "code";
                options.ResponseMode = responseMode;
                options.SignInScheme = "cookies";
                options.MapInboundClaims = false;
                options.GetClaimsFromUserInfoEndpoint = true;
                options.BackchannelHttpHandler = org.CreateHandler();
            }));
        using var browser = Browser.At(app.GetTestServer().CreateHandler());

        var response = await org.AuthorizeAsync("sam@acme.test", await Challenged(browser), new SignInScript { Factors = ["call"] });
        Assert.Equal(responseMode == "form_post", response.IsPost);
        Assert.NotNull(response.Code);
        await Land(browser, response);
        Assert.Equal("sam@acme.test", await browser.GetStringAsync("/me"));
    }

    [Fact]
    public async Task OAuth_signs_a_user_in()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync("acme.yaml");
        await using var app = await App.Start("cookies", authentication => authentication
            .AddCookie("cookies", options => options.ForwardChallenge = "okta")
            .AddOAuth("okta", options =>
            {
                options.AuthorizationEndpoint = $"{org.Issuer()}/v1/authorize";
                options.TokenEndpoint = $"{org.Issuer()}/v1/token";
                options.UserInformationEndpoint = $"{org.Issuer()}/v1/userinfo";
                options.ClientId = "web";
                options.ClientSecret = "web-secret";
                options.CallbackPath = "/signin-oidc";
                options.UsePkce = true;
                options.Scope.Add("openid");
                options.Scope.Add("profile");
                options.SignInScheme = "cookies";
                options.BackchannelHttpHandler = org.CreateHandler();
                options.ClaimActions.MapJsonKey("preferred_username", "preferred_username");
                options.Events = new OAuthEvents { OnCreatingTicket = UserInfo };
            }));
        using var browser = Browser.At(app.GetTestServer().CreateHandler());

        await Land(browser, await org.AuthorizeAsync("uma@acme.test", await Challenged(browser)));
        Assert.Equal("uma@acme.test", await browser.GetStringAsync("/me"));
    }

    private static async Task<Uri> Challenged(HttpClient browser)
    {
        using var challenge = await browser.GetAsync("/me");
        Assert.Equal(HttpStatusCode.Redirect, challenge.StatusCode);
        return challenge.Headers.Location!;
    }

    private static async Task Land(HttpClient browser, AuthorizationResponse response)
    {
        using var back = response.ToRequest();
        using var landed = await browser.SendAsync(back);
        Assert.True(landed.StatusCode == HttpStatusCode.Redirect, await landed.Content.ReadAsStringAsync());
        Assert.EndsWith("/me", landed.Headers.Location!.OriginalString);
    }

    private static async Task UserInfo(OAuthCreatingTicketContext context)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
        request.Headers.Authorization = new("Bearer", context.AccessToken);
        using var answer = await context.Backchannel.SendAsync(request);
        using var user = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        context.RunClaimActions(user.RootElement);
        Assert.IsType<ClaimsIdentity>(context.Identity);
    }
}
