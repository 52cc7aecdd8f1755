using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Policies;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>
/// The requests of Terraform's Okta provider in their order, member for member as it sends them. What it reads back must be what it wrote:
/// any difference is a plan that is never empty.
/// </summary>
public sealed class TerraformTests : IAsyncLifetime
{
    private Administration admin = null!;

    public async Task InitializeAsync() => admin = await Administration.Start();

    public async Task DisposeAsync() => await admin.DisposeAsync();

    [Fact]
    public async Task The_provider_starts()
    {
        (await admin.Get("/api/v1/users/me")).Expect("ACTIVE");
        Assert.Equal("v1", (await admin.Get("/.well-known/okta-organization")).Expect(200).Text("pipeline"));
        Assert.Equal(["Everyone"], (await admin.Get("/api/v1/groups?q=Everyone")).All(group => group["profile"]!["name"]));
    }

    [Fact]
    public async Task A_sign_on_policy_with_a_sequence()
    {
        var policy = new JsonObject
        {
            ["conditions"] = Groups(admin.Everyone),
            ["description"] = "By sequence",
            ["name"] = "Contractors",
            ["status"] = "ACTIVE",
            ["type"] = "OKTA_SIGN_ON",
        };
        var at = await Applied("/api/v1/policies", policy);
        (await admin.Post($"{at}/lifecycle/activate")).Expect(204);
        (await admin.Get(at)).Expect("ACTIVE");

        var city = (string)(await admin.Get("/api/v1/behaviors?q=New+City")).Expect(200).Json![0]!["id"]!;
        var rule = JsonNode.Parse("""
            {"type":"SIGN_ON","name":"emu-sequence","status":"ACTIVE",
             "conditions":{"authContext":{"authType":"ANY"},"network":{"connection":"ANYWHERE"},"risk":{"behaviors":["CITY"]}},
             "actions":{"signon":{"access":"CHALLENGE","rememberDeviceByDefault":false,"requireFactor":false,
               "session":{"maxSessionIdleMinutes":120,"maxSessionLifetimeMinutes":120,"usePersistentCookie":false},
               "challenge":{"chain":[
                 {"criteria":[{"provider":"OKTA","factorType":"password"}],
                  "next":[{"criteria":[{"provider":"OKTA","factorType":"push"},{"provider":"OKTA","factorType":"token:software:totp"}]}]},
                 {"criteria":[{"provider":"CUSTOM","factorType":"token:hotp"}]}]}}}}
            """.Replace("CITY", city, StringComparison.Ordinal))!.AsObject();
        rule["conditions"]!["identityProvider"] = new JsonObject { ["provider"] = "ANY" };
        var ruleAt = await Applied($"{at}/rules", rule, known: ["conditions.identityProvider"]);
        var read = (await admin.Get(ruleAt)).Expect(200).Json!;

        // Without these it ends in a fault of its own.
        Assert.NotNull(read["conditions"]!["people"]!["users"]);
        Assert.NotNull(read["actions"]!["signon"]!["session"]);

        rule["actions"]!["signon"]!["challenge"]!["chain"]!.AsArray().RemoveAt(1);
        await Changed(ruleAt, rule, known: ["conditions.identityProvider"]);
        (await admin.Post($"{ruleAt}/lifecycle/activate")).Expect(204);
        await Destroyed(ruleAt, "PolicyRule");

        policy["status"] = "INACTIVE";
        Assert.Equal("ACTIVE", (await admin.Put(at, policy)).Expect(200).State);
        (await admin.Post($"{at}/lifecycle/deactivate")).Expect(204);
        (await admin.Get(at)).Expect("INACTIVE");
        await Destroyed(at, "Policy");
    }

    [Fact]
    public async Task An_enrollment_policy()
    {
        (await admin.Get("/api/v1/org/factors/google_otp")).Expect("ACTIVE");
        var policy = JsonNode.Parse("""
            {"conditions":{"people":{"groups":{"include":["EVERYONE"]}}},"description":"Factors","name":"Factors","status":"ACTIVE","type":"MFA_ENROLL",
             "settings":{"factors":{"google_otp":{"enroll":{"self":"REQUIRED"}},"okta_email":{"enroll":{"self":"REQUIRED"}}},"type":"FACTORS"}}
            """.Replace("EVERYONE", admin.Everyone, StringComparison.Ordinal))!.AsObject();
        var at = await Applied("/api/v1/policies", policy, known: ["settings.type"]);
        Assert.All((await admin.Get(at)).Json!["settings"]!["factors"]!.AsObject(), factor =>
        {
            Assert.Equal(["enroll", "consent"], factor.Value!.AsObject().Select(member => member.Key));
        });
        await Applied($"{at}/rules", JsonNode.Parse("""
            {"type":"MFA_ENROLL","name":"Now","status":"ACTIVE","conditions":{"network":{"connection":"ANYWHERE"}},"actions":{"enroll":{"self":"LOGIN"}}}
            """)!.AsObject());
        (await admin.Post("/api/v1/org/factors/google_otp/lifecycle/deactivate")).Expect(400, "E0000020");
        await Destroyed(at, "Policy");
        Assert.Equal("INACTIVE", (await admin.Post("/api/v1/org/factors/google_otp/lifecycle/deactivate")).Expect(200).State);
    }

    [Fact]
    public async Task The_default_enrollment_policy_is_written_with_its_own_priority()
    {
        var found = (await admin.Get("/api/v1/policies?type=MFA_ENROLL")).Expect(200).Json!.AsArray().Single(p => (bool)p!["system"]!)!;
        var changed = JsonNode.Parse("""
            {"conditions":{"people":{"groups":{"include":["EVERYONE"]}}},"description":"DESCRIPTION","name":"Default Policy",
             "priority":99,"status":"ACTIVE","type":"MFA_ENROLL","settings":{"factors":{"okta_password":{"enroll":{"self":"REQUIRED"}}},"type":"FACTORS"}}
            """.Replace("EVERYONE", admin.Everyone, StringComparison.Ordinal).Replace("DESCRIPTION", (string)found["description"]!, StringComparison.Ordinal).Replace("99", found["priority"]!.ToString(), StringComparison.Ordinal))!.AsObject();
        await Changed($"/api/v1/policies/{found["id"]}", changed, known: ["settings.type"]);
    }

    [Fact]
    public async Task A_password_policy_and_its_rule()
    {
        var at = await Applied("/api/v1/policies", JsonNode.Parse("""
            {"type":"PASSWORD","name":"Long","description":"Long ones","status":"ACTIVE","priority":1,
             "conditions":{"people":{"groups":{"include":["EVERYONE"]}},"authProvider":{"provider":"OKTA"}},
             "settings":{"password":{"complexity":{"minLength":12,"minLowerCase":1,"minUpperCase":1,"minNumber":1,"minSymbol":1,"excludeUsername":true,
                 "dictionary":{"common":{"exclude":true}},"excludeAttributes":["firstName"]},
               "age":{"maxAgeDays":60,"expireWarnDays":15,"minAgeMinutes":60,"historyCount":5},
               "lockout":{"maxAttempts":3,"autoUnlockMinutes":2,"userLockoutNotificationChannels":[],"showLockoutFailures":true}},
              "recovery":{"factors":{"recovery_question":{"status":"INACTIVE","properties":{"complexity":{"minLength":10}}},
                "okta_email":{"status":"ACTIVE","properties":{"recoveryToken":{"tokenLifetimeMinutes":20160}}},"okta_sms":{"status":"ACTIVE"},"okta_call":{"status":"INACTIVE"}}},
              "delegation":{"options":{"skipUnlock":true}}}}
            """.Replace("EVERYONE", admin.Everyone, StringComparison.Ordinal))!.AsObject());
        var rule = JsonNode.Parse("""
            {"type":"PASSWORD","name":"All","status":"ACTIVE","conditions":{"network":{"connection":"ANYWHERE"}},
             "actions":{"passwordChange":{"access":"ALLOW"},"selfServicePasswordReset":{"access":"ALLOW"},"selfServiceUnlock":{"access":"DENY"}}}
            """)!.AsObject();
        var ruleAt = await Applied($"{at}/rules", rule);
        rule["actions"]!["selfServiceUnlock"]!["access"] = "ALLOW";
        await Changed(ruleAt, rule);
        await Destroyed(ruleAt, "PolicyRule");
        await Destroyed(at, "Policy");
    }

    [Fact]
    public async Task A_group_and_a_user_in_it()
    {
        var group = JsonNode.Parse("""{"profile":{"name":"Crew","description":"All hands"}}""")!.AsObject();
        var groupAt = await Applied("/api/v1/groups", group);
        group["profile"]!["name"] = "Band";
        await Changed(groupAt, group);

        var user = JsonNode.Parse("""
            {"credentials":{"password":{}},"profile":{"email":"jo@demo.test","firstName":"Jo","lastName":"Smith","login":"jo@demo.test","postalAddress":null}}
            """)!.AsObject();
        var made = (await admin.Post("/api/v1/users?activate=false", user)).Expect("STAGED");
        var at = $"/api/v1/users/{made.Text("id")}";
        Assert.Equal(made.Body, (await admin.Get(at)).Expect(200).Body);
        Assert.Equal(["firstName", "lastName", "mobilePhone", "secondEmail", "login", "email"], made.Json!["profile"]!.AsObject().Select(member => member.Key));
        Assert.Equal("{}", (await admin.Post($"{at}/lifecycle/activate")).Expect(200).Body);
        (await admin.Get(at)).Expect("PROVISIONED");
        (await admin.Put($"{groupAt}/users/{made.Text("id")}", new { })).Expect(204);
        Assert.Equal(["Band", "Everyone"], (await admin.Get($"{at}/groups?limit=200")).All(g => g["profile"]!["name"]).Order(StringComparer.Ordinal));
        Assert.Equal([made.Text("id")!], (await admin.Get($"{groupAt}/users?limit=200")).All(u => u["id"]));

        var full = JsonNode.Parse("""
            {"profile":{"city":"New York","costCenter":"10","countryCode":"US","department":"IT","displayName":"Dr. Jo Smith","division":"Acquisitions",
             "email":"jo@demo.test","employeeNumber":"111111","firstName":"Jo","honorificPrefix":"Dr.","honorificSuffix":"Jr.","lastName":"Smith","locale":"en_US",
             "login":"jo@demo.test","manager":"Jimbo","managerId":"222222","middleName":"John","mobilePhone":"1112223333","nickName":"Johnny","organization":"Testing Inc.",
             "postalAddress":"1234 Testing St.","preferredLanguage":"en-us","primaryPhone":"4445556666","profileUrl":"http://www.example.com/profile",
             "secondEmail":"jo2@demo.test","state":"NY","streetAddress":"5678 Testing Ave.","timezone":"America/New_York","title":"Director","userType":"Employee","zipCode":"11111"}}
            """)!.AsObject();
        await Changed(at, full);
        await Changed(at, new JsonObject { ["profile"] = user["profile"]!.DeepClone() });
        Assert.Null((await admin.Get(at)).Json!["profile"]!["city"]);

        (await admin.Delete(at)).Expect(204);
        (await admin.Get(at)).Expect("DEPROVISIONED");
        await Destroyed(at, "User");
        await Destroyed(groupAt, "UserGroup");
    }

    [Fact]
    public async Task A_zone_and_a_trusted_origin()
    {
        var zone = await Applied("/api/v1/zones", JsonNode.Parse("""
            {"gateways":[{"type":"RANGE","value":"2.3.4.5-2.3.4.15"},{"type":"CIDR","value":"1.2.3.4/24"}],"name":"Home",
             "proxies":[{"type":"CIDR","value":"2.2.3.4/24"},{"type":"RANGE","value":"3.3.4.5-3.3.4.15"}],"status":"ACTIVE","type":"IP","usage":"POLICY"}
            """)!.AsObject());
        await Destroyed(zone, "NetworkZone");

        var origin = JsonNode.Parse("""{"name":"App","origin":"https://app.test","scopes":[{"type":"CORS"}],"status":"ACTIVE"}""")!.AsObject();
        var at = await Applied("/api/v1/trustedOrigins", origin);
        Assert.Equal("INACTIVE", (await admin.Post($"{at}/lifecycle/deactivate")).Expect(200).State);
        origin["origin"] = "https://other.test";
        origin["status"] = "INACTIVE";
        await Changed(at, origin);
        await Destroyed(at, "TrustedOrigin");
    }

    // What is made is answered as it is then read, and holds what was sent.
    private async Task<string> Applied(string list, JsonObject sent, params string[] known)
    {
        var made = (await admin.Post(list, sent)).Expect(200);
        var at = $"{list}/{made.Text("id")}";
        Assert.Equal(made.Body, (await admin.Get(at)).Expect(200).Body);
        NoDifference(sent, made.Json, "", known);
        return at;
    }

    private async Task Changed(string at, JsonObject sent, params string[] known)
    {
        NoDifference(sent, (await admin.Put(at, sent)).Expect(200).Json, "", known);
        NoDifference(sent, (await admin.Get(at)).Expect(200).Json, "", known);
    }

    private async Task Destroyed(string at, string kind)
    {
        (await admin.Delete(at)).Expect(204);
        Assert.Equal($"Not found: Resource not found: {at.Split('/')[^1]} ({kind})", (await admin.Get(at)).Expect(404, "E0000007").Text("errorSummary"));
    }

    // An attribute that is null is one that is not there.
    private static void NoDifference(JsonNode? sent, JsonNode? read, string path, string[] known)
    {
        switch (sent)
        {
            case JsonObject members:
                foreach (var (name, value) in members.Where(member => member.Value is not null && !known.Contains($"{path}{member.Key}")))
                {
                    NoDifference(value, read?[name], $"{path}{name}.", known);
                }

                break;
            case JsonArray items:
                Assert.Equal(items.Count, read?.AsArray().Count);
                for (var i = 0; i < items.Count; i++)
                {
                    NoDifference(items[i], read![i], $"{path}{i}.", known);
                }

                break;
            case { } value when value.GetValueKind() != JsonValueKind.Null:
                Assert.True(JsonNode.DeepEquals(value, read), $"{path} {value} is read back as {read?.ToJsonString() ?? "nothing"}");
                break;
        }
    }

    private static JsonObject Groups(string id) =>
        new() { ["people"] = new JsonObject { ["groups"] = new JsonObject { ["include"] = new JsonArray(id) } } };
}
