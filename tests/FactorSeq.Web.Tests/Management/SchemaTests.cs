using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>What profiles are made of, and that they are held to it.</summary>
public sealed class SchemaTests : IAsyncLifetime
{
    private const string Schema = "/api/v1/meta/schemas/user/default";
    private const string Ana = "/api/v1/users/ana@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await AdminOrg.Start(ManagementOrg.Seed.Replace("lastName: Ode\n", "lastName: Ode\n    profile: { costCode: c-7 }\n", StringComparison.Ordinal));

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Schemas_and_types_are_what_was_approved()
    {
        (await org.Ask(Schema)).Expect(200).ApprovedAs("schema_user");
        (await org.Ask("/api/v1/meta/schemas/group/default")).Expect(200).ApprovedAs("schema_group");
        var types = (await org.Ask("/api/v1/meta/types/user")).Expect(200).ApprovedAs("user_types");
        foreach (var id in new[] { "default", types.All(type => type["id"]).Single() })
        {
            Assert.Equal(types.Body, $"[{(await org.Ask($"/api/v1/meta/types/user/{id}")).Expect(200).Body}]");
        }

        var user = (await org.Ask(Ana)).Expect(200).Json!["_links"]!;
        foreach (var link in new[] { "schema", "type" })
        {
            (await org.Ask(new Uri((string)user[link]!["href"]!).PathAndQuery)).Expect(200);
        }
    }

    [Fact]
    public async Task An_attribute_is_added_changed_and_taken_away_with_its_values()
    {
        var added = (await Add("""{"score":{"title":"Score","description":"d","type":"integer","enum":[1,2],"oneOf":[{"const":1,"title":"one"},{"const":2,"title":"two"}],"permissions":[{"principal":"SELF","action":"READ_WRITE"}],"master":{"type":"OKTA"},"scope":"SELF"}}""")).Expect(200);
        Approve.Text("schema_attribute", added.Json!["definitions"]!["custom"]!);
        Assert.StartsWith("2031-02-03", added.Text("lastUpdated"), StringComparison.Ordinal);
        Assert.Equal(2, (int)(await Set("{\"score\":2}")).Expect(200).Json!["profile"]!["score"]!);
        (await Add("""{"score":{"title":"Points","type":"integer"}}""")).Expect(200);
        Assert.Equal(9, (int)(await Set("{\"score\":9}")).Expect(200).Json!["profile"]!["score"]!);
        Assert.Equal("score.type: The type of an attribute cannot be changed", (await Add("""{"score":{"title":"Points","type":"string"}}""")).Expect(400, "E0000001").Cause);
        (await Add("""{"score":null}""")).Expect(200);
        Assert.Null((await org.Ask(Ana)).Json!["profile"]!["score"]);
        (await Set("{\"score\":9}")).Expect(400, "E0000001");
        Assert.Equal(["system.schema.update", "system.schema.update", "system.schema.update"], await org.Events("system.schema"));
    }

    [Theory]
    [InlineData("\"type\":\"string\",\"minLength\":2,\"maxLength\":3", "\"ab\"", "\"a\"", "The field must be at least 2 characters.")]
    [InlineData("\"type\":\"string\",\"minLength\":2,\"maxLength\":3", "\"abc\"", "\"abcd\"", "The field cannot exceed 3 characters.")]
    [InlineData("\"type\":\"string\",\"enum\":[\"S\",\"M\"]", "\"M\"", "\"L\"", "The field must be one of its enumerated values.")]
    [InlineData("\"type\":\"string\"", "\"x\"", "1", "The field must be of the type string.")]
    [InlineData("\"type\":\"boolean\"", "true", "\"true\"", "The field must be of the type boolean.")]
    [InlineData("\"type\":\"integer\"", "12", "1.5", "The field must be of the type integer.")]
    [InlineData("\"type\":\"number\"", "1.5", "\"1.5\"", "The field must be of the type number.")]
    [InlineData("\"type\":\"array\",\"items\":{\"type\":\"string\"}", "[\"a\",\"b\"]", "\"a\"", "The field must be an array.")]
    [InlineData("\"type\":\"array\",\"items\":{\"type\":\"integer\",\"enum\":[1,2]}", "[1,2]", "[3]", "The field must be one of its enumerated values.")]
    public async Task Values_are_held_to_their_attribute(string attribute, string good, string bad, string fault)
    {
        (await Add($$$$$"""{"size":{"title":"Size",{{{{{attribute}}}}}}}""")).Expect(200);
        Assert.Equal(good, (await Set($"{{\"size\":{good}}}")).Expect(200).Json!["profile"]!["size"]!.ToJsonString());
        Assert.Equal(good, (await org.Ask(Ana)).Json!["profile"]!["size"]!.ToJsonString());
        Assert.Equal($"size: {fault}", (await Set($"{{\"size\":{bad}}}")).Expect(400, "E0000001").Cause);
        Assert.Null((await Set("{\"size\":null}")).Expect(200).Json!["profile"]!["size"]);
    }

    [Fact]
    public async Task Required_attributes_are_asked_of_who_is_new_and_of_who_is_replaced()
    {
        (await Add("""{"badge":{"title":"Badge","type":"string","required":true,"unique":"UNIQUE_VALIDATED"}}""")).Expect(200);
        Assert.Equal("badge: The field cannot be left blank", (await org.Make(ManagementOrg.Person("new@demo.test"))).Expect(400, "E0000001").Cause);
        (await org.Make(ManagementOrg.Person("new@demo.test", null, ("badge", "b1")))).Expect(200);
        (await Set("{\"nickName\":\"A\"}")).Expect(200);
        (await Set("{\"badge\":null}")).Expect(400, "E0000001");
        (await org.Put(Ana, new { profile = ManagementOrg.Profile("ana@demo.test") })).Expect(400, "E0000001");
        Assert.Equal("badge: An object with this field already exists in the current organization", (await Set("{\"badge\":\"b1\"}")).Expect(400, "E0000001").Cause);
        (await Set("{\"badge\":\"b2\"}")).Expect(200);
        (await Set("{\"badge\":\"b2\",\"nickName\":\"B\"}")).Expect(200);
        (await org.Make(ManagementOrg.Person("newer@demo.test", null, ("badge", "b2")))).Expect(400, "E0000001");
    }

    [Fact]
    public async Task Of_Okta_s_own_attributes_an_org_says_who_sees_them_and_whether_a_last_name_is_needed()
    {
        (await org.Make(AdminOrg.Json("""{"profile":{"login":"one@demo.test","email":"one@demo.test","firstName":"One"}}""").AsObject())).Expect(400, "E0000001");
        var changed = (await org.Do(Schema, """{"definitions":{"base":{"id":"#base","properties":{"lastName":{"required":false},"title":{"permissions":[{"principal":"SELF","action":"HIDE"}]}}}}}""")).Expect(200);
        var properties = changed.Json!["definitions"]!["base"]!["properties"]!;
        Assert.Equal((null, "HIDE"), ((string?)properties["lastName"]!["required"], (string?)properties["title"]!["permissions"]![0]!["action"]));
        (await org.Make(AdminOrg.Json("""{"profile":{"login":"one@demo.test","email":"one@demo.test","firstName":"One"}}""").AsObject())).Expect(200);
        (await org.Do(Schema, """{"definitions":{"base":{"properties":{"login":{"required":false}}}}}""")).Expect(403, "E0000077");
        (await org.Do(Schema, """{"definitions":{"base":{"properties":{"login":null}}}}""")).Expect(403, "E0000077");
        (await org.Do(Schema, """{"definitions":{"base":{"properties":{"shoe":{"required":false}}}}}""")).Expect(400, "E0000001");
    }

    [Theory]
    [InlineData("{\"9x\":{\"title\":\"x\",\"type\":\"string\"}}", "9x: Names of attributes are letters, digits and _, begin with none of the digits, and are none of Okta's own")]
    [InlineData("{\"email\":{\"title\":\"x\",\"type\":\"string\"}}", "email: Names of attributes are letters, digits and _, begin with none of the digits, and are none of Okta's own")]
    [InlineData("{\"x\":1}", "x: The field must be an object.")]
    [InlineData("{\"x\":{\"type\":\"string\"}}", "x.title: The field cannot be left blank")]
    [InlineData("{\"x\":{\"title\":\"x\"}}", "x.type: The field cannot be left blank")]
    [InlineData("{\"x\":{\"title\":\"x\",\"type\":\"shoe\"}}", "x.type: Types are string, boolean, number, integer, array")]
    [InlineData("{\"x\":{\"title\":\"x\",\"type\":\"array\"}}", "x.items.type: Arrays are of string, number or integer")]
    [InlineData("{\"x\":{\"title\":\"x\",\"type\":\"string\",\"scope\":\"ALL\"}}", "x.scope: Values are NONE, SELF")]
    [InlineData("{\"x\":{\"title\":\"x\",\"type\":\"string\",\"permissions\":[{\"action\":\"SHOW\"}]}}", "x.permissions.action: Values are READ_ONLY, READ_WRITE, HIDE")]
    [InlineData("{\"x\":{\"title\":\"x\",\"type\":\"string\",\"master\":{\"type\":\"ME\"}}}", "x.master.type: Values are PROFILE_MASTER, OKTA, OVERRIDE")]
    [InlineData("{\"x\":{\"title\":\"x\",\"type\":\"string\",\"minLength\":5,\"maxLength\":4}}", "x.maxLength: Lengths are whole numbers, and minLength is maxLength at most")]
    [InlineData("{\"x\":{\"title\":\"x\",\"type\":\"integer\",\"enum\":[\"a\"]}}", "x.enum: The field must be a list of values of the attribute's type")]
    public async Task What_is_no_attribute_is_refused(string attributes, string cause)
    {
        Assert.Equal(cause, (await Add(attributes)).Expect(400, "E0000001").Cause);
        (await org.Do(Schema, "[]")).Expect(400, "E0000003");
    }

    [Fact]
    public async Task Who_may_not_is_refused_and_other_schemas_are_not_found()
    {
        await org.Refuses($"GET {Schema}, POST {Schema}, GET /api/v1/meta/types/user, GET /api/v1/meta/schemas/group/default", "read", "ana");
        foreach (var path in new[] { "schemas/user/oscnone", "schemas/group/oscnone", "types/user/otynone" })
        {
            (await org.Ask($"/api/v1/meta/{path}")).Expect(404, "E0000007");
        }
    }

    [Fact]
    public async Task Rules_of_groups_see_values_as_what_they_are_and_the_schema_outlives_an_edit_of_the_seed()
    {
        (await Add("""{"isLead":{"title":"Lead","type":"boolean"},"teams":{"title":"Teams","type":"array","items":{"type":"string"}}}""")).Expect(200);
        var rule = (await org.Do("/api/v1/groups/rules", AdminOrg.Json($$$$$"""
            {"type":"group_rule","name":"Leads","conditions":{"expression":{"value":"user.isLead AND Arrays.contains(user.teams, \"red\")"}},
             "actions":{"assignUserToGroups":{"groupIds":["{{{{{await org.Group("contractors")}}}}}"]}}}
            """))).Expect(200);
        (await org.Do($"/api/v1/groups/rules/{rule.Text("id")}/lifecycle/activate")).Expect(204);
        (await Set("{\"isLead\":true,\"teams\":[\"red\",\"blue\"]}")).Expect(200);
        Assert.Contains("contractors", await org.GroupsOf("ana@demo.test"));
        (await Set("{\"teams\":[\"blue\"]}")).Expect(200);
        Assert.DoesNotContain("contractors", await org.GroupsOf("ana@demo.test"));
        await org.EditSeed(ManagementOrg.Seed + "\n# edited\n");
        Assert.NotNull((await org.Ask(Schema)).Json!["definitions"]!["custom"]!["properties"]!["isLead"]);
    }

    private Task<Reply> Add(string attributes) => org.Do(Schema, $$$$$"""{"definitions":{"custom":{"id":"#custom","type":"object","properties":{{{{{attributes}}}}}}}}""");

    private Task<Reply> Set(string profile) => org.Do(Ana, $"{{\"profile\":{profile}}}");
}
