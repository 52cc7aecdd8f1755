using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Policies;

/// <summary>The Zones API, the Trusted Origins API and the behaviors: what policies stand on.</summary>
public sealed class ZoneTests : IAsyncLifetime
{
    private const string Zones = "/api/v1/zones";
    private const string Origins = "/api/v1/trustedOrigins";

    private Administration admin = null!;

    public async Task InitializeAsync() => admin = await Administration.Start();

    public async Task DisposeAsync() => await admin.DisposeAsync();

    [Fact]
    public async Task Zones_are_listed_with_those_that_every_org_has() => Approve.Json("zones", await admin.Get(Zones));

    [Fact]
    public async Task A_zone_comes_back_as_it_was_written()
    {
        var made = await admin.Post(
            Zones,
            """{"type":"IP","name":"Home","gateways":[{"type":"CIDR","value":"192.168.0.0/16"},{"type":"RANGE","value":"10.1.0.0-10.1.0.255"},{"type":"RANGE","value":"127.0.0.1"}],"proxies":null}""");
        Approve.Json("zone", made);
        var zone = $"{Zones}/{made.Text("id")}";
        Assert.Equal(made.Body, (await admin.Get(zone)).Expect(200).Body);
        var changed = (await admin.Put(zone, """{"type":"IP","name":"Away","usage":"BLOCKLIST","gateways":[],"proxies":[{"type":"RANGE","value":"10.0.0.1-10.0.0.9"}]}""")).Expect(200);
        Assert.Equal(("Away", "BLOCKLIST", "10.0.0.1-10.0.0.9"), (changed.Text("name"), changed.Text("usage"), (string)changed.Json!["proxies"]![0]!["value"]!));
    }

    [Fact]
    public async Task Rules_hold_in_a_zone_while_it_is_active()
    {
        var zone = (await admin.Post(Zones, """{"type":"IP","name":"Here","gateways":[{"type":"RANGE","value":"127.0.0.1"}]}""")).Expect(200).Text("id");
        var policy = await admin.Made("/api/v1/policies", admin.PolicyBody("P"));
        (await admin.Put(policy, new { name = "P", priority = 1 })).Expect(200);
        var rule = await admin.Made(
            $"{policy}/rules",
            Administration.Sequence("R", """[{"criteria":[{"provider":"OKTA","factorType":"question"}]}]""", $$$"""{"network":{"connection":"ZONE","include":["{{{zone}}}"]}}"""));
        Assert.Equal(["question"], (await admin.Org.Identify("ana@demo.test")).Factors);
        Assert.Equal("The zone is used by a policy rule", await Deleted(zone!));
        Assert.Equal(["push", "sms", "password"], (await admin.Org.Identify("ana@demo.test")).Factors);
        Assert.Equal("ACTIVE", (await admin.Post($"{Zones}/{zone}/lifecycle/activate")).Expect(200).State);
        Assert.Equal(["question"], (await admin.Org.Identify("ana@demo.test")).Factors);
        (await admin.Delete(rule)).Expect(204);
        (await admin.Delete($"{Zones}/{zone}")).Expect(204);
        (await admin.Get($"{Zones}/{zone}")).Expect(404, "E0000007");
        Assert.Equal(
            ["zone.create", "zone.deactivate", "zone.activate", "zone.delete"],
            (await admin.Events()).Where(e => e.StartsWith("zone.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_a_zone_is_for_stays_where_a_change_does_not_say_and_with_what_is_built_in()
    {
        var blocked = $"{Zones}/{(await admin.Get(Zones)).Json!.AsArray().Single(zone => (string)zone!["name"]! == "BlockedIpZone")!["id"]}";
        var filled = (await admin.Put(blocked, """{"type":"IP","name":"BlockedIpZone","gateways":[{"type":"CIDR","value":"10.0.0.0/8"}]}""")).Expect(200);
        Assert.Equal("BLOCKLIST", filled.Text("usage"));
        Assert.Equal("BLOCKLIST", (await admin.Put(blocked, """{"type":"IP","name":"BlockedIpZone","usage":"BLOCKLIST"}""")).Expect(200).Text("usage"));
        (await admin.Put(blocked, """{"type":"IP","name":"BlockedIpZone","usage":"POLICY"}""")).Expect(403, "E0000077");
        var own = await admin.Made(Zones, new { type = "IP", name = "Z", usage = "BLOCKLIST" });
        Assert.Equal("BLOCKLIST", (await admin.Put(own, new { type = "IP", name = "Z" })).Expect(200).Text("usage"));
        Assert.Equal("POLICY", (await admin.Put(own, new { type = "IP", name = "Z", usage = "POLICY" })).Expect(200).Text("usage"));
    }

    [Fact]
    public async Task The_orgs_own_network_has_words_from_before_there_were_zones()
    {
        var legacy = $"{Zones}/{(await admin.Get(Zones)).Json![0]!["id"]}";
        var policy = await admin.Made("/api/v1/policies", admin.PolicyBody("P"));
        (await admin.Put(policy, new { name = "P", priority = 1 })).Expect(200);
        const string Question = """[{"criteria":[{"provider":"OKTA","factorType":"question"}]}]""";
        var on = await admin.Made($"{policy}/rules", Administration.Sequence("On", Question, """{"network":{"connection":"ON_NETWORK"}}"""));
        Assert.Equal("""{"connection":"ON_NETWORK"}""", (await admin.Get(on)).Expect(200).Json!["conditions"]!["network"]!.ToJsonString());
        Assert.Equal(["push", "sms", "password"], (await admin.Org.Identify("ana@demo.test")).Factors);
        (await admin.Put(legacy, """{"type":"IP","name":"LegacyIpZone","gateways":[{"type":"RANGE","value":"127.0.0.1"}]}""")).Expect(200);
        Assert.Equal(["question"], (await admin.Org.Identify("ana@demo.test")).Factors);

        var off = await admin.Made(
            $"{policy}/rules", Administration.Sequence("Off", Question, """{"network":{"connection":"OFF_NETWORK"}}"""));
        Assert.Equal("""{"connection":"OFF_NETWORK"}""", (await admin.Get(off)).Expect(200).Json!["conditions"]!["network"]!.ToJsonString());
        (await admin.Delete(on)).Expect(204);
        Assert.Equal(["push", "sms", "password"], (await admin.Org.Identify("ana@demo.test")).Factors);
        (await admin.Put(legacy, """{"type":"IP","name":"LegacyIpZone"}""")).Expect(200);
        Assert.Equal(["question"], (await admin.Org.Identify("ana@demo.test")).Factors);
        Assert.Contains("zones belong to the connection ZONE", (await admin.Post(
            $"{policy}/rules",
            Administration.Sequence("Both", Question, """{"network":{"connection":"ON_NETWORK","include":["ALL_ZONES"]}}"""))).Expect(400, "E0000001").Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_switched_to_what_it_is_changes_nothing_and_is_not_logged()
    {
        var policy = await admin.Made("/api/v1/policies", admin.PolicyBody("P"));
        var rule = await admin.Made($"{policy}/rules", Administration.SignOnRule("R", """{"access":"ALLOW"}"""));
        var zone = await admin.Made(Zones, new { type = "IP", name = "Z" });
        var origin = await admin.Made(Origins, new { name = "O", origin = "http://o.test", scopes = new[] { new { type = "CORS" } } });
        foreach (var at in new[] { policy, rule, zone, origin, "/api/v1/org/factors/okta_sms" })
        {
            var (revision, events) = (admin.Org.Org.Current.Revision, (await admin.Events()).Length);
            (await admin.Post($"{at}/lifecycle/activate")).IsFine();
            Assert.Equal((at, revision, events), (at, admin.Org.Org.Current.Revision, (await admin.Events()).Length));
            (await admin.Post($"{at}/lifecycle/deactivate")).IsFine();
            Assert.Equal(events + 1, (await admin.Events()).Length);
        }
    }

    [Fact]
    public async Task A_built_in_zone_is_filled_and_neither_renamed_nor_deleted()
    {
        var legacy = $"{Zones}/{(await admin.Get(Zones)).Json![0]!["id"]}";
        (await admin.Put(legacy, """{"type":"IP","name":"LegacyIpZone","gateways":[{"type":"CIDR","value":"10.0.0.0/8"}]}""")).Expect(200);
        Assert.Equal("10.0.0.0/8", (string)(await admin.Get(legacy)).Json!["gateways"]![0]!["value"]!);
        Assert.Single(await admin.Names(Zones), "LegacyIpZone");
        (await admin.Put(legacy, """{"type":"IP","name":"Mine"}""")).Expect(403, "E0000077");
        (await admin.Delete(legacy)).Expect(403, "E0000006");
        await admin.Org.EditSeed(Administration.Seed() + "# edited\n");
        Assert.Equal("10.0.0.0/8", (string)(await admin.Get(legacy)).Json!["gateways"]![0]!["value"]!);
    }

    [Theory]
    [InlineData("""{"type":"SQUARE","name":"Z"}""", "type: only zones of the type IP are part of this version of FactorSeq")]
    [InlineData("""{"type":"IP"}""", "name: The field cannot be left blank")]
    [InlineData("""{"type":"IP","name":"Office"}""", "name: An object with this field already exists in the current organization")]
    [InlineData("""{"type":"IP","name":"BlockedIpZone"}""", "name: An object with this field already exists in the current organization")]
    [InlineData("""{"type":"IP","name":"Z","usage":"FUN"}""", "usage: \"FUN\" is not a value of usage")]
    [InlineData("""{"type":"IP","name":"Z","gateways":[{"type":"CIDR","value":"10.0.0.1"}]}""", "gateways[0].value: \"10.0.0.1\" is not a network of addresses")]
    [InlineData("""{"type":"IP","name":"Z","gateways":[{"type":"RANGE","value":"10.0.0.0/8"}]}""", "gateways[0].value: \"10.0.0.0/8\" is not a range of addresses")]
    [InlineData("""{"type":"IP","name":"Z","gateways":[{"type":"RANGE","value":"9-1"}]}""", "gateways[0].value: \"9-1\" is not a range of addresses")]
    [InlineData("""{"type":"IP","name":"Z","gateways":[{"type":"SQUARE","value":"10.0.0.1"}]}""", "gateways[0].type: \"SQUARE\" is not a value of type")]
    [InlineData("""{"type":"IP","name":"Z","proxies":[{"type":"RANGE"}]}""", "proxies[0]: \"value\" is missing")]
    public async Task A_zone_that_is_none_is_refused(string body, string cause) =>
        Assert.Contains(cause, (await admin.Post(Zones, body)).Expect(400, "E0000001").Json!["errorCauses"]!.AsArray().Select(c => (string)c!["errorSummary"]!));

    [Fact]
    public async Task A_zone_by_countries_is_answered_as_an_org_without_them_does() =>
        (await admin.Post(Zones, """{"type":"DYNAMIC","name":"Z","locations":[{"country":"US"}]}""")).Expect(401, "E0000015");

    [Fact]
    public async Task Zones_are_filtered_by_what_they_are()
    {
        var office = (string)(await admin.Get(Zones)).Expect(200).Json![2]!["id"]!;
        Assert.Equal(["BlockedIpZone"], await admin.Names($"{Zones}?filter=usage+eq+%22BLOCKLIST%22"));
        Assert.Equal(["Office"], await admin.Names($"{Zones}?filter=(id+eq+%22{office}%22+or+id+eq+%22x%22)+and+usage+eq+%22POLICY%22"));
        (await admin.Get($"{Zones}?filter=name+eq+%22Office%22")).Expect(400, "E0000031");
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        foreach (var path in new[] { $"{Zones}/x", $"{Origins}/x" })
        {
            (await admin.Get(path)).Expect(404, "E0000007");
            (await admin.Put(path, new { name = "X", type = "IP" })).Expect(404, "E0000007");
            (await admin.Delete(path)).Expect(404, "E0000007");
            (await admin.Post($"{path}/lifecycle/deactivate")).Expect(404, "E0000007");
        }

        (await admin.Get("/api/v1/behaviors/x")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task An_origin_may_call_while_it_is_active()
    {
        var made = await admin.Post(Origins, """{"name":"App","origin":"http://app.test","scopes":[{"type":"CORS"},{"type":"REDIRECT"}]}""");
        Approve.Json("trusted_origin", made);
        var origin = $"{Origins}/{made.Text("id")}";
        Assert.Equal("http://app.test", await Allowed("http://app.test"));
        Assert.Equal("INACTIVE", (await admin.Post($"{origin}/lifecycle/deactivate")).Expect(200).State);
        Assert.Null(await Allowed("http://app.test"));
        Assert.Equal("ACTIVE", (await admin.Post($"{origin}/lifecycle/activate")).Expect(200).State);
        Assert.Equal("http://app.test", await Allowed("http://app.test"));
        (await admin.Put(origin, """{"name":"App","origin":"http://other.test","scopes":[{"type":"CORS"}]}""")).Expect(200);
        Assert.Null(await Allowed("http://app.test"));
        Assert.Equal("http://other.test", await Allowed("http://other.test"));
        (await admin.Delete(origin)).Expect(204);
        Assert.Null(await Allowed("http://other.test"));
        Assert.Equal(
            ["create", "deactivate", "activate", "update", "delete"],
            (await admin.Events()).Where(e => e.StartsWith("security.trusted_origin.", StringComparison.Ordinal)).Select(e => e.Split('.')[^1]));
    }

    [Fact]
    public async Task An_origin_of_the_seed_keeps_its_id_when_it_moves()
    {
        var seeded = (await admin.Get(Origins)).Expect(200).Json!.AsArray().Single()!;
        Assert.Equal("http://trusted.test", (string)seeded["origin"]!);
        var path = $"{Origins}/{seeded["id"]}";
        (await admin.Put(path, """{"name":"Moved","origin":"http://moved.test","scopes":[{"type":"REDIRECT"}]}""")).Expect(200);
        Assert.Equal("http://moved.test", (await admin.Get(path)).Expect(200).Text("origin"));
        Assert.Equal(["Moved"], await admin.Names($"{Origins}?q=mov"));
    }

    [Theory]
    [InlineData("""{"origin":"http://a.test","scopes":[{"type":"CORS"}]}""", "name: The field cannot be left blank")]
    [InlineData("""{"name":"http://trusted.test","origin":"http://a.test","scopes":[{"type":"CORS"}]}""", "name: An object with this field already exists in the current organization")]
    [InlineData("""{"name":"A","origin":"http://a.test/path","scopes":[{"type":"CORS"}]}""", "origin: this is not an origin: scheme, host and port alone")]
    [InlineData("""{"name":"A","origin":"HTTP://TRUSTED.test","scopes":[{"type":"CORS"}]}""", "origin: An object with this field already exists in the current organization")]
    [InlineData("""{"name":"A","origin":"http://a.test"}""", "scopes: The field cannot be left blank")]
    [InlineData("""{"name":"A","origin":"http://a.test","scopes":[{"type":"IFRAME_EMBED"}]}""", "scopes[0].type: \"IFRAME_EMBED\" is not a value of type")]
    public async Task An_origin_that_is_none_is_refused(string body, string cause) =>
        Assert.Equal(cause, (await admin.Post(Origins, body)).Expect(400, "E0000001").Cause);

    [Fact]
    public async Task Behaviors_are_looked_up_by_name()
    {
        Approve.Json("behaviors", await admin.Get("/api/v1/behaviors?q=New+City"));
        var all = (await admin.Get("/api/v1/behaviors")).Expect(200).Json!.AsArray();
        Assert.Equal(7, all.Count);
        Assert.Equal("Velocity", (await admin.Get($"/api/v1/behaviors/{all.Single(b => (string)b!["type"]! == "VELOCITY")!["id"]}")).Expect(200).Text("name"));
    }

    private async Task<string?> Allowed(string origin) =>
        (await admin.Org.Get("/api/v1/sessions/me", ("Origin", origin))).Header("Access-Control-Allow-Origin");

    private async Task<string> Deleted(string zone)
    {
        (await admin.Post($"{Zones}/{zone}/lifecycle/deactivate")).Expect(200);
        return (await admin.Delete($"{Zones}/{zone}")).Expect(400, "E0000001").Cause!["id: ".Length..];
    }
}

file static class Fine
{
    internal static void IsFine(this Reply reply) => Assert.InRange(reply.Status, 200, 204);
}
