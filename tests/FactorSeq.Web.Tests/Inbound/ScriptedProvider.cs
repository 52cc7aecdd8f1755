using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FactorSeq.Web.Tests.Inbound;

/// <summary>An OIDC provider that no honest org could stand for: what it says of itself, and the ID tokens it gives, are the test's.</summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    private readonly WebApplication app;

    private ScriptedProvider(WebApplication app) => this.app = app;

    internal static RSA Key { get; } = RSA.Create(2048);

    internal string Address => app.Urls.Single();

    /// <summary>The codes that it was shown.</summary>
    internal List<string> Codes { get; } = [];

    /// <summary>Changes its discovery document.</summary>
    internal Action<JsonObject> Describe { get; set; } = _ => { };

    /// <summary>Changes the key that it publishes.</summary>
    internal Action<JsonObject> Publish { get; set; } = _ => { };

    /// <summary>Makes the ID token of a right one's claims.</summary>
    internal Func<JsonObject, string> IdToken { get; set; } = claims => Sign(claims);

    internal Func<JsonObject> UserInfo { get; set; } = () => new JsonObject { ["sub"] = "them" };

    /// <summary>The nonce of the sign-in under way.</summary>
    internal string Nonce { get; set; } = "";

    internal DateTimeOffset Now { get; set; }

    /// <summary>Its discovery document as it goes out.</summary>
    internal Func<JsonObject, string> Document { get; set; } = document => document.ToJsonString();

    /// <summary>What the hub calls it.</summary>
    internal static string Id { get; } = Ids.IdentityProvider("hub", "Scripted");

    /// <summary>The hub's entry for it.</summary>
    internal string Seed(string more = "") => $"  - {{ name: Scripted, type: OIDC, issuer: \"{Address}\", clientId: hub{more} }}";

    /// <summary>Has somebody come from it.</summary>
    internal async Task<Reply> Answer(TwoOrgs orgs)
    {
        var query = new Uri((await orgs.Browser.Load(orgs.Start(Id))).Expect(302).Header("Location")!).Query;
        var given = QueryHelpers.ParseQuery(query);
        Nonce = given["nonce"]!;
        return await orgs.Browser.Load($"{orgs.Hub.Address}/oauth2/v1/authorize/callback?code=c0de&state={given["state"]}");
    }

    internal static async Task<ScriptedProvider> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new ScriptedProvider(app);
        app.MapGet("/.well-known/openid-configuration", () => Results.Text(provider.Document(provider.Described()), "application/json"));
        app.MapGet("/moved/.well-known/openid-configuration", () => Results.Redirect("/.well-known/openid-configuration"));
        app.MapGet("/keys", () => Json(provider.Keys()));
        app.MapGet("/userinfo", () => Json(provider.UserInfo()));
        app.MapPost("/token", async (HttpRequest request) =>
        {
            provider.Codes.Add((await request.ReadFormAsync())["code"]!);
            return Json(new JsonObject { ["access_token"] = "at", ["token_type"] = "Bearer", ["id_token"] = provider.IdToken(provider.Claims()) });
        });
        await app.StartAsync();
        return provider;
    }

    internal static string Sign(JsonObject claims, string alg = "RS256", RSA? key = null)
    {
        var content = Encode(new JsonObject { ["alg"] = alg, ["kid"] = "k1" }) + "." + Encode(claims);
        var bytes = Encoding.ASCII.GetBytes(content);
        var signature = alg switch
        {
            "none" => [],
            // The public key as the shared one: the confusion of algorithms.
            "HS256" => HMACSHA256.HashData(Key.ExportSubjectPublicKeyInfo(), bytes),
            _ => (key ?? Key).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return content + "." + Base64Url.EncodeToString(signature);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    private JsonObject Described()
    {
        var document = new JsonObject
        {
            ["issuer"] = Address, ["authorization_endpoint"] = Address + "/authorize", ["token_endpoint"] = Address + "/token",
            ["jwks_uri"] = Address + "/keys", ["userinfo_endpoint"] = Address + "/userinfo",
        };
        Describe(document);
        return document;
    }

    private JsonObject Claims() => new()
    {
        ["iss"] = Address, ["aud"] = "hub", ["sub"] = "them", ["nonce"] = Nonce, ["email"] = "eve@scripted.test",
        ["iat"] = Now.ToUnixTimeSeconds(), ["exp"] = Now.AddMinutes(5).ToUnixTimeSeconds(),
    };

    private JsonObject Keys()
    {
        var numbers = Key.ExportParameters(false);
        var key = new JsonObject
        {
            ["kty"] = "RSA", ["kid"] = "k1", ["use"] = "sig", ["n"] = Base64Url.EncodeToString(numbers.Modulus), ["e"] = Base64Url.EncodeToString(numbers.Exponent),
        };
        Publish(key);
        return new JsonObject { ["keys"] = new JsonArray(key) };
    }

    private static IResult Json(JsonObject json) => Results.Text(json.ToJsonString(), "application/json");

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
