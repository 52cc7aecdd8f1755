using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using WebApp;
using WebApp.Pages;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddRazorComponents();
builder.Services
    .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
    // Cookies know no ports: every app on localhost sees this one, so it carries the app's own name.
    .AddCookie(options => options.Cookie.Name = "sample-web")
    .AddOkta(builder.Configuration.GetRequiredSection("Okta"));

var app = builder.Build();

app.UseStaticFiles();

app.MapGet("/", () => new RazorComponentResult<Home>());

app.MapGet("/sign-in", () =>
    TypedResults.Challenge(new AuthenticationProperties { RedirectUri = "/" }, [OktaHandler.Scheme]));

app.MapPost("/sign-out", async (HttpContext context, IOptionsMonitor<OktaOptions> options) =>
{
    var idToken = await context.GetTokenAsync("id_token");
    await context.SignOutAsync();
    if (idToken is null)
    {
        return TypedResults.Redirect("/signed-out");
    }

    // Without this round trip the session at the issuer lives on, and the next "Sign in" asks for nothing.
    return TypedResults.Redirect(QueryHelpers.AddQueryString(
        options.Get(OktaHandler.Scheme).EndSessionEndpoint,
        new Dictionary<string, string?>
        {
            ["id_token_hint"] = idToken,
            ["post_logout_redirect_uri"] = $"{context.Request.Scheme}://{context.Request.Host}/signed-out",
        }));
});

app.MapGet("/signed-out", () => new RazorComponentResult<SignedOut>());

app.Run();
