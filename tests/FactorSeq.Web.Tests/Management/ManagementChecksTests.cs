using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Directories;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Policies;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>The ten things that clients of Okta's API trip over first, by their numbers.</summary>
public sealed class ManagementChecksTests
{
    [Fact]
    public async Task Check_01_Terraform_applies_a_sequence_plans_nothing_updates_and_destroys()
    {
        await using var admin = await Administration.Start();
        Assert.Equal("Everyone", (string)(await admin.Get("/api/v1/groups?q=Everyone")).Expect(200).Json![0]!["profile"]!["name"]!);
        foreach (var factor in new[] { "okta_sms", "okta_email", "hotp" })
        {
            var found = (await admin.Get($"/api/v1/org/factors/{factor}")).Expect(200);
            (await admin.Post($"/api/v1/org/factors/{factor}/lifecycle/activate")).Expect(200);
            Assert.Equal("ACTIVE", (await admin.Get($"/api/v1/org/factors/{found.Text("id")}")).Expect(200).State);
        }

        var behavior = (string)(await admin.Get("/api/v1/behaviors?q=New+City")).Expect(200).Json![0]!["id"]!;
        var policy = await admin.Made("/api/v1/policies", new
        {
            type = "OKTA_SIGN_ON", name = "tf", status = "ACTIVE", description = "Sign-on",
            conditions = new { people = new { groups = new { include = new[] { admin.Everyone } } } },
        });
        var configured = new TerraformRule(
            "tf", behavior, ("OKTA/password", ["OKTA/push", "CUSTOM/token:hotp", "OKTA/token:software:totp"]), ("CUSTOM/token:hotp", []));

        // Apply, and the plan after it: nothing to do.
        var rule = $"{policy}/rules/{(await admin.Post($"{policy}/rules", configured.Request())).Expect(200).Text("id")}";
        var read = await Plan(admin, policy, rule, configured);

        // Update: replaced, and always told its status once more.
        var changed = configured with { SessionIdle = 60, Priority = (int)read["priority"]!, Sequences = [("OKTA/push", [])] };
        Assert.NotEqual(changed.Attributes(), TerraformRule.Read(read));
        Assert.Equal(changed.Priority, (int)(await admin.Put(rule, changed.Request())).Expect(200).Json!["priority"]!);
        (await admin.Post($"{rule}/lifecycle/activate")).Expect(204);
        await Plan(admin, policy, rule, changed);

        var off = changed with { Status = "INACTIVE" };
        (await admin.Put(rule, off.Request())).Expect(200);
        (await admin.Post($"{rule}/lifecycle/deactivate")).Expect(204);
        await Plan(admin, policy, rule, off);

        // Destroy: looked at first, and what was built in would stay.
        (await admin.Get(policy)).Expect(200);
        Assert.False((bool)(await admin.Get(rule)).Expect(200).Json!["system"]!);
        (await admin.Delete(rule)).Expect(204);
        (await admin.Get(rule)).Expect(404, "E0000007");
        (await admin.Delete(policy)).Expect(204);
    }

    [Fact]
    public async Task Check_02_The_same_with_the_feature_off_is_refused_word_for_word()
    {
        await using var admin = await Administration.Start(Administration.Seed(features: ""));
        var behavior = (string)(await admin.Get("/api/v1/behaviors?q=New+City")).Expect(200).Json![0]!["id"]!;
        var refused = await admin.Post(
            $"{await admin.Policy("Everybody")}/rules", new TerraformRule("tf", behavior, ("OKTA/push", [])).Request());
        Assert.Equal(
            "actions.signon.access: You cannot set access challenge for sign-on policy when the feature: PASSWORDLESS_AUTHN_SIGNON_POLICY is not enabled",
            refused.Expect(400, "E0000001").Cause);
    }

    [Fact]
    public async Task Check_03_A_status_in_the_body_leaves_a_policy_active()
    {
        await using var admin = await Administration.Start();
        var policy = await admin.Made("/api/v1/policies", admin.PolicyBody("P"));
        Assert.Equal("ACTIVE", (await admin.Put(policy, new { type = "OKTA_SIGN_ON", name = "P", status = "INACTIVE" })).Expect(200).State);
        Assert.Equal("ACTIVE", (await admin.Get(policy)).Expect(200).State);
        (await admin.Post($"{policy}/lifecycle/deactivate")).Expect(204);
        Assert.Equal("INACTIVE", (await admin.Get(policy)).Expect(200).State);
    }

    [Fact]
    public async Task Check_04_An_enrollment_policy_is_filled_in_merged_and_keeps_the_factors_it_requires_on()
    {
        await using var admin = await Administration.Start();
        (await admin.Post("/api/v1/org/factors/duo/lifecycle/deactivate")).Expect(200);
        var made = (await admin.Post("/api/v1/policies", Enrollment("""{"okta_push":{"enroll":{"self":"REQUIRED"}},"okta_otp":{"enroll":{"self":"REQUIRED"}}}"""))).Expect(200);
        Assert.Null(made.Json!["settings"]!["type"]);
        Assert.Null(Factor(made, "duo"));
        Assert.Equal(("REQUIRED", "NONE"), (Self(made, "okta_push"), (string)Factor(made, "okta_push")!["consent"]!["type"]!));
        Assert.Equal(("NOT_ALLOWED", "OPTIONAL"), (Self(made, "okta_sms"), Self(made, "okta_password")));

        var merged = (await admin.Put($"/api/v1/policies/{made.Text("id")}", Enrollment("""{"okta_sms":{"enroll":{"self":"REQUIRED"}}}"""))).Expect(200);
        Assert.Equal(("REQUIRED", "REQUIRED", "REQUIRED"), (Self(merged, "okta_sms"), Self(merged, "okta_push"), Self(merged, "okta_otp")));
        Assert.Equal("Bad request.", (await admin.Post("/api/v1/org/factors/okta_sms/lifecycle/deactivate")).Expect(400, "E0000020").Text("errorSummary"));
    }

    [Fact]
    public async Task Check_05_Pages_are_linked_by_two_header_lines_as_the_Go_client_reads_them_and_the_log_goes_on_for_ever()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        var logins = new List<string>();
        var pages = 0;
        for (string? path = "/api/v1/users?limit=2&search=profile.lastName%20pr"; path is not null; pages++)
        {
            var (page, links) = await Lines(org, path);
            logins.AddRange(page.AsArray().Select(user => (string)user!["profile"]!["login"]!));
            Assert.Single(links, link => link.EndsWith("; rel=\"self\"", StringComparison.Ordinal));
            path = GoNext(path, links);
        }

        Assert.InRange(pages, 3, 10);
        Assert.Equal((await org.Ask("/api/v1/users")).Logins().Order(), logins.Order());

        var next = "/api/v1/logs?limit=1";
        var last = 0;
        for (var polls = 0; polls < 40; polls++)
        {
            var (page, links) = await Lines(org, next);
            last = page.AsArray().Count;
            next = GoNext(next, links)!;
            Assert.NotNull(next);
        }

        Assert.Equal(0, last);
    }

    [Fact]
    public async Task Check_06_A_refusal_for_too_many_requests_has_one_date_and_one_reset()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        await org.Set(new { rateLimits = new { users = 1 } });
        (await org.Ask("/api/v1/users")).Expect(200);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/users") { Headers = { { "Authorization", ManagementOrg.Admin.Item2 } } };
        using var refused = await org.Http.SendAsync(request);
        Assert.Equal(429, (int)refused.StatusCode);
        var reset = Assert.Single(refused.Headers.NonValidated["X-Rate-Limit-Reset"]);
        var date = DateTimeOffset.ParseExact(
            Assert.Single(refused.Headers.NonValidated["Date"]), "ddd, dd MMM yyyy HH:mm:ss 'GMT'", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
        Assert.InRange(long.Parse(reset, System.Globalization.CultureInfo.InvariantCulture) - date.ToUnixTimeSeconds() + 1, 0, 61);
        Assert.Equal("0", Assert.Single(refused.Headers.NonValidated["X-Rate-Limit-Remaining"]));
        Assert.Equal("1", Assert.Single(refused.Headers.NonValidated["X-Rate-Limit-Limit"]));
    }

    [Fact]
    public async Task Check_07_A_chain_without_a_password_says_so_in_amr_and_a_name_alone_tells_nothing()
    {
        await using var org = await OrgHost.Start(RelyingParty.Seed);
        var named = (await org.Identify("ana@demo.test")).Expect("UNAUTHENTICATED");
        Assert.All(["Ana", "Ruiz", "4155550100", "mushrooms"], told => Assert.DoesNotContain(told, Told(named), StringComparison.OrdinalIgnoreCase));
        Assert.All(named.Offered.Where(factor => (string)factor!["factorType"]! is "push"), push => Assert.Empty(push!["profile"]!.AsObject()));
        Assert.Null(named.Json!["_embedded"]!["user"]);

        var web = RelyingParty.Web(org);
        web.Sid = (await org.OpenSession(await SmsThenQuestion(org))).Expect(200).Text("id");
        Assert.Equal(["sms", "kba", "mfa", "mca"], (await web.Tokens()).Claims("id_token").List("amr").OrderBy(method => Array.IndexOf(["sms", "kba", "mfa", "mca"], method)));
    }

    [Fact]
    public async Task Check_08_Who_is_disabled_in_the_directory_signs_in_without_a_password_until_an_import_and_who_has_expired_goes_on()
    {
        await using var org = await CorpOrg.Start(["push"]);
        await org.InDirectory(CorpOrg.Ad1, new { disabled = true });
        (await org.ByPush(CorpOrg.Ad1)).Expect("SUCCESS");
        await org.Import();
        (await org.Identify(CorpOrg.Ad1)).Expect(401, "E0000004");

        const string Expired = "ad2@corp.test";
        await org.InDirectory(Expired, new { accountExpires = "2020-01-01T00:00:00Z" });
        await org.Import("full");
        Assert.Equal("ACTIVE", await org.StatusOf(Expired));
    }

    [Fact]
    public async Task Check_09_Five_wrong_codes_lock_and_only_who_is_locked_is_unlocked()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        const string Ana = "/api/v1/users/ana@demo.test";
        (await org.Do($"{Ana}/lifecycle/unlock")).Expect(403, "E0000032");
        var totp = (await org.Ask($"{Ana}/factors")).Json!.AsArray().Single(f => (string)f!["factorType"]! == "token:software:totp")!["id"];
        for (var i = 0; i < 5; i++)
        {
            (await org.Do($"{Ana}/factors/{totp}/verify", new { passCode = "000000" })).Expect(403);
        }

        Assert.Equal("LOCKED_OUT", (await org.Ask(Ana)).Expect(200).State);
        (await org.Do($"{Ana}/lifecycle/unlock")).Expect(200);
        Assert.Equal("ACTIVE", (await org.Ask(Ana)).Expect(200).State);
        (await org.Do($"{Ana}/lifecycle/unlock")).Expect(403, "E0000032");
    }

    [Fact]
    public async Task Check_10_The_verb_of_a_feature_may_be_written_in_capitals_and_what_it_switches_is_on()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        const string Features = "/api/v1/features";
        var prevention = (await org.Ask(Features)).Expect(200).Json!.AsArray().Single(feature => (string)feature!["name"]! == "User Enumeration Prevention")!;
        var at = $"{Features}/{prevention["id"]}";
        Assert.Equal("DISABLED", (string)prevention["status"]!);
        (await org.Identify("nobody@demo.test")).Expect(401, "E0000004");

        Assert.Equal("ENABLED", (await org.Do($"{at}/ENABLE")).Expect(200).Text("status"));
        (await org.Identify("nobody@demo.test")).Expect("UNAUTHENTICATED");
        Assert.Equal("ENABLED", (await org.Ask(at)).Text("status"));

        Assert.Equal("DISABLED", (await org.Do($"{at}/DISABLE?mode=force")).Expect(200).Text("status"));
        (await org.Identify("nobody@demo.test")).Expect(401, "E0000004");
        (await org.Do($"{at}/BOIL")).Expect(404);
        (await org.Do($"{Features}/PASSWORDLESS_AUTHN_SIGNON_POLICY/ENABLE")).Expect(403, "E0000006");
    }

    // What the provider reads after each step: the policy, then the rule; nothing is left to change.
    private static async Task<JsonNode> Plan(Administration admin, string policy, string rule, TerraformRule configured)
    {
        (await admin.Get(policy)).Expect(200);
        var read = (await admin.Get(rule)).Expect(200).Json!;
        Assert.Equal(configured.Attributes(), TerraformRule.Read(read));
        return read;
    }

    private static string Enrollment(string factors) => $$$"""{"type":"MFA_ENROLL","name":"P","settings":{"type":"FACTORS","factors":{{{factors}}}}}""";

    private static JsonNode? Factor(Reply policy, string key) => policy.Json!["settings"]!["factors"]![key];

    private static string Self(Reply policy, string key) => (string)Factor(policy, key)!["enroll"]!["self"]!;

    private static async Task<(JsonNode Page, string[] Links)> Lines(OrgHost org, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Authorization", ManagementOrg.Admin.Item2 } } };
        using var answer = await org.Http.SendAsync(request);
        Assert.Equal(200, (int)answer.StatusCode);
        return (JsonNode.Parse(await answer.Content.ReadAsStringAsync())!, [.. answer.Headers.NonValidated["Link"]]);
    }

    // Each line is one link; its query is laid over the query of the request (okta-sdk-golang, requestExecutor, newResponse).
    private static string? GoNext(string path, string[] lines)
    {
        foreach (var line in lines.Where(line => line.Contains("rel=\"next\"", StringComparison.Ordinal)))
        {
            var parts = line.Split(';');
            Assert.Equal(2, parts.Length);
            var link = new Uri(parts[0].TrimStart('<').TrimEnd('>'));
            var query = System.Web.HttpUtility.ParseQueryString(path.Split('?')[1]);
            var given = System.Web.HttpUtility.ParseQueryString(link.Query);
            foreach (var name in given.AllKeys)
            {
                query[name] = given[name];
            }

            return $"{link.AbsolutePath}?{query}";
        }

        return null;
    }

    // All that the answer says but for addresses, ids and what everybody's answer says.
    private static string Told(Reply named) =>
        string.Join(' ', named.Offered.Select(factor => $"{factor!["profile"]} {factor["vendorName"]}")) + named.Json!["_embedded"]!["policy"];

    private static async Task<Reply> SmsThenQuestion(OrgHost org)
    {
        var named = await org.Identify("ana@demo.test");
        (await org.Verify(named, "sms")).Expect(200);
        var second = (await org.Verify(named, "sms", passCode: await org.LatestCode("ana@demo.test", "sms"))).Expect("MFA_REQUIRED");
        return (await org.Verify(second, "question", answer: "mushrooms")).Expect("SUCCESS");
    }
}
