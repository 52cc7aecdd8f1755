using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Policies;

/// <summary>Policies of the type PASSWORD.</summary>
public sealed class PasswordPolicyTests : IAsyncLifetime
{
    private const string Settings = """
        {"password":{
          "complexity":{"minLength":12,"minLowerCase":0,"minUpperCase":0,"minNumber":2,"minSymbol":1,"excludeUsername":false,
                        "dictionary":{"common":{"exclude":true}},"excludeAttributes":["firstName"]},
          "age":{"maxAgeDays":90,"expireWarnDays":5,"minAgeMinutes":10,"historyCount":4},
          "lockout":{"maxAttempts":2,"autoUnlockMinutes":30,"userLockoutNotificationChannels":["EMAIL"],"showLockoutFailures":true}},
         "recovery":{"factors":{
          "recovery_question":{"status":"INACTIVE","properties":{"complexity":{"minLength":6}}},
          "okta_email":{"status":"ACTIVE","properties":{"recoveryToken":{"tokenLifetimeMinutes":15}}},
          "okta_sms":{"status":"ACTIVE"},"okta_call":{"status":"INACTIVE"}}},
         "delegation":{"options":{"skipUnlock":true}}}
        """;

    private Administration admin = null!;

    public async Task InitializeAsync() => admin = await Administration.Start(Administration.Seed(features: ""));

    public async Task DisposeAsync() => await admin.DisposeAsync();

    [Fact]
    public async Task All_of_it_comes_back()
    {
        var made = await admin.Post("/api/v1/policies", Body("P", Settings));
        Approve.Json("policy_password", made);
        var wanted = JsonNode.Parse(Settings)!;
        Assert.True(JsonNode.DeepEquals(wanted, made.Json!["settings"]), made.Body);
        Assert.Equal(made.Json!["settings"]!.ToJsonString(), (await admin.Put($"/api/v1/policies/{made.Text("id")}", made.Body)).Expect(200).Json!["settings"]!.ToJsonString());
    }

    [Fact]
    public async Task What_is_not_given_is_Oktas_default() =>
        Approve.Json("policy_password_defaults", await admin.Post("/api/v1/policies", """{"type":"PASSWORD","name":"P"}"""));

    [Fact]
    public async Task Rules_say_what_users_may_do()
    {
        var policy = await admin.Made("/api/v1/policies", Body("P", Settings));
        var rule = await admin.Post(
            $"{policy}/rules",
            """{"type":"PASSWORD","name":"R","conditions":{"network":{"connection":"ANYWHERE"},"people":{"users":{"exclude":[]}}},"actions":{"passwordChange":{"access":"ALLOW"},"selfServicePasswordReset":{"access":"DENY"},"selfServiceUnlock":{"access":"ALLOW"}}}""");
        Approve.Json("policy_rule_password", rule);
        var defaults = (await admin.Post($"{policy}/rules", """{"name":"S","actions":{}}""")).Expect(200).Json!["actions"]!;
        Assert.Equal(("ALLOW", "ALLOW", "DENY"), (Access(defaults, "passwordChange"), Access(defaults, "selfServicePasswordReset"), Access(defaults, "selfServiceUnlock")));
        var changed = (await admin.Put(policy, Body("P", "{}"))).Expect(200);
        Assert.Equal(10, (int)changed.Json!["settings"]!["password"]!["lockout"]!["maxAttempts"]!);
        var kept = (await admin.Get($"{policy}/rules/{rule.Text("id")}")).Expect(200).Json!["actions"]!;
        Assert.Equal(("DENY", "ALLOW"), (Access(kept, "selfServicePasswordReset"), Access(kept, "selfServiceUnlock")));
    }

    [Fact]
    public async Task It_counts_at_once()
    {
        var policy = await admin.Made("/api/v1/policies", Body("P", Settings));
        await admin.Made($"{policy}/rules", JsonNode.Parse("""{"name":"R","actions":{"passwordChange":{"access":"ALLOW"}}}""")!);
        (await admin.Org.SignIn("ben@demo.test", "wrong")).Expect(401, "E0000004");
        (await admin.Org.SignIn("ben@demo.test", "wrong")).Expect(401, "E0000004");
        (await admin.Org.SignIn("ben@demo.test", "Passw0rd-ben")).Expect("LOCKED_OUT");
    }

    [Theory]
    [InlineData("\"x\"", "settings: an object is needed here")]
    [InlineData("""{"password":5}""", "settings.password: an object is needed here")]
    [InlineData("""{"recovery":{"factors":[1]}}""", "settings.recovery.factors: an object is needed here")]
    [InlineData("""{"password":{"complexity":{"minLength":0}}}""", "settings.password.complexity.minLength: \"0\" is not a number from 1 to 72")]
    [InlineData("""{"password":{"lockout":{"maxAttempts":-1}}}""", "settings.password.lockout.maxAttempts: \"-1\" is not a number from 0 to 1000")]
    [InlineData("""{"password":{"lockout":{"userLockoutNotificationChannels":["PIGEON"]}}}""", "settings.password.lockout.userLockoutNotificationChannels[0]: \"PIGEON\" is not a value of userLockoutNotificationChannels")]
    [InlineData("""{"password":{"complexity":{"excludeAttributes":["shoeSize"]}}}""", "settings.password.complexity.excludeAttributes[0]: \"shoeSize\" is not a value of excludeAttributes")]
    [InlineData("""{"recovery":{"factors":{"okta_sms":{"status":"MAYBE"}}}}""", "settings.recovery.factors.okta_sms.status: \"MAYBE\" is not a value of status")]
    [InlineData("""{"recovery":{"factors":{"recovery_question":{"properties":{"complexity":{"minLength":0}}}}}}""", "settings.recovery.factors.recovery_question.properties.complexity.minLength: \"0\" is not a number from 1 to 100")]
    [InlineData("""{"delegation":{"options":{"skipUnlock":"perhaps"}}}""", "settings.delegation.options.skipUnlock: \"perhaps\" is neither true nor false")]
    public async Task Settings_that_are_none_are_refused(string settings, string cause) =>
        Assert.Equal(cause, (await admin.Post("/api/v1/policies", Body("P", settings))).Expect(400, "E0000001").Cause);

    [Fact]
    public async Task Providers_and_accesses_are_those_that_there_are()
    {
        var provider = await admin.Post("/api/v1/policies", """{"type":"PASSWORD","name":"P","conditions":{"authProvider":{"provider":"PIGEON"}}}""");
        Assert.Equal("conditions.authProvider.provider: \"PIGEON\" is not a value of provider", provider.Expect(400, "E0000001").Cause);
        var policy = await admin.Made("/api/v1/policies", JsonNode.Parse("""{"type":"PASSWORD","name":"P","conditions":{"authProvider":{"provider":"LDAP"}}}""")!);
        Assert.Equal("LDAP", (string)(await admin.Get(policy)).Json!["conditions"]!["authProvider"]!["provider"]!);
        var access = await admin.Post($"{policy}/rules", """{"name":"R","actions":{"passwordChange":{"access":"MAYBE"}}}""");
        Assert.Equal("actions.passwordChange.access: \"MAYBE\" is not a value of passwordChange", access.Expect(400, "E0000001").Cause);
    }

    [Fact]
    public async Task A_policy_may_be_for_some_directories_and_says_which()
    {
        await using var corp = await OrgHost.Start(Directories.CorpOrg.Seed(null, feature: false));
        var ids = corp.Org.Current.Configuration.Directories.ToDictionary(directory => directory.Name, directory => directory.Id);
        async Task<Reply> Send(HttpMethod method, string path, string provider, string include) => await corp.Send(
            method,
            path,
            OrgHost.Body($$$$$"""{"type":"PASSWORD","name":"P","conditions":{"authProvider":{"provider":"{{{{{provider}}}}}","include":{{{{{include}}}}}}},"settings":{"password":{"lockout":{"maxAttempts":1}}}}"""),
            Administration.Token);
        var policy = (await Send(HttpMethod.Post, "/api/v1/policies", "ACTIVE_DIRECTORY", $"[\"{ids["corp-ad"]}\"]")).Expect(200);
        var at = $"/api/v1/policies/{policy.Text("id")}";
        Assert.Equal($$"""{"provider":"ACTIVE_DIRECTORY","include":["{{ids["corp-ad"]}}"]}""", policy.Json!["conditions"]!["authProvider"]!.ToJsonString());
        (await corp.Post($"{at}/rules", new { name = "R", actions = new { passwordChange = new { access = "ALLOW" } } }, Administration.Token)).Expect(200);
        Assert.Equal(1, Attempts(corp, Directories.CorpOrg.Ad1));

        (await Send(HttpMethod.Put, at, "ACTIVE_DIRECTORY", $"[\"{ids["corp-ldap"]}\"]")).Expect(200);
        Assert.NotEqual(1, Attempts(corp, Directories.CorpOrg.Ad1));
        (await Send(HttpMethod.Put, at, "ACTIVE_DIRECTORY", "[]")).Expect(200);
        Assert.Equal(1, Attempts(corp, Directories.CorpOrg.Ad1));
        Assert.Equal("conditions.authProvider.include[0]: unknown directory \"0oa1\"", (await Send(HttpMethod.Put, at, "LDAP", "[\"0oa1\"]")).Expect(400, "E0000001").Cause);
        Assert.Equal(
            "conditions.authProvider.include: the field lists directories of the provider",
            (await Send(HttpMethod.Put, at, "OKTA", $"[\"{ids["corp-ad"]}\"]")).Expect(400, "E0000001").Cause);
    }

    private static int Attempts(OrgHost org, string login)
    {
        var account = org.Org.FindAccount(login).AsTask().Result!.Value;
        return FactorSeq.Web.SignOn.FactsLoader.For(org.Org, new FactorSeq.Web.Orgs.Client(null, null, null, "", "", "", ""), login, account).Password.MaxAttempts;
    }

    private static string Access(JsonNode actions, string name) => (string)actions[name]!["access"]!;

    private string Body(string name, string settings) =>
        $$$$"""{"type":"PASSWORD","name":"{{{{name}}}}","conditions":{"people":{"groups":{"include":["{{{{admin.Everyone}}}}"]}}},"settings":{{{{settings}}}}}""";
}
