using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Clients that are registered while the org runs.</summary>
public sealed class ClientsApiTests
{
    private const string Clients = "/oauth2/v1/clients";

    private static readonly (string, string) Admin = ("Authorization", "SSWS 00ci-token");

    [Fact]
    public async Task A_client_is_registered_with_what_Okta_makes_of_it_and_signs_its_users_in()
    {
        await using var org = await OrgHost.Start(SigningClient.Seed);
        var made = (await Register(org, Web())).Expect(201);
        Assert.Matches("^0oa[0-9A-Za-z]{17}$", made.Text("client_id"));
        Assert.Equal(64, made.Text("client_secret")!.Length);
        Assert.Equal(
            ("web", "client_secret_basic", 0, "authorization_code"),
            (made.Text("application_type"), made.Text("token_endpoint_auth_method"), (int)made.Json!["client_secret_expires_at"]!, (string)made.Json["grant_types"]![0]!));
        var app = await new RelyingParty(org, made.Text("client_id")!, made.Text("client_secret"), "http://new.test/cb", "/oauth2/v1").SignedIn();
        var code = await app.Code();
        (await app.Exchange(code)).ExpectRefusal(401, "invalid_client");
        var basic = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{made.Text("client_id")}:{made.Text("client_secret")}"));
        (await app.Post(
            "/token",
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", "http://new.test/cb"), ("code_verifier", RelyingParty.Verifier)],
            ("Authorization", $"Basic {basic}"))).Expect(200);
        Assert.Contains("application.lifecycle.create", await Events(org));
    }

    [Fact]
    public async Task It_is_read_changed_given_a_new_secret_and_removed()
    {
        await using var org = await OrgHost.Start(SigningClient.Seed);
        var made = (await Register(org, Web())).Expect(201);
        var at = $"{Clients}/{made.Text("client_id")}";
        var read = (await org.Get(at, Admin)).Expect(200);
        Assert.Null(read.Text("client_secret"));
        Assert.Equal((long)made.Json!["client_id_issued_at"]!, (long)read.Json!["client_id_issued_at"]!);

        var changed = (await Put(org, at, Web(("client_name", "Renamed"), ("client_id", made.Text("client_id")), ("token_endpoint_auth_method", "client_secret_post")))).Expect(200);
        Assert.Equal(("Renamed", "client_secret_post", made.Text("client_secret")), (changed.Text("client_name"), changed.Text("token_endpoint_auth_method"), changed.Text("client_secret")));
        var renewed = (await Put(org, at + "/lifecycle/newSecret", new JsonObject())).Expect(200);
        Assert.NotEqual(made.Text("client_secret"), renewed.Text("client_secret"));
        Assert.NotEqual(renewed.Text("client_secret"), (await org.Post(at + "/lifecycle/newSecret", new { }, Admin)).Expect(200).Text("client_secret"));
        var keyed = (await Put(org, at, Web(("token_endpoint_auth_method", "private_key_jwt"), ("jwks", JsonNode.Parse(SigningClient.Jwks()))))).Expect(200);
        Assert.Null(keyed.Text("client_secret"));
        Assert.Null(keyed.Json!["client_secret_expires_at"]);
        (await org.Post(at + "/lifecycle/newSecret", new { }, Admin)).ExpectRefusal(400, "invalid_client_metadata");

        (await org.Send(HttpMethod.Delete, at, null, Admin)).Expect(204);
        (await org.Send(HttpMethod.Delete, at, null, Admin)).ExpectRefusal(401, "invalid_client");
        (await org.Get(at, Admin)).ExpectRefusal(401, "invalid_client");
        (await Put(org, at, Web())).ExpectRefusal(401, "invalid_client");
        var gone = (await org.Post(at + "/lifecycle/newSecret", new { }, Admin)).Expect(404, "E0000007");
        Assert.Equal($"Not found: Resource not found: {made.Text("client_id")} (PublicClientApp)", gone.Text("errorSummary"));
        Assert.Equal(
            ["application.lifecycle.create", "application.lifecycle.update", "app.oauth2.credentials.lifecycle.create", "app.oauth2.credentials.lifecycle.create", "application.lifecycle.update", "application.lifecycle.delete"],
            await Events(org));
    }

    [Fact]
    public async Task Registered_clients_outlive_a_restart_and_an_edit_of_the_seed_but_no_reset()
    {
        using var data = new TemporaryFile();
        string id;
        await using (var org = await OrgHost.Start(SigningClient.Seed, data.Path))
        {
            id = (await Register(org, Web(("token_endpoint_auth_method", "private_key_jwt"), ("jwks", JsonNode.Parse(SigningClient.Jwks()))))).Expect(201).Text("client_id")!;
        }

        await using (var org = await OrgHost.Start(SigningClient.Seed, data.Path))
        {
            var read = (await org.Get($"{Clients}/{id}", Admin)).Expect(200);
            Assert.Equal(("New", "private_key_jwt", "http://new.test/"), (read.Text("client_name"), read.Text("token_endpoint_auth_method"), read.Text("client_uri")));
            await org.EditSeed(SigningClient.Seed + "\nzones: [ { name: office, gateways: [ 10.0.0.1 ] } ]");
            (await org.Get($"{Clients}/{id}", Admin)).Expect(200);
            await org.EditSeed(SigningClient.Seed.Replace("label: Posting", "label: New", StringComparison.Ordinal));
            (await org.Get($"{Clients}/{id}", Admin)).ExpectRefusal(401, "invalid_client");
            (await Register(org, Web())).ExpectRefusal(400, "invalid_client_metadata");
            id = (await Register(org, Web(("client_name", "Another")))).Expect(201).Text("client_id")!;
            (await org.Post("/emulator/reset", new { })).Expect(204);
            (await org.Get($"{Clients}/{id}", Admin)).ExpectRefusal(401, "invalid_client");
        }
    }

    [Fact]
    public async Task An_app_of_the_seed_that_was_changed_leaves_with_the_seed()
    {
        await using var org = await OrgHost.Start(SigningClient.Seed);
        (await Put(org, $"{Clients}/posting", Web(("client_name", "Changed")))).Expect(200);
        (await Put(org, $"{Clients}/posting", Web(("client_name", "Changed again")))).Expect(200);
        await org.EditSeed(SigningClient.Seed.Replace("clientId: posting", "clientId: other", StringComparison.Ordinal));
        (await org.Get($"{Clients}/posting", Admin)).ExpectRefusal(401, "invalid_client");
        (await org.Get($"{Clients}/other", Admin)).Expect(200);
    }

    [Fact]
    public async Task They_are_listed_by_pages_and_by_the_beginning_of_their_names()
    {
        await using var org = await OrgHost.Start(SigningClient.Seed);
        var all = (await org.Get(Clients, Admin)).Expect(200).Json!.AsArray();
        Assert.Equal(["bound", "exchanging", "keyed", "posting", "service", "shared", "web"], all.Select(c => (string)c!["client_id"]!));
        Assert.All(all, client => Assert.Null(client!["client_secret"]));
        var first = (await org.Get($"{Clients}?limit=4", Admin)).Expect(200);
        var links = first.Header("Link")!.Split(", ");
        Assert.Equal([$"<{org.Address}{Clients}?limit=4>; rel=\"self\"", $"<{org.Address}{Clients}?after=posting&limit=4>; rel=\"next\""], links);
        var second = (await org.Get(links[1][1..links[1].IndexOf('>', StringComparison.Ordinal)][org.Address.Length..], Admin)).Expect(200);
        Assert.Equal(3, second.Json!.AsArray().Count);
        Assert.DoesNotContain("next", second.Header("Link"), StringComparison.Ordinal);
        Assert.Equal(["bound", "service"], (await org.Get($"{Clients}?q=BOU", Admin)).Json!.AsArray().Select(c => (string)c!["client_id"]!));
    }

    [Theory]
    [InlineData("client_name", "\" \"", "client_name: The field cannot be left blank")]
    [InlineData("client_name", "null", "client_name: The field cannot be left blank")]
    [InlineData("client_name", "\"Web\"", "client_name: An object with this field already exists in the current organization")]
    [InlineData("application_type", "\"desktop\"", "application_type: The value must be one of: web, native, browser, service.")]
    [InlineData("grant_types", "[\"carrier_pigeon\"]", "grant_types: A grant type is not supported.")]
    [InlineData("grant_types", "\"implicit\"", "grant_types: The field must be a list of texts.")]
    [InlineData("grant_types", "[1]", "grant_types: The field must be a list of texts.")]
    [InlineData("grant_types", "[\"authorization_code\",\"password\"]", "grant_types: A grant type is not valid for the application type.")]
    [InlineData("grant_types", "[\"client_credentials\"]", "grant_types: The application type needs authorization_code.")]
    [InlineData("response_types", "[\"code\",\"none\"]", "response_types: The values must be of: code, token, id_token.")]
    [InlineData("response_types", "[]", "response_types: The value code goes with the grant type authorization_code.")]
    [InlineData("response_types", "[\"code\",\"token\"]", "response_types: The values token and id_token go with the grant type implicit.")]
    [InlineData("redirect_uris", "[]", "redirect_uris: At least one redirect URI is required.")]
    [InlineData("redirect_uris", "[\"/cb\"]", "redirect_uris: A redirect URI must be absolute and have no fragment.")]
    [InlineData("redirect_uris", "[\"javascript:alert(1)\"]", "redirect_uris: A redirect URI must be absolute and have no fragment.")]
    [InlineData("post_logout_redirect_uris", "[\"http://a/#b\"]", "post_logout_redirect_uris: A redirect URI must be absolute and have no fragment.")]
    [InlineData("token_endpoint_auth_method", "\"tls_client_auth\"", "token_endpoint_auth_method: The value is not supported.")]
    [InlineData("token_endpoint_auth_method", "\"private_key_jwt\"", "jwks: The method private_key_jwt needs a key.")]
    [InlineData("jwks", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}", "jwks: The field must be a set of public keys, RSA of 2048 bits or more, or on P-256, P-384 or P-521.")]
    [InlineData("jwks", "[]", "jwks: The field must be a set of public keys, RSA of 2048 bits or more, or on P-256, P-384 or P-521.")]
    [InlineData("jwks_uri", "\"file:///etc/passwd\"", "jwks_uri: The value must be an http or https URL.")]
    [InlineData("client_uri", "\"javascript:alert(1)\"", "client_uri: The value must be an http or https URL.")]
    [InlineData("request_object_signing_alg", "\"none\"", "request_object_signing_alg: The value is not supported.")]
    [InlineData("request_object_signing_alg", "\"RS256\"", "request_object_signing_alg: The client has nothing to sign with by this algorithm.")]
    [InlineData("client_id", "\"mine\"", "client_id: The field cannot be specified.")]
    [InlineData("client_secret", "\"mine\"", "client_secret: The field cannot be specified.")]
    public async Task What_makes_no_client_is_refused(string member, string value, string description)
    {
        await using var org = await OrgHost.Start(SigningClient.Seed);
        var refused = (await Register(org, Web((member, JsonNode.Parse(value))))).ExpectRefusal(400, "invalid_client_metadata");
        Assert.Equal(description, refused.Text("error_description"));
        Assert.Equal(7, (await org.Get(Clients, Admin)).Json!.AsArray().Count);
    }

    [Fact]
    public async Task Combinations_that_prove_or_bind_nothing_are_refused()
    {
        await using var org = await OrgHost.Start(SigningClient.Seed);
        foreach (var (wanted, changes) in new (string, (string, JsonNode?)[])[]
        {
            ("token_endpoint_auth_method: A client in a browser must use none.", [("application_type", "browser"), ("token_endpoint_auth_method", "client_secret_post")]),
            ("token_endpoint_auth_method: The grant type client_credentials needs another method than none.", [("grant_types", new JsonArray("authorization_code", "client_credentials")), ("token_endpoint_auth_method", "none")]),
            ("jwks_uri: The field cannot stand beside jwks.", [("jwks", JsonNode.Parse(SigningClient.Jwks())), ("jwks_uri", "https://a.test/keys")]),
            ("dpop_bound_access_tokens: The grant type implicit cannot be bound to a key.", [("dpop_bound_access_tokens", true), ("grant_types", new JsonArray("authorization_code", "implicit")), ("response_types", new JsonArray("code", "token"))]),
        })
        {
            Assert.Equal(wanted, (await Register(org, Web(changes))).ExpectRefusal(400, "invalid_client_metadata").Text("error_description"));
        }

        var made = (await Register(org, Web())).Expect(201);
        var retyped = await Put(org, $"{Clients}/{made.Text("client_id")}", Web(("application_type", "native")));
        Assert.Equal("application_type: The field cannot be specified.", retyped.ExpectRefusal(400, "invalid_client_metadata").Text("error_description"));
        Assert.Equal("none", (await Register(org, Web(("client_name", "Page"), ("application_type", "browser")))).Expect(201).Text("token_endpoint_auth_method"));
        var service = (await Register(org, new JsonObject { ["client_name"] = "Job", ["application_type"] = "service" })).Expect(201);
        Assert.Equal("client_credentials", (string)service.Json!["grant_types"]![0]!);
    }

    [Fact]
    public async Task Nobody_registers_without_an_API_token_or_in_other_words_than_JSON()
    {
        await using var org = await OrgHost.Start(SigningClient.Seed);
        foreach (var (method, path) in new[] { ("POST", ""), ("GET", ""), ("GET", "/web"), ("PUT", "/web"), ("DELETE", "/web"), ("PUT", "/web/lifecycle/newSecret"), ("POST", "/web/lifecycle/newSecret") })
        {
            (await org.Send(new HttpMethod(method), Clients + path, OrgHost.Body(Web()))).Expect(403, "E0000005");
            (await org.Send(new HttpMethod(method), Clients + path, OrgHost.Body(Web()), ("Authorization", "SSWS wrong"))).Expect(401, "E0000011");
        }

        (await org.Post(Clients, "[]", Admin)).Expect(400, "E0000003");
        (await org.Send(HttpMethod.Post, Clients, new FormUrlEncodedContent([]), Admin)).Expect(400, "E0000021");
        Assert.Equal(7, (await org.Get(Clients, Admin)).Json!.AsArray().Count);
    }

    [Fact]
    public async Task Of_many_that_want_one_name_one_gets_it_and_many_names_lose_nobody()
    {
        await using var org = await OrgHost.Start(SigningClient.Seed);
        var same = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Register(org, Web())));
        Assert.Single(same, reply => reply.Status == 201);
        var others = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Register(org, Web(("client_name", $"N{i}")))));
        Assert.All(others, reply => reply.Expect(201));
        Assert.Equal(18, (await org.Get($"{Clients}?limit=200", Admin)).Json!.AsArray().Count);
    }

    private static JsonObject Web(params (string Name, JsonNode? Value)[] changes) => SigningClient.Changed(
        new JsonObject { ["client_name"] = "New", ["client_uri"] = "http://new.test/", ["redirect_uris"] = new JsonArray("http://new.test/cb") },
        changes);

    private static Task<Reply> Register(OrgHost org, JsonObject client) => org.Post(Clients, client, Admin);

    private static Task<Reply> Put(OrgHost org, string path, JsonObject client) => org.Send(HttpMethod.Put, path, OrgHost.Body(client), Admin);

    private static async Task<string[]> Events(OrgHost org) =>
        [.. (await org.Get("/emulator/events?limit=1000")).Json!.AsArray().Reverse().Select(e => (string)e!["eventType"]!).Where(t => t.Contains("lifecycle", StringComparison.Ordinal))];
}
