using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.OAuth;

public sealed class DiscoveryTests
{
    [Theory]
    [InlineData("", "", "/oauth2/v1")]
    [InlineData("/oauth2/default", "/oauth2/default", "/oauth2/default/v1")]
    public async Task Each_server_tells_its_endpoints(string at, string issuer, string endpoints)
    {
        await using var org = await OrgHost.Start(RelyingParty.Seed);
        foreach (var name in new[] { "openid-configuration", "oauth-authorization-server" })
        {
            var document = (await org.Get($"{at}/.well-known/{name}?client_id=web")).Expect(200);
            Assert.Equal(org.Address + issuer, document.Text("issuer"));
            Assert.Equal($"{org.Address}{endpoints}/authorize", document.Text("authorization_endpoint"));
            Assert.Equal($"{org.Address}{endpoints}/token", document.Text("token_endpoint"));
            Assert.Equal($"{org.Address}{endpoints}/keys", document.Text("jwks_uri"));
            Assert.Equal($"{org.Address}{endpoints}/revoke", document.Text("revocation_endpoint"));
            Assert.Equal($"{org.Address}{endpoints}/logout", document.Text("end_session_endpoint"));
            Assert.Equal("S256", (string)document.Json!["code_challenge_methods_supported"]!.AsArray().Single()!);
            Assert.Contains("okta_post_message", document.Json["response_modes_supported"]!.AsArray().Select(m => (string)m!));
        }
    }

    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/v1/keys")]
    [InlineData("/v1/authorize?client_id=web")]
    public async Task An_unknown_server_is_not_found(string path)
    {
        await using var org = await OrgHost.Start(RelyingParty.Seed);
        var reply = (await org.Get($"/oauth2/xyz{path}")).Expect(404, "E0000007");
        Assert.Equal("Not found: Resource not found: xyz (AuthorizationServer)", reply.Text("errorSummary"));
    }

    [Fact]
    public async Task The_published_key_verifies_tokens()
    {
        await using var org = await OrgHost.Start(RelyingParty.Seed);
        var token = (await (await RelyingParty.Web(org).SignedIn()).Tokens()).Text("id_token")!.Split('.');
        var key = (await org.Get("/oauth2/default/v1/keys")).Expect(200).Json!["keys"]!.AsArray().Single()!;
        Assert.Equal((string)Answers.Part(string.Join('.', token), 0)["kid"]!, (string)key["kid"]!);
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars((string)key["n"]!),
            Exponent = Base64Url.DecodeFromChars((string)key["e"]!),
        });
        Assert.True(rsa.VerifyData(
            Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.False(key.AsObject().ContainsKey("d"));
    }

    [Fact]
    public async Task A_key_outlives_a_restart_and_a_reset()
    {
        var data = Path.Combine(Path.GetTempPath(), $"factorseq-{Guid.NewGuid():N}.db");
        try
        {
            string first;
            await using (var org = await OrgHost.Start(RelyingParty.Seed, data))
            {
                first = (await org.Get("/oauth2/v1/keys")).Body;
            }

            await using (var org = await OrgHost.Start(RelyingParty.Seed, data))
            {
                Assert.Equal(first, (await org.Get("/oauth2/v1/keys")).Body);
                (await org.Post("/emulator/reset", new { })).Expect(204);
                Assert.Equal(first, (await org.Get("/oauth2/v1/keys")).Body);
            }

            await using (var org = await OrgHost.Start(RelyingParty.Seed, data))
            {
                Assert.Equal(first, (await org.Get("/oauth2/v1/keys")).Body);
            }
        }
        finally
        {
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(data)!, Path.GetFileName(data) + "*"))
            {
                File.Delete(file);
            }
        }
    }

    [Fact]
    public async Task Makers_that_race_end_with_one_key()
    {
        await using var org = await OrgHost.Start(RelyingParty.Seed);
        var usual = org.Services.GetRequiredService<SigningKeys>();
        var makers = Enumerable.Range(0, 4).Select(_ => new SigningKeys()).Append(usual).Append(usual);
        var keys = await Task.WhenAll(makers.Select(m => Task.Run(async () => (await m.Of(org.Org)).Kid)));
        Assert.Single(keys.Distinct());
        Assert.Single(await org.Documents.List(org.Org.Name, DocumentKinds.SigningKeys, 10));
    }

    [Fact]
    public async Task No_secret_is_kept_as_it_is()
    {
        await using var org = await OrgHost.Start(RelyingParty.Seed);
        var spa = RelyingParty.Spa(org);
        var waiting = (await spa.Authorize()).FromUri().Split("okta_key=")[1];
        await spa.SignedIn();
        var token = (await spa.Tokens(("scope", "openid offline_access"))).Text("refresh_token")!;
        var code = await spa.Code();
        var name = org.Org.Name;
        string[] kept =
        [
            .. (await org.Documents.List(name, DocumentKinds.Authorizations, 10)).Select(d => d.ToString()),
            .. (await org.Documents.List(name, DocumentKinds.Codes, 10)).Select(d => d.ToString()),
            .. (await org.Documents.List(name, DocumentKinds.RefreshTokens, 10)).Select(d => d.ToString()),
        ];
        Assert.Equal(4, kept.Length);
        Assert.All(kept, text => Assert.DoesNotContain(code, text));
        Assert.All(kept, text => Assert.DoesNotContain(token, text));
        Assert.All(kept, text => Assert.DoesNotContain(waiting, text));
    }
}
