using System.Text.Json.Nodes;
using FactorSeq.Web.Console.Policies;

namespace FactorSeq.Web.Tests.Console;

/// <summary>The rule editor's form, its preview, and what it says at which field.</summary>
public sealed class RuleEditorTests : IAsyncLifetime
{
    private ConsoleWorld world = null!;

    public async Task InitializeAsync() => world = await ConsoleWorld.Start();

    public async Task DisposeAsync() => await world.DisposeAsync();

    public static TheoryData<string> Actions =>
    [
        """{"access":"DENY","requireFactor":false,"rememberDeviceByDefault":false}""",
        """{"access":"ALLOW","requireFactor":false,"rememberDeviceByDefault":false}""",
        """{"access":"ALLOW","requireFactor":true,"factorPromptMode":"ALWAYS","rememberDeviceByDefault":false}""",
        """{"access":"ALLOW","requireFactor":true,"factorPromptMode":"DEVICE","rememberDeviceByDefault":true}""",
        """{"access":"ALLOW","requireFactor":true,"factorPromptMode":"SESSION","factorLifetime":20,"rememberDeviceByDefault":false}""",
        """
        {"access":"CHALLENGE","requireFactor":false,"rememberDeviceByDefault":false,"challenge":{"chain":[
          {"criteria":[{"provider":"OKTA","factorType":"push"}]},
          {"criteria":[{"provider":"OKTA","factorType":"password"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"token:software:totp"},{"provider":"OKTA","factorType":"sms"}]}]}]}}
        """,
    ];

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task What_the_form_was_filled_with_is_what_it_sends(string action)
    {
        var admin = world.Circuit(await world.SignIn(ConsoleWorld.Root));
        var policy = (string)(await admin.Get("/api/v1/policies?type=OKTA_SIGN_ON")).Items[0]!["id"]!;
        var signon = JsonNode.Parse(action)!.AsObject();
        signon["session"] = new JsonObject { ["usePersistentCookie"] = true, ["maxSessionIdleMinutes"] = 30, ["maxSessionLifetimeMinutes"] = 600 };
        var ben = (string)(await admin.Get($"/api/v1/users/{ConsoleWorld.Ben}")).Object["id"]!;
        var zone = (string)(await admin.Get("/api/v1/zones")).Items[0]!["id"]!;
        var made = await admin.Post($"/api/v1/policies/{policy}/rules", new JsonObject
        {
            ["type"] = "SIGN_ON",
            ["name"] = "By hand",
            ["conditions"] = JsonNode.Parse(
                $$$"""{"people":{"users":{"exclude":["{{{ben}}}"]}},"network":{"connection":"ZONE","exclude":["{{{zone}}}"]},"authContext":{"authType":"RADIUS"},"risk":{"behaviors":[]}}"""),
            ["actions"] = new JsonObject { ["signon"] = signon },
        });
        Assert.True(made.Ok, string.Join(" ", made.Faults));

        var sent = RuleDraft.Of(made.Object).ToJson();
        Assert.True(JsonNode.DeepEquals(made.Object["actions"], sent["actions"]), $"{made.Object["actions"]} {sent["actions"]}");
        Assert.True(JsonNode.DeepEquals(made.Object["conditions"], sent["conditions"]), $"{made.Object["conditions"]} {sent["conditions"]}");
        Assert.Equal((int)made.Object["priority"]!, (int)sent["priority"]!);
        Assert.True((await admin.Put($"/api/v1/policies/{policy}/rules/{made.Object["id"]}", sent)).Ok);
    }

    [Fact]
    public async Task The_preview_says_who_gets_in_and_how_and_writes_nothing()
    {
        var (preview, policy) = await Editor();
        var tried = await preview.Of(policy, null, Sequence("push/OKTA"), null);

        Assert.Empty(tried!.Faults);
        var ana = Assert.Single(tried.People, person => (string?)person["user"] == "ana@demo.test");
        Assert.Equal("By hand", (string?)ana["decision"]!["rule"]);
        Assert.Equal("push", (string?)ana["chains"]![0]!["text"]);
        Assert.Equal("Offered: push", (string?)ana["reason"]);
        var ben = Assert.Single(tried.People, person => (string?)person["user"] == ConsoleWorld.Ben);
        Assert.Equal("E0000004", (string?)ben["answer"]!["errorCode"]);
        Assert.DoesNotContain(world.Org.Org.Current.Configuration.SignOn.SelectMany(p => p.Rules), rule => rule.Name == "By hand");
    }

    [Fact]
    public async Task It_takes_people_from_wherever_they_are_said_to_come()
    {
        var (preview, policy) = await Editor();
        var body = Sequence("push/OKTA");
        var admin = world.Circuit(await world.SignIn(ConsoleWorld.Root));
        var zone = await admin.Post("/api/v1/zones", JsonNode.Parse("""{"type":"IP","name":"Office","gateways":[{"type":"CIDR","value":"10.0.0.0/8"}]}""")!);
        Assert.True(zone.Ok, string.Join(" ", zone.Faults));
        body["conditions"] = new JsonObject { ["network"] = new JsonObject { ["connection"] = "ZONE", ["include"] = new JsonArray((string)zone.Object["id"]!) } };
        foreach (var (address, rule) in new[] { ("10.1.2.3", "By hand"), ("192.0.2.1", "The rule") })
        {
            var tried = await preview.Of(policy, null, (JsonObject)body.DeepClone(), System.Net.IPAddress.Parse(address));
            Assert.Empty(tried!.Faults);
            Assert.Equal(rule, (string?)tried.People.Single(person => (string?)person["user"] == "ana@demo.test")["decision"]!["rule"]);
        }
    }

    [Fact]
    public async Task What_is_wrong_is_told_at_the_chain_that_it_is_about()
    {
        var (preview, policy) = await Editor();
        var tried = await preview.Of(policy, null, Sequence("push/OKTA", "push/OKTA"), null);
        Assert.Equal(["actions.signon.challenge.chain[1]: the chain \"push\" is in this rule twice"], tried!.Faults);
        Assert.Empty(tried.People);
    }

    [Fact]
    public async Task A_chain_that_nobody_has_to_enroll_is_warned_of()
    {
        var (preview, policy) = await Editor();
        var tried = await preview.Of(policy, null, Sequence("push/OKTA"), null);
        Assert.Contains(tried!.Warnings, warning => warning.StartsWith("No chain whose factors the enrollment policy", StringComparison.Ordinal));
        Assert.Contains("Factor Sequence selected: locked directory users get Factor Service Error", tried.Warnings);
    }

    [Fact]
    public async Task Without_the_feature_a_sequence_is_refused_in_Oktas_words()
    {
        await using var off = await ConsoleWorld.Start(features: "");
        var admin = off.Circuit(await off.SignIn(ConsoleWorld.Root));
        var policy = (string)(await admin.Get("/api/v1/policies?type=OKTA_SIGN_ON")).Items[0]!["id"]!;
        var tried = await new Preview(admin).Of(policy, null, Sequence("push/OKTA"), null);
        Assert.Equal(
            ["actions.signon.access: You cannot set access challenge for sign-on policy when the feature: PASSWORDLESS_AUTHN_SIGNON_POLICY is not enabled"],
            tried!.Faults);
    }

    [Theory]
    [InlineData("sms", "", "SMS Only", "Moderate")]
    [InlineData("push", "", "Okta Verify Push Only", "Strong")]
    [InlineData("question", "", "Security Question Only", "Weak")]
    [InlineData("password", "push", "Password and Okta Verify Push", "Very strong")]
    [InlineData("sms", "call", "SMS and Voice Call", "Moderate")]
    [InlineData("password", "push question", "Password and Okta Verify Push or Security Question", "Weak")]
    public void A_chain_is_as_strong_as_its_weakest_way_through(string first, string second, string what, string grade) =>
        Assert.Equal((what, grade), SecurityStrength.Of(first, second.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    private async Task<(Preview Preview, string Policy)> Editor()
    {
        var admin = world.Circuit(await world.SignIn(ConsoleWorld.Root));
        var policy = await admin.Post("/api/v1/policies", new JsonObject { ["type"] = "OKTA_SIGN_ON", ["name"] = "First", ["priority"] = 1 });
        return (new Preview(admin), (string)policy.Object["id"]!);
    }

    private static JsonObject Sequence(params string[] firsts)
    {
        var draft = new RuleDraft { Name = "By hand", Method = Method.Sequence };
        draft.Chains.AddRange(firsts.Select(first => new ChainDraft { First = first }));
        return draft.ToJson();
    }
}
