using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

var builder = WebApplication.CreateBuilder(args);
var okta = builder.Configuration.GetRequiredSection("Okta");
var issuer = okta["Issuer"] ?? throw new InvalidOperationException("Okta:Issuer is not configured.");

builder.Services.AddAuthorization();
builder.Services
    .AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
    .AddJwtBearer(options =>
    {
        options.Authority = issuer;
        options.Audience = okta["Audience"];
        options.RequireHttpsMetadata = issuer.StartsWith("https:", StringComparison.Ordinal);
        options.MapInboundClaims = false;
        // An emulator that restarts has new keys; the default would refuse its tokens for five minutes.
        options.RefreshInterval = BaseConfigurationManager.MinimumRefreshInterval;
    });

var app = builder.Build();

app.UseStaticFiles();

var page = app.Environment.WebRootPath;
var bundle = Path.Combine(app.Environment.ContentRootPath, "node_modules/@okta/okta-auth-js/dist/okta-auth-js.min.js");

app.MapGet("/", () =>
    TypedResults.PhysicalFile(Path.Combine(page, File.Exists(bundle) ? "index.html" : "bundle-missing.html"), "text/html"));

app.MapGet("/lib/okta-auth-js.min.js", () =>
    File.Exists(bundle) ? Results.File(bundle, "text/javascript") : Results.NotFound());

app.MapGet("/config.json", () => new { issuer, clientId = okta["ClientId"] });

app.MapGet("/api/me", (ClaimsPrincipal caller) => new
{
    sub = caller.FindFirstValue("sub"),
    uid = caller.FindFirstValue("uid"),
    clientId = caller.FindFirstValue("cid"),
    scopes = caller.FindAll("scp").Select(scope => scope.Value),
}).RequireAuthorization();

app.Run();
