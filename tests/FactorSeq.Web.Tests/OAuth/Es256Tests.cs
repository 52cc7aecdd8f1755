using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reply = FactorSeq.Web.Tests.Support.Reply;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Issuers that sign with ES256 beside such that sign with RS256.</summary>
public sealed class Es256Tests : IAsyncLifetime
{
    private static readonly string Seed = RelyingParty.Seed + """

        authorizationServers:
          - { name: Curve, id: curve, audience: "api://default", signingAlgorithm: ES256 }
          - { name: Other curve, id: other, audience: "api://other", signingAlgorithm: ES256 }
          - { name: By hand, id: hand, audience: "api://hand", signingAlgorithm: es256, rotationMode: MANUAL }
          - { name: As ever, id: rsa, audience: "api://rsa", signingAlgorithm: RS256 }
        """;

    // The other way round: the org has a curve, and one of its servers RSA.
    private static readonly string Turned = Seed.Replace("org: {", "org: { signingAlgorithm: ES256,", StringComparison.Ordinal);

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(Seed);

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_published_key_is_on_P256_and_verifies_tokens_in_the_form_of_IEEE_P1363()
    {
        var key = await Key("curve");
        Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], key.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("EC", "P-256", "ES256", "sig"), ((string)key["kty"]!, (string)key["crv"]!, (string)key["alg"]!, (string)key["use"]!));
        using var curve = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars((string)key["x"]!), Y = Base64Url.DecodeFromChars((string)key["y"]!) },
        });
        var tokens = await Tokens("curve");
        foreach (var token in new[] { tokens.Text("access_token")!, tokens.Text("id_token")! })
        {
            Assert.Equal($$"""{"kid":"{{key["kid"]}}","alg":"ES256"}""", Answers.Part(token, 0).ToJsonString());
            var parts = token.Split('.');
            var signature = Base64Url.DecodeFromChars(parts[2]);
            Assert.Equal(64, signature.Length);
            Assert.True(curve.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        }
    }

    [Theory]
    [InlineData("curve", "ES256")]
    [InlineData("hand", "ES256")]
    [InlineData("rsa", "RS256")]
    [InlineData("default", "RS256")]
    public async Task A_resource_server_takes_the_tokens_by_the_published_keys_and_metadata_say_which(string server, string algorithm)
    {
        var document = (await org.Get($"/oauth2/{server}/.well-known/openid-configuration")).Expect(200).Json!.AsObject();
        Assert.Equal([algorithm], document.List("id_token_signing_alg_values_supported"));
        var tokens = await Tokens(server);
        var read = await new JsonWebTokenHandler().ValidateTokenAsync(tokens.Text("access_token"), new TokenValidationParameters
        {
            ValidIssuer = (string)document["issuer"]!,
            ValidateAudience = false,
            ValidateLifetime = false,
            ValidAlgorithms = [algorithm],
            IssuerSigningKeys = new JsonWebKeySet((await org.Get($"/oauth2/{server}/v1/keys")).Body).GetSigningKeys(),
        });
        Assert.True(read.IsValid, read.Exception?.Message);
        Assert.True((bool)(await App(server).Ask("/introspect", ("token", tokens.Text("access_token")))).Json!["active"]!);
        Assert.Equal(200, (await App(server).UserInfo(tokens.Text("access_token"))).Status);
    }

    [Fact]
    public async Task Who_signs_otherwise_than_the_org_has_keys_of_its_own()
    {
        string[] servers = ["default", "rsa", "curve", "other", "hand"];
        var kids = new Dictionary<string, string>();
        foreach (var server in servers)
        {
            kids[server] = (string)(await Key(server))["kid"]!;
        }

        Assert.Equal(kids["default"], kids["rsa"]);
        Assert.Equal(4, kids.Values.Distinct().Count());
        var listed = (await org.Get("/emulator/keys")).Expect(200).Json!.AsArray();
        Assert.Equal([(null, "AUTO", "RS256"), ("curve", "AUTO", "ES256"), ("other", "AUTO", "ES256"), ("hand", "MANUAL", "ES256")],
            listed.Select(issuer => ((string?)issuer!["server"], (string)issuer["rotationMode"]!, (string)issuer["signingAlgorithm"]!)));
    }

    [Fact]
    public async Task An_org_may_sign_with_ES256_and_the_servers_that_say_nothing_do_too()
    {
        await using var turned = await OrgHost.Start(Turned);
        var own = await Key(turned, null);
        Assert.Equal("ES256", (string)own["alg"]!);
        foreach (var server in new[] { "default", "curve" })
        {
            Assert.Equal((string)own["kid"]!, (string)(await Key(turned, server))["kid"]!);
        }

        Assert.Equal("RS256", (string)(await Key(turned, "rsa"))["alg"]!);
        var document = (await turned.Get("/.well-known/openid-configuration")).Json!.AsObject();
        Assert.Equal(["ES256"], document.List("id_token_signing_alg_values_supported"));
        var tokens = await (await RelyingParty.Web(turned, "/oauth2/v1").SignedIn()).Tokens();
        Assert.Equal("ES256", (string)Answers.Part(tokens.Text("id_token")!, 0)["alg"]!);

        // SAML knows RSA alone.
        Assert.NotEqual((string)own["kid"]!, (await turned.Services.GetRequiredService<SigningKeys>().Of(turned.Org)).Kid);
    }

    [Theory]
    [InlineData("curve", "rsa")]
    [InlineData("rsa", "curve")]
    [InlineData("curve", "other")]
    public async Task A_token_of_one_issuer_is_none_of_another_whatever_it_signs_with(string mine, string theirs)
    {
        var tokens = await Tokens(mine);
        Assert.True(await IsRefused(tokens.Text("access_token")!, theirs));

        // Nor with the other's name in it, signed by the key of this one.
        var keys = org.Services.GetRequiredService<SigningKeys>();
        var claims = Answers.Part(tokens.Text("access_token")!, 1);
        claims["iss"] = $"{org.Address}/oauth2/{theirs}";
        Assert.True(await IsRefused(Jwt.Sign((await keys.RingOf(org.Org, Server(mine))).Current, claims), theirs));
        Assert.False(await IsRefused(Jwt.Sign((await keys.RingOf(org.Org, Server(theirs))).Current, claims), theirs));
    }

    [Theory]
    [InlineData("curve")]
    [InlineData("rsa")]
    public async Task A_key_verifies_its_own_algorithm_and_no_other(string server)
    {
        var tokens = await Tokens(server);
        var key = await Key(server);
        foreach (var forged in Forgeries(tokens.Text("access_token")!, key))
        {
            Assert.True(await IsRefused(forged, server), forged);
        }

        foreach (var forged in Forgeries(tokens.Text("id_token")!, key))
        {
            (await App(server).Logout(("id_token_hint", forged))).ExpectErrorPage("invalid_request");
        }
    }

    [Theory]
    [InlineData("curve")]
    [InlineData("hand")]
    [InlineData(null)]
    public async Task Keys_are_announced_rotated_and_retired(string? server)
    {
        await using var turned = server is null ? await OrgHost.Start(Turned) : null;
        var host = turned ?? org;
        var app = await RelyingParty.Web(host, server is null ? "/oauth2/v1" : $"/oauth2/{server}/v1").SignedIn();
        Task<Reply> Change(string change) => host.Post($"/emulator/keys/{change}", server is null ? new { } : new { server });

        var old = await app.Tokens();
        var announced = (await Change("announce")).Expect(200).Json!["keys"]!;
        var rotated = (await Change("rotate")).Expect(200).Json!["keys"]!;
        Assert.Equal((string)announced[1]!["kid"]!, (string)rotated[0]!["kid"]!);
        var published = (await host.Get(server is null ? "/oauth2/v1/keys" : $"/oauth2/{server}/v1/keys")).Json!["keys"]!.AsArray();
        Assert.Equal(["ES256", "ES256"], published.Select(key => (string)key!["alg"]!));
        var fresh = await app.Tokens();
        Assert.Equal((string)rotated[0]!["kid"]!, (string)Answers.Part(fresh.Text("id_token")!, 0)["kid"]!);
        Assert.Equal(200, (await app.UserInfo(old.Text("access_token"))).Status);
        (await Change("retire")).Expect(200);
        Assert.Equal(401, (await app.UserInfo(old.Text("access_token"))).Status);
        Assert.Equal(200, (await app.UserInfo(fresh.Text("access_token"))).Status);
    }

    [Fact]
    public async Task Keys_outlive_a_restart_and_a_reset_brings_the_orgs_first_one_back()
    {
        var data = Path.Combine(Path.GetTempPath(), $"factorseq-{Guid.NewGuid():N}.db");
        try
        {
            string first, all;
            await using (var host = await OrgHost.Start(Turned, data))
            {
                first = (await host.Get("/oauth2/v1/keys")).Body;
                (await host.Post("/emulator/keys/rotate", new { })).Expect(200);
                all = await All(host);
            }

            await using (var host = await OrgHost.Start(Turned, data))
            {
                Assert.Equal(all, await All(host));
            }

            await using (var host = await OrgHost.Start(Turned))
            {
                var made = await All(host);
                (await host.Post("/emulator/keys/rotate", new { })).Expect(200);
                (await host.Post("/emulator/reset", new { })).Expect(204);
                Assert.Equal(made, await All(host));
                Assert.NotEqual(first, (await host.Get("/oauth2/v1/keys")).Body);
            }
        }
        finally
        {
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(data)!, Path.GetFileName(data) + "*"))
            {
                File.Delete(file);
            }
        }

        static async Task<string> All(OrgHost host) =>
            string.Concat(await Task.WhenAll(new[] { "", "/hand", "/rsa" }.Select(async server => (await host.Get($"/oauth2{server}/v1/keys")).Body)));
    }

    [Fact]
    public async Task A_pinned_key_on_P256_signs_everywhere_but_where_RSA_is_wanted_and_cannot_be_changed()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = curve.ExportECPrivateKeyPem().ReplaceLineEndings("\\n");
        var pinned = Seed.Replace("org: {", $"org: {{ signingKey: \"{pem}\",", StringComparison.Ordinal);
        await using var first = await OrgHost.Start(pinned);
        await using var second = await OrgHost.Start(pinned);
        Assert.Equal(Base64Url.EncodeToString(curve.ExportParameters(false).Q.X), (string)(await Key(first, null))["x"]!);
        foreach (var server in new[] { "default", "curve", "hand" })
        {
            Assert.Equal((await Key(first, server)).ToJsonString(), (await Key(second, server)).ToJsonString());
        }

        (await first.Post("/emulator/keys/rotate", new { })).Expect(400, "E0000001");
        (await first.Post("/emulator/keys/rotate", new { server = "rsa" })).Expect(200);
        Assert.Equal(2, (await first.Get("/oauth2/rsa/v1/keys")).Json!["keys"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_key_that_a_version_kept_which_knew_RSA_alone_is_RSA()
    {
        var key = (await org.Services.GetRequiredService<SigningKeys>().Of(org.Org)).Write();
        var contract = DocumentKinds.SigningKeys.Json;
        var old = $$"""{"kid":"{{key.Kid}}","pkcs8":"{{key.Pkcs8}}"}""";
        var read = System.Text.Json.JsonSerializer.Deserialize(old, contract)!;
        Assert.Equal(key, read);
        Assert.IsType<RsaSigningKey>(SigningKey.Read(read));
    }

    [Fact]
    public async Task Many_at_one_moment_are_each_given_a_signature_that_holds()
    {
        var web = await App("curve").SignedIn();
        var tokens = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => web.Tokens()));
        Assert.All(await Task.WhenAll(tokens.Select(reply => web.UserInfo(reply.Text("access_token")))), reply => reply.Expect(200));
    }

    private static IEnumerable<string> Forgeries(string token, JsonObject key)
    {
        var (payload, signature) = (token.Split('.')[1], token.Split('.')[2]);
        var kid = (string)key["kid"]!;
        var isCurve = (string)key["kty"]! == "EC";
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var member in new[] { "x", "y", "n", "kid" }.Where(key.ContainsKey))
        {
            var secret = Encoding.ASCII.GetBytes((string)key[member]!);
            yield return Signed("HS256", content => HMACSHA256.HashData(secret, content));
        }

        // The right signature under other names, keys of both kinds under this one's name, and signatures that are none.
        foreach (var other in new[] { "ES256", "RS256", "ES384", "PS256", "HS256", "none" }.Where(alg => alg != (string)key["alg"]!))
        {
            yield return Signed(other, _ => Base64Url.DecodeFromChars(signature));
        }

        yield return Signed("RS256", content => rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        yield return Signed("ES256", content => curve.SignData(content, HashAlgorithmName.SHA256));
        yield return Signed("ES256", _ => new byte[64]);
        yield return Signed("ES256", _ => []);
        if (isCurve)
        {
            // The same two numbers as DER has them.
            yield return Signed("ES256", _ => Der(Base64Url.DecodeFromChars(signature)));
        }

        string Signed(string algorithm, Func<byte[], byte[]> sign)
        {
            var content = $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"kid":"{{kid}}","alg":"{{algorithm}}"}"""))}.{payload}";
            return $"{content}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)))}";
        }
    }

    private static byte[] Der(byte[] signature)
    {
        var der = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (der.PushSequence())
        {
            der.WriteIntegerUnsigned(signature.AsSpan(0, 32).TrimStart((byte)0));
            der.WriteIntegerUnsigned(signature.AsSpan(32).TrimStart((byte)0));
        }

        return der.Encode();
    }

    private AuthorizationServer Server(string id) =>
        new(org.Org.Current.Configuration.AuthorizationServers.Single(server => server.Id == id), org.Address);

    private RelyingParty App(string server) => RelyingParty.Web(org, $"/oauth2/{server}/v1");

    private async Task<Reply> Tokens(string server) => await (await App(server).SignedIn()).Tokens();

    private async Task<bool> IsRefused(string token, string server) =>
        (await App(server).UserInfo(token)).Status == 401
        & !(bool)(await App(server).Ask("/introspect", ("token", token))).Json!["active"]!;

    private Task<JsonObject> Key(string server) => Key(org, server);

    private static async Task<JsonObject> Key(OrgHost host, string? server) =>
        (await host.Get(server is null ? "/oauth2/v1/keys" : $"/oauth2/{server}/v1/keys")).Expect(200).Json!["keys"]!.AsArray().Single()!.AsObject();
}
