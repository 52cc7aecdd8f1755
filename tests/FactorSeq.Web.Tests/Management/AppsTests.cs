using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Policies;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>The Apps API: what administrators make of apps, and what the apps' users notice.</summary>
public sealed class AppsTests : IAsyncLifetime
{
    private const string Saml = """
        {"label":"Made wiki","signOnMode":"SAML_2_0","accessibility":{"selfService":false},
         "settings":{"app":{},"notes":{"admin":null,"enduser":"Ask IT"},"signOn":{
           "acsEndpoints":[{"index":0,"url":"https://example.com"},{"index":1,"url":"https://okta.com"}],"allowMultipleAcsEndpoints":true,"assertionSigned":true,
           "attributeStatements":[{"name":"Mail","namespace":"urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified","type":"EXPRESSION","values":["user.email"]},
             {"filterType":"STARTS_WITH","filterValue":"Every","name":"Groups","namespace":"urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified","type":"GROUP"}],
           "audience":"http://audience.com","audienceOverride":"","authnContextClassRef":"urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
           "defaultRelayState":"","destination":"http://made.test/destination","digestAlgorithm":"SHA1","honorForceAuthn":true,"recipient":"http://made.test/recipient",
           "responseSigned":true,"samlSignedRequestEnabled":false,"signatureAlgorithm":"RSA_SHA1","slo":{"enabled":false},"ssoAcsUrl":"http://made.test/acs",
           "subjectNameIdFormat":"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified","subjectNameIdTemplate":"${source.login}"}}}
        """;

    private const string Bookmark = """
        {"label":"Made page","name":"bookmark","signOnMode":"BOOKMARK","settings":{"app":{"requestIntegration":false,"url":"https://page.test/"}}}
        """;

    private Administration admin = null!;

    public async Task InitializeAsync() => admin = await AppsOrg.Start();

    public async Task DisposeAsync() => await admin.DisposeAsync();

    [Fact]
    public async Task A_client_comes_back_as_it_was_written_and_its_secret_once()
    {
        var made = await admin.Post(AppsOrg.Apps, AppsOrg.Web(settings: ",\"frontchannel_logout_uri\":\"https://example.com/logout\",\"participate_slo\":true"));
        AppsOrg.Approved("app_oidc", made);
        Assert.Equal(made.Text("id"), (string)made.Json!["credentials"]!["oauthClient"]!["client_id"]!);
        Assert.Equal(64, ((string)made.Json!["credentials"]!["oauthClient"]!["client_secret"]!).Length);
        var seen = (await admin.Get($"{AppsOrg.Apps}/{made.Text("id")}")).Expect(200);
        Assert.Null(seen.Json!["credentials"]!["oauthClient"]!["client_secret"]);
        Assert.Equal(Without(made), Without(seen));

        static string Without(Reply app)
        {
            var copy = app.Json!.DeepClone();
            copy["credentials"]!["oauthClient"]!.AsObject().Remove("client_secret");
            return copy.ToJsonString();
        }
    }

    [Fact]
    public async Task A_SAML_app_comes_back_as_it_was_written_and_lets_its_users_in()
    {
        var made = await admin.Post(AppsOrg.Apps, Saml);
        AppsOrg.Approved("app_saml", made);
        var metadata = (await admin.Get($"{AppsOrg.Apps}/{made.Text("id")}/sso/saml/metadata")).Expect(200);
        Assert.Contains("/app/demo_madewiki_1/exk", metadata.Body);
        var keys = await admin.Get($"{AppsOrg.Apps}/{made.Text("id")}/credentials/keys");
        AppsOrg.Approved("app_keys", keys);
        var key = keys.Json![0]!;
        Assert.Contains((string)key["x5c"]![0]!, metadata.Body);
        Assert.Equal((string)made.Json!["credentials"]!["signing"]!["kid"]!, (string)key["kid"]!);
        Assert.Equal(key.ToJsonString(), (await admin.Get($"{AppsOrg.Apps}/{made.Text("id")}/credentials/keys/{key["kid"]}")).Expect(200).Json!.ToJsonString());
        (await admin.Get($"{AppsOrg.Apps}/{made.Text("id")}/credentials/keys/x")).Expect(404, "E0000007");
        Assert.Empty((await admin.Get($"{AppsOrg.Apps}/{admin.Id("News")}/credentials/keys")).Expect(200).Json!.AsArray());
        var path = new Uri((string)made.Json!["_links"]!["appLinks"]![0]!["href"]!).AbsolutePath;
        (await admin.Put($"{AppsOrg.Apps}/{made.Text("id")}/groups/{admin.Everyone}", new { })).Expect(200);
        var browser = await admin.As("seeded");
        Assert.Contains("http://made.test/acs", (await browser.Visit(path)).Expect(200).Body);
        Assert.Equal("demo_madewiki_2", (await admin.Post(AppsOrg.Apps, Saml)).Expect(200).Text("name"));
    }

    [Fact]
    public async Task A_bookmark_comes_back_as_it_was_written()
    {
        AppsOrg.Approved("app_bookmark", await admin.Post(AppsOrg.Apps, Bookmark));
        AppsOrg.Approved("app_seeded", await admin.Get($"{AppsOrg.Apps}/{admin.Id("Seeded")}"));
        AppsOrg.Approved("app_seeded_saml", await admin.Get($"{AppsOrg.Apps}/{admin.Id("Wiki")}"));
    }

    [Fact]
    public async Task Apps_are_listed_page_by_page_and_found()
    {
        await admin.Made(AppsOrg.Web());
        var first = await admin.Get($"{AppsOrg.Apps}?limit=3");
        Assert.Equal(3, first.Expect(200).Json!.AsArray().Count);
        var second = await admin.Get(first.Link("next")!);
        Assert.Single(second.Expect(200).Json!.AsArray());
        Assert.Null(second.Link("next"));
        Assert.Equal(["Seeded"], await Labels("q=see"));
        Assert.Equal(["Made", "Seeded"], await Labels("filter=name+eq+\"oidc_client\""));
        Assert.Equal(["News", "Seeded"], await Labels($"filter=group.id+eq+\"{admin.Everyone}\""));
        Assert.Equal(["News", "Seeded", "Wiki"], await Labels($"filter=user.id+eq+\"{admin.User("ana@demo.test")}\""));
        Assert.Equal(["News", "Seeded"], await Labels($"filter=user.id+eq+\"{admin.User("ben@demo.test")}\""));
        Assert.Empty(await Labels("filter=user.id+eq+\"00unobody\""));
        Assert.Empty(await Labels("filter=status+eq+\"INACTIVE\""));
        var embedded = (await admin.Get($"{AppsOrg.Apps}?filter=user.id+eq+\"{admin.User("ana@demo.test")}\"&expand=user/{admin.User("ana@demo.test")}")).Expect(200);
        Assert.Equal(["GROUP", "GROUP", "USER"], embedded.Json!.AsArray().Select(app => (string)app!["_embedded"]!["user"]!["scope"]!).Order());
        (await admin.Get($"{AppsOrg.Apps}?filter=label+eq+\"X\"")).Expect(400, "E0000031");
        (await admin.Get($"{AppsOrg.Apps}?filter=status+ne+\"ACTIVE\"")).Expect(400, "E0000031");
        (await admin.Get($"{AppsOrg.Apps}?expand=everything")).Expect(400, "E0000031");
        (await admin.Get($"{AppsOrg.Apps}?q=a&filter=status+eq+\"ACTIVE\"")).Expect(400, "E0000033");
    }

    [Fact]
    public async Task Nobody_gets_into_an_app_that_is_switched_off_and_only_such_a_one_is_deleted()
    {
        var path = $"{AppsOrg.Apps}/{await admin.Made(AppsOrg.Web(credentials: AppsOrg.WithSecret))}";
        (await admin.Put($"{path}/groups/{admin.Everyone}", new { })).Expect(200);
        var client = await admin.As(path.Split('/')[^1]);
        var tokens = await client.Tokens();
        AppsOrg.Approved("E0000056", await admin.Delete(path));
        Assert.Equal("{}", (await admin.Post($"{path}/lifecycle/deactivate")).Expect(200).Body);
        Assert.Equal("INACTIVE", (await admin.Get(path)).Text("status"));
        (await client.Authorize()).ExpectErrorPage("invalid_client");
        (await client.Ask("/introspect", ("token", tokens.Text("access_token")))).ExpectRefusal(401, "invalid_client");
        Assert.DoesNotContain("Made", (await admin.Get("/api/v1/users/ana@demo.test/appLinks")).Body);
        Assert.Equal("{}", (await admin.Post($"{path}/lifecycle/activate")).Expect(200).Body);
        await client.Tokens();
        (await admin.Post($"{path}/lifecycle/deactivate")).Expect(200);
        Assert.Equal("", (await admin.Delete(path)).Expect(204).Body);
        (await admin.Get(path)).Expect(404, "E0000007");
        Assert.Equal(
            ["create", "deactivate", "activate", "deactivate", "delete"],
            (await admin.Events()).Where(e => e.StartsWith("application.lifecycle.", StringComparison.Ordinal)).Select(e => e.Split('.')[^1]));
    }

    [Fact]
    public async Task SAML_apps_and_bookmarks_that_are_switched_off_open_to_nobody()
    {
        var browser = await admin.As("seeded");
        foreach (var (label, link) in new[] { ("Wiki", "/app/demo_wiki_1/{key}/sso/saml"), ("News", "/home/bookmark/{id}/2557") })
        {
            var app = admin.Org.Org.Current.Configuration.Apps.Single(known => known.Label == label);
            var path = link.Replace("{key}", app.ClientId).Replace("{id}", app.Id);
            Assert.NotEqual(404, (await browser.Visit(path)).Status);
            (await admin.Post($"{AppsOrg.Apps}/{app.Id}/lifecycle/deactivate")).Expect(200);
            Assert.Equal(404, (await browser.Visit(path)).Status);
        }

        Assert.Equal("INACTIVE", (await admin.Post($"{AppsOrg.Apps}?activate=false", Bookmark)).Expect(200).Text("status"));
    }

    [Fact]
    public async Task What_is_replaced_counts_at_once_and_the_secret_stays()
    {
        var id = await admin.Made(AppsOrg.Web(credentials: AppsOrg.WithSecret));
        (await admin.Put($"{AppsOrg.Apps}/{id}/groups/{admin.Everyone}", new { })).Expect(200);
        await (await admin.As(id)).Tokens();
        var changed = AppsOrg.Web("Renamed");
        changed["credentials"]!["oauthClient"]!["token_endpoint_auth_method"] = "client_secret_post";
        changed["settings"]!["oauthClient"]!["redirect_uris"] = new JsonArray("http://moved.test/cb");
        var answer = (await admin.Put($"{AppsOrg.Apps}/{id}", changed)).Expect(200);
        Assert.Equal((AppsOrg.Secret, "Renamed"), ((string)answer.Json!["credentials"]!["oauthClient"]!["client_secret"]!, answer.Text("label")!));
        (await (await admin.As(id)).Authorize()).ExpectErrorPage("invalid_request");
        var moved = await new RelyingParty(admin.Org, id, AppsOrg.Secret, "http://moved.test/cb").As(admin.Org);
        await moved.Tokens();
        changed["credentials"]!["oauthClient"]!["client_secret"] = "another-secret-of-them";
        (await admin.Put($"{AppsOrg.Apps}/{id}", changed)).Expect(200);
        (await moved.Exchange(await moved.Code())).ExpectRefusal(401, "invalid_client");
    }

    [Fact]
    public async Task A_client_may_have_an_id_of_its_own()
    {
        var made = (await admin.Post(AppsOrg.Apps, AppsOrg.Web(credentials: ",\"client_id\":\"my-own-id\"" + AppsOrg.WithSecret))).Expect(200);
        Assert.StartsWith("0oa", made.Text("id"));
        (await admin.Put($"{AppsOrg.Apps}/{made.Text("id")}/groups/{admin.Everyone}", new { })).Expect(200);
        await (await admin.As("my-own-id")).Tokens();
        Assert.Equal(["credentials.oauthClient.client_id: The id of a client cannot be changed."], await admin.Put(
            $"{AppsOrg.Apps}/{made.Text("id")}", AppsOrg.Web(credentials: ",\"client_id\":\"my-other-id\"")).Causes());
        Assert.Equal("Made", (await admin.Get("/oauth2/v1/clients/my-own-id")).Expect(200).Text("client_name"));
    }

    public static TheoryData<string, string> Faulty { get; } = new()
    {
        { """{"label":"X"}""", "signOnMode: The field cannot be left blank" },
        { """{"label":"X","signOnMode":"AUTO_LOGIN"}""", "signOnMode: only OPENID_CONNECT, SAML_2_0, BOOKMARK are part of this version of FactorSeq" },
        { """{"signOnMode":"BOOKMARK"}""", "label: The field cannot be left blank" },
        { $$"""{"label":"{{new string('x', 101)}}","signOnMode":"BOOKMARK"}""", "label: The field cannot exceed 100 characters." },
        { """{"label":"X","signOnMode":"SAML_2_0","name":"salesforce"}""", "name: apps of Okta's catalogue are not part of this version of FactorSeq; leave it out, or write oidc_client or bookmark" },
        { """{"label":"X","signOnMode":"BOOKMARK"}""", "settings.app.url: The value must be an http or https URL." },
        { """{"label":"X","signOnMode":"BOOKMARK","settings":{"app":{"url":"javascript:alert(1)"}}}""", "settings.app.url: The value must be an http or https URL." },
        { """{"label":"X","signOnMode":"BOOKMARK","settings":{"app":{"url":"http://x.test"}},"credentials":{"userNameTemplate":{"type":"PUSH"}}}""", "credentials.userNameTemplate.type: The value must be one of: BUILT_IN, CUSTOM, NONE." },
        { """{"label":"X","signOnMode":"BOOKMARK","settings":{"app":{"url":"http://x.test"}},"credentials":{"userNameTemplate":{"template":"${source.login"}}}""", "credentials.userNameTemplate.template: this is not a template that this version reads" },
        { $$$$"""{"label":"X","signOnMode":"BOOKMARK","settings":{"app":{"url":"http://x.test"},"notes":{"admin":"{{{{new string('x', 1025)}}}}"}}}""", "settings.notes: The field cannot exceed 1024 characters." },
        { """{"label":"X","signOnMode":"OPENID_CONNECT"}""", "settings.oauthClient: The field cannot be left blank" },
        { """{"label":"Seeded","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{}}}""", "label: An object with this field already exists in the current organization" },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"application_type":"toaster"}}}""", "settings.oauthClient.application_type: The value must be one of: web, native, browser, service." },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{}}}""", "settings.oauthClient.redirect_uris: At least one redirect URI is required." },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{}},"credentials":{"oauthClient":{"token_endpoint_auth_method":"magic"}}}""", "settings.oauthClient.redirect_uris: At least one redirect URI is required." },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"redirect_uris":["http://x.test"]}},"credentials":{"oauthClient":{"token_endpoint_auth_method":"magic"}}}""", "credentials.oauthClient.token_endpoint_auth_method: The value is not supported." },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"redirect_uris":"http://x.test"}}}""", "settings.oauthClient.redirect_uris: The field must be a list of texts." },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"consent_method":"ASK"}}}""", "settings.oauthClient.consent_method: The value must be one of: TRUSTED, REQUIRED." },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"issuer_mode":"CUSTOM_URL"}}}""", "settings.oauthClient.issuer_mode: The value must be one of: ORG_URL, DYNAMIC. The org has no address of its own choosing." },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"wildcard_redirect":"SUBDOMAIN"}}}""", "settings.oauthClient.wildcard_redirect: wildcards in redirect URIs are not part of this version of FactorSeq" },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"idp_initiated_login":{"mode":"LATER"}}}}""", "settings.oauthClient.idp_initiated_login.mode: The value must be one of: DISABLED, SPEC, OKTA." },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"refresh_token":{"rotation_type":"SPIN"}}}}""", "settings.oauthClient.refresh_token.rotation_type: The value must be one of: ROTATE, STATIC." },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"refresh_token":{"leeway":61}}}}""", "settings.oauthClient.refresh_token.leeway: The value must be a number from 0 to 60." },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"redirect_uris":["http://x.test"],"frontchannel_logout_uri":"app:/out"}}}""", "settings.oauthClient.frontchannel_logout_uri: The value must be an http or https URL." },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"redirect_uris":["http://x.test"],"backchannel_logout_uri":"app:/out"}}}""", "settings.oauthClient.backchannel_logout_uri: The value must be an http or https URL." },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{}},"credentials":{"oauthClient":{"client_id":"short"}}}""", "credentials.oauthClient.client_id: The value must have 6 to 100 letters, digits or signs of $-_.+!*'(),"},
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{}},"credentials":{"oauthClient":{"client_id":"ALL_CLIENTS"}}}""", "credentials.oauthClient.client_id: The value must have 6 to 100 letters, digits or signs of $-_.+!*'(),"},
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{}},"credentials":{"oauthClient":{"client_id":"seeded"}}}""", "credentials.oauthClient.client_id: An object with this field already exists in the current organization" },
        { """{"label":"X","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{}},"credentials":{"oauthClient":{"client_secret":"short"}}}""", "credentials.oauthClient.client_secret: The value must have 14 to 100 printable characters." },
        { """{"label":"X","signOnMode":"SAML_2_0"}""", "settings.signOn: The field cannot be left blank" },
        { """{"label":"X","signOnMode":"SAML_2_0","settings":{"signOn":{"audience":"x"}}}""", "settings.signOn: \"ssoAcsUrl\" is missing" },
        { """{"label":"X","signOnMode":"SAML_2_0","settings":{"signOn":{"audience":"x","ssoAcsUrl":"ftp://x.test"}}}""", "settings.signOn.ssoAcsUrl: \"ftp://x.test\" is not an address that a browser posts to" },
        { """{"label":"X","signOnMode":"SAML_2_0","settings":{"signOn":{"audience":"x","ssoAcsUrl":"http://x.test","digestAlgorithm":"MD5"}}}""", "settings.signOn.digestAlgorithm: \"MD5\" is not a value of digestAlgorithm" },
        { """{"label":"X","signOnMode":"SAML_2_0","settings":{"signOn":{"audience":"x","ssoAcsUrl":"http://x.test","assertionEncryption":{"enabled":true}}}}""", "settings.signOn.assertionEncryption: \"x5c\" is missing" },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task An_app_that_is_none_is_refused(string body, string cause)
    {
        Assert.Contains(cause, await admin.Post(AppsOrg.Apps, body).Causes());
        Assert.DoesNotContain(admin.Org.Org.Current.Configuration.Apps, app => app.Label == "X");
    }

    [Fact]
    public async Task An_app_keeps_its_kind()
    {
        var path = $"{AppsOrg.Apps}/{admin.Id("Seeded")}";
        Assert.Equal(["signOnMode: The sign-on mode of an app cannot be changed"], await admin.Put(path, Bookmark).Causes());
        var native = AppsOrg.Web("Seeded");
        native["settings"]!["oauthClient"]!["application_type"] = "native";
        Assert.Equal(["settings.oauthClient.application_type: The type of an application cannot be changed."], await admin.Put(path, native).Causes());
        (await admin.Put($"{AppsOrg.Apps}/x", Bookmark)).Expect(404, "E0000007");
        (await admin.Post($"{AppsOrg.Apps}/x/lifecycle/activate")).Expect(404, "E0000007");
        (await admin.Delete($"{AppsOrg.Apps}/x")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_new_seed_leaves_what_was_made_and_brings_back_its_own()
    {
        var id = await admin.Made(AppsOrg.Web());
        var seeded = admin.Id("Seeded");
        (await admin.Put($"{AppsOrg.Apps}/{seeded}", AppsOrg.Web("Changed"))).Expect(200);
        (await admin.Post($"{AppsOrg.Apps}/{admin.Id("News")}/lifecycle/deactivate")).Expect(200);
        (await admin.Post($"{AppsOrg.Apps}/{admin.Id("Wiki")}/users", new { id = admin.User("ben@demo.test") })).Expect(200);
        await admin.Org.EditSeed(AppsOrg.Seed + "\n# edited\n");
        Assert.Equal("Made", (await admin.Get($"{AppsOrg.Apps}/{id}")).Expect(200).Text("label"));
        Assert.Equal("Seeded", (await admin.Get($"{AppsOrg.Apps}/{seeded}")).Expect(200).Text("label"));
        Assert.Equal("ACTIVE", (await admin.Get($"{AppsOrg.Apps}/{admin.Id("News")}")).Text("status"));
        Assert.Equal(2, (await admin.Get($"{AppsOrg.Apps}/{admin.Id("Wiki")}/users")).Expect(200).Json!.AsArray().Count);
    }

    [Theory]
    [InlineData("apps", 200, 200, 403)]
    [InlineData("api", 403, 403, 200)]
    [InlineData("read", 200, 403, 200)]
    [InlineData("ana", 403, 403, 403)]
    public async Task Administrators_do_what_their_roles_allow(string token, int reads, int makes, int servers)
    {
        var caller = ManagementOrg.Token(token);
        Assert.Equal(reads, (await admin.Org.Get(AppsOrg.Apps, caller)).Status);
        Assert.Equal(makes, (await admin.Org.Post(AppsOrg.Apps, AppsOrg.Web(), caller)).Status);
        Assert.Equal(servers, (await admin.Org.Get(AppsOrg.Servers, caller)).Status);
        (await admin.Org.Post($"{AppsOrg.Apps}/{admin.Id("Seeded")}/grants", new { }, caller)).Expect(403, "E0000006");
    }

    private async Task<string[]> Labels(string query) =>
        [.. (await admin.Get($"{AppsOrg.Apps}?{query.Replace("\"", "%22")}")).Expect(200).Json!.AsArray().Select(app => (string)app!["label"]!).Order(StringComparer.Ordinal)];
}
