using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth.Conformance;

/// <summary>
/// A test of the OpenID Foundation's plans for providers, as the suite's static client would run it: display names begin with the suite's
/// test id. What each came to stands in docs/reference/openid-conformance.md.
/// </summary>
public abstract class ConformanceTest : IAsyncLifetime
{
    /// <summary>Without PKCE, as the suite asks.</summary>
    private protected static readonly (string Name, string? Value)[] NoPkce = [("code_challenge", null), ("code_challenge_method", null)];

    private protected OrgHost Org { get; private set; } = null!;

    private protected RelyingParty Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Org = await OrgHost.Start(RelyingParty.Seed.Replace(
            "lastName: Ruiz",
            "lastName: Ruiz\n    profile: { primaryPhone: \"+14155550100\", streetAddress: 1 Main St, city: Springfield, zipCode: \"12345\", countryCode: US }",
            StringComparison.Ordinal));
        Client = RelyingParty.Web(Org);
    }

    public async Task DisposeAsync() => await Org.DisposeAsync();

    /// <summary>The user signs in at the page the client was sent to, and comes back.</summary>
    private protected async Task<Reply> SignIn(params (string Name, string? Value)[] request)
    {
        var way = (await Client.Authorize([.. NoPkce, .. request])).FromUri();
        await Client.SignedIn();
        return await Client.Visit(way);
    }

    /// <summary>The tokens of a sign-in, after everything about them was checked that the suite checks.</summary>
    private protected async Task<Reply> Tokens(Reply answer, string? nonce = "n0nce")
    {
        Assert.Equal("st&te", answer.Answer("state"));
        var tokens = (await Exchange(answer.Answer("code")!)).Expect(200);
        Assert.Equal("Bearer", tokens.Text("token_type"));
        Assert.Contains("no-store", tokens.Header("Cache-Control"));
        await Check(tokens, nonce);
        return tokens;
    }

    private protected Task<Reply> Exchange(string code, params (string Name, string? Value)[] changes) =>
        Client.Exchange(code, [("code_verifier", null), .. changes]);

    private async Task Check(Reply tokens, string? nonce)
    {
        var claims = tokens.Claims("id_token");
        Assert.Equal($"{Org.Address}/oauth2/default", (string)claims["iss"]!);
        Assert.Equal("web", (string)claims["aud"]!);
        Assert.Equal(nonce, (string?)claims["nonce"]);
        Assert.InRange((long)claims["exp"]! - (long)claims["iat"]!, 1, 86400);
        Assert.InRange(((string)claims["sub"]!).Length, 1, 255);
        Assert.Equal(Answers.HalfHash(tokens.Text("access_token")!), (string)claims["at_hash"]!);
        await CheckSignature(tokens.Text("id_token")!);
    }

    private protected async Task CheckSignature(string token)
    {
        var header = Answers.Part(token, 0);
        Assert.Equal("RS256", (string)header["alg"]!);
        var keys = (await Org.Get("/oauth2/default/v1/keys")).Expect(200).Json!["keys"]!.AsArray();
        var key = keys.Single(key => (string)key!["kid"]! == (string)header["kid"]!)!;
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars((string)key["n"]!),
            Exponent = Base64Url.DecodeFromChars((string)key["e"]!),
        });
        var parts = token.Split('.');
        Assert.True(rsa.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>What userinfo says, of the same user as the ID token.</summary>
    private protected async Task<JsonObject> UserInfo(Reply tokens)
    {
        var info = (await Client.UserInfo(tokens.Text("access_token"))).Expect(200);
        Assert.StartsWith("application/json", info.Header("Content-Type"));
        Assert.Equal((string)tokens.Claims("id_token")["sub"]!, info.Text("sub"));
        return info.Json!.AsObject();
    }
}
