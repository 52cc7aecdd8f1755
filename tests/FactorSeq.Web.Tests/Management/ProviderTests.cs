using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Inbound;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Identity providers made by the API, as Terraform makes them.</summary>
public sealed class ProviderTests : IAsyncLifetime
{
    private const string Idps = "/api/v1/idps";
    private const string Keys = "/api/v1/idps/credentials/keys";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await AdminOrg.Start();

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task An_OIDC_provider_is_made_changed_switched_and_deleted()
    {
        var made = (await org.Do(Idps, Oidc("Far"))).Expect(200);
        made.ApprovedAs("idp_oidc", made.Text("id"));
        var at = $"{Idps}/{made.Text("id")}";
        Assert.Equal(made.Body, (await org.Ask(at)).Expect(200).Body);
        await org.Clock.Advance(TimeSpan.FromMinutes(1));
        var body = Oidc("Farther");
        body["policy"]!["subject"]!["filter"] = ".*@far\\.test";
        body["policy"]!["maxClockSkew"] = 60;
        var changed = (await org.Put(at, body)).Expect(200);
        Assert.Equal(("Farther", ".*@far\\.test", 60), (changed.Text("name"), (string?)changed.Json!["policy"]!["subject"]!["filter"], (int)changed.Json["policy"]!["maxClockSkew"]!));
        Assert.NotEqual(changed.Text("created"), changed.Text("lastUpdated"));
        Assert.Equal("INACTIVE", (await org.Do($"{at}/lifecycle/deactivate")).Expect(200).Text("status"));
        Assert.Contains("unknown", (await org.Get($"/sso/idps/{made.Text("id")}")).Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("ACTIVE", (await org.Do($"{at}/lifecycle/activate")).Expect(200).Text("status"));
        Assert.Equal("[]", (await org.Ask($"{at}/users")).Expect(200).Body);
        await org.EditSeed(ManagementOrg.Seed + "\n# edited\n");
        Assert.Equal(["Farther"], (await org.Ask($"{Idps}?q=far&type=OIDC")).All(idp => idp["name"]));
        Assert.Empty((await org.Ask($"{Idps}?type=SAML2")).All(idp => idp["name"]));
        (await org.Remove(at)).Expect(204);
        foreach (var gone in new[] { await org.Ask(at), await org.Remove(at), await org.Put(at, body), await org.Do($"{at}/lifecycle/activate"), await org.Ask($"{at}/users") })
        {
            gone.Expect(404, "E0000007");
        }

        Assert.Equal(
            ["create", "update", "deactivate", "activate", "delete"],
            (await org.Events("system.idp.lifecycle.")).Select(type => type["system.idp.lifecycle.".Length..]));
    }

    [Fact]
    public async Task A_SAML_provider_is_made_of_a_key_that_was_uploaded_before()
    {
        var certificate = SelfSigned();
        var key = (await org.Do(Keys, new { x5c = new[] { certificate } })).Expect(200);
        var kid = key.Text("kid")!;
        Assert.Equal(("RSA", "sig", certificate), (key.Text("kty"), key.Text("use"), (string?)key.Json!["x5c"]![0]));
        Assert.Equal(key.Body, (await org.Do(Keys, new { x5c = new[] { certificate } })).Expect(200).Body);
        Assert.Equal($"[{key.Body}]", (await org.Ask(Keys)).Expect(200).Body);
        Assert.Equal(key.Body, (await org.Ask($"{Keys}/{kid}")).Expect(200).Body);
        var made = (await org.Do(Idps, Saml("Far SAML", kid))).Expect(200);
        var signing = (string)made.Json!["protocol"]!["credentials"]!["signing"]!["kid"]!;
        Approve.Json("idp_saml", new Reply(
            made.Status, made.Body.Replace(made.Text("id")![3..], "{id}", StringComparison.Ordinal).Replace(signing, "{signing}", StringComparison.Ordinal), made.Headers));
        Assert.Contains("EntityDescriptor", (await org.Get(new Uri((string)made.Json["_links"]!["metadata"]!["href"]!).PathAndQuery)).Expect(200).Body, StringComparison.Ordinal);
        Assert.Equal("kid: The key is used by an identity provider", (await org.Remove($"{Keys}/{kid}")).Expect(400, "E0000001").Cause);
        (await org.Remove($"{Idps}/{made.Text("id")}")).Expect(204);
        (await org.Remove($"{Keys}/{kid}")).Expect(204);
        (await org.Ask($"{Keys}/{kid}")).Expect(404, "E0000007");
        (await org.Remove($"{Keys}/{kid}")).Expect(404, "E0000007");
        Assert.Equal("protocol.credentials.trust.kid: unknown key \"k\"", (await org.Do(Idps, Saml("Other", "k"))).Expect(400, "E0000001").Cause);
        (await org.Do(Keys, new { })).Expect(400, "E0000001");
        (await org.Do(Keys, new { x5c = new[] { "AAAA" } })).Expect(400, "E0000001");
        (await org.Do(Keys, "[]")).Expect(400, "E0000003");
    }

    [Theory]
    [InlineData("/name", "\"\"", "name: The field cannot be left blank")]
    [InlineData("/name", "\"Taken\"", "name: An object with this field already exists in the current organization")]
    [InlineData("/type", "\"GOOGLE\"", "type: only SAML2 and OIDC are part of this version of FactorSeq")]
    [InlineData("/type", "null", "type: The field cannot be left blank")]
    [InlineData("/protocol", "null", "protocol: The field cannot be left blank")]
    [InlineData("/protocol/issuer/url", "\"nonsense\"", "protocol.issuer.url: \"nonsense\" is not an address that a browser posts to")]
    [InlineData("/protocol/credentials", "{}", "protocol: \"clientId\" is missing")]
    [InlineData("/protocol/scopes", "[\"email\"]", "protocol.scopes: without openid there is no ID token")]
    [InlineData("/policy/subject/matchType", "\"SHOE\"", "policy.subject.matchType: \"SHOE\" is not a value of matchType")]
    [InlineData("/policy/provisioning/groups", "{\"action\":\"ASSIGN\",\"assignments\":[\"00gnone\"]}", "policy.provisioning.groups.assignments[0]: unknown group \"00gnone\"")]
    public async Task What_is_no_provider_is_refused(string at, string value, string cause)
    {
        (await org.Do(Idps, Oidc("Taken"))).Expect(200);
        var body = Oidc("New");
        var way = at.Split('/')[1..];
        var holder = way[..^1].Aggregate((JsonNode)body, (node, name) => node[name]!);
        holder[way[^1]] = JsonNode.Parse(value);
        Assert.Equal(cause, (await org.Do(Idps, body)).Expect(400, "E0000001").Cause);
        (await org.Do(Idps, "[]")).Expect(400, "E0000003");
        Assert.Single((await org.Ask(Idps)).Json!.AsArray());
    }

    [Fact]
    public async Task A_provider_keeps_its_type_and_who_may_not_is_refused()
    {
        var made = (await org.Do(Idps, Oidc("Far"))).Expect(200);
        (await org.Put($"{Idps}/{made.Text("id")}", Saml("Far", "x"))).Expect(403, "E0000077");
        await org.Refuses(
            $"GET {Idps}, POST {Idps}, GET {Idps}/x, PUT {Idps}/x, DELETE {Idps}/x, POST {Idps}/x/lifecycle/deactivate, GET {Idps}/x/users, GET {Keys}, POST {Keys}, GET {Keys}/x, DELETE {Keys}/x",
            "read", "ana");
    }

    [Fact]
    public async Task Somebody_signs_in_by_a_provider_that_the_API_made_until_it_is_switched_off()
    {
        await using var orgs = await TwoOrgs.Start(providers: "apiTokens: [ { name: ci, token: 00ci-token } ]");
        var seeded = (await orgs.Hub.Ask($"{Idps}/{TwoOrgs.OidcId}")).Expect(200);
        var body = Oidc("By hand");
        body["protocol"]!["issuer"]!["url"] = orgs.Far.Address;
        body["protocol"]!["credentials"]!["client"] = seeded.Json!["protocol"]!["credentials"]!["client"]!.DeepClone();
        body["protocol"]!["scopes"] = new JsonArray("openid", "profile", "email");
        body["protocol"]!.AsObject().Remove("endpoints");
        var made = (await orgs.Hub.Do(Idps, body)).Expect(200).Text("id")!;
        await orgs.SignedInThere();
        (await orgs.Browser.Go(orgs.Start(made))).Expect(200);
        await orgs.ExpectIn("ana@far.test");
        Assert.Equal([(await orgs.Hub.Org.FindAccount("ana@far.test"))!.Value.User.Id], (await orgs.Hub.Ask($"{Idps}/{made}/users")).All(user => user["id"]));
        (await orgs.Hub.Do($"{Idps}/{made}/lifecycle/deactivate")).Expect(200);
        orgs.Browser.Jar(orgs.Hub.Address).Remove("sid");
        await orgs.Browser.Go(orgs.Start(made));
        Assert.False(orgs.Browser.Jar(orgs.Hub.Address).ContainsKey("sid"));
    }

    internal static JsonObject Oidc(string name) => AdminOrg.Json($$$$$"""
        {"issuerMode":"ORG_URL","name":"{{{{{name}}}}}","type":"OIDC","status":"ACTIVE",
         "policy":{"accountLink":{"action":"AUTO"},"maxClockSkew":0,
           "provisioning":{"action":"AUTO","conditions":{"deprovisioned":{"action":"NONE"},"suspended":{"action":"NONE"}},"groups":{"action":"NONE"},"profileMaster":false},
           "subject":{"matchType":"USERNAME","userNameTemplate":{"template":"idpuser.email"}},"trustClaims":true},
         "protocol":{"type":"OIDC","algorithms":{"request":{"signature":{"algorithm":"HS256","scope":"REQUEST"}}},
           "credentials":{"client":{"client_id":"efg456","client_secret":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","pkce_required":null}},
           "endpoints":{"authorization":{"binding":"HTTP-REDIRECT","url":"https://idp.example.com/authorize"},"jwks":{"binding":"HTTP-REDIRECT","url":"https://idp.example.com/keys"},
             "token":{"binding":"HTTP-POST","url":"https://idp.example.com/token"},"userInfo":{"binding":"HTTP-REDIRECT","url":"https://idp.example.com/userinfo"}},
           "issuer":{"url":"https://id.example.com"},"scopes":["openid"],"settings":{"honorPersistentNameId":false}}}
        """).AsObject();

    private static JsonObject Saml(string name, string kid) => AdminOrg.Json($$$$$"""
        {"issuerMode":"ORG_URL","name":"{{{{{name}}}}}","type":"SAML2","status":"ACTIVE",
         "policy":{"accountLink":{"action":"AUTO"},"maxClockSkew":0,
           "provisioning":{"action":"AUTO","conditions":{"deprovisioned":{"action":"NONE"},"suspended":{"action":"NONE"}},"groups":{"action":"NONE"},"profileMaster":false},
           "subject":{"matchType":"USERNAME","userNameTemplate":{"template":"idpuser.email"}},"trustClaims":true},
         "protocol":{"type":"SAML2","algorithms":{"request":{"signature":{"algorithm":"SHA-256","scope":"REQUEST"}},"response":{"signature":{"algorithm":"SHA-256","scope":"ANY"}}},
           "credentials":{"trust":{"issuer":"https://idp.example.com","kid":"{{{{{kid}}}}}"}},
           "endpoints":{"acs":{"binding":"HTTP-POST","type":"INSTANCE"},"sso":{"binding":"HTTP-POST","destination":"https://idp.example.com","url":"https://idp.example.com"}},
           "settings":{"nameFormat":"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified","honorPersistentNameId":true}}}
        """).AsObject();

    private static string SelfSigned()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=far", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(Approve.Noon.AddYears(-1), Approve.Noon.AddYears(9));
        return Convert.ToBase64String(certificate.RawData);
    }
}
