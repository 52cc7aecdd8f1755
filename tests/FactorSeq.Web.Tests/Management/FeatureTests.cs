using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Features that administrators switch, and the one that they do not.</summary>
public sealed class FeatureTests : IAsyncLifetime
{
    private const string Features = "/api/v1/features";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await AdminOrg.Start();

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Features_are_listed_and_factor_sequencing_is_not_among_them()
    {
        var all = (await org.Ask(Features)).Expect(200).ApprovedAs("features");
        Assert.DoesNotContain(all.All(feature => feature["name"]), name => name.Contains("PASSWORDLESS", StringComparison.Ordinal));
        foreach (var id in new[] { "PASSWORDLESS_AUTHN_SIGNON_POLICY", (await org.Get("/emulator/factor-sequencing")).Text("featureId")! })
        {
            (await org.Ask($"{Features}/{id}")).Expect(404, "E0000007");
            (await org.Do($"{Features}/{id}/disable?mode=force")).Expect(403, "E0000006");
            (await org.Do($"{Features}/{id}/ENABLE")).Expect(403, "E0000006");
        }
    }

    [Theory]
    [InlineData("enable", "disable")]
    [InlineData("ENABLE", "DISABLE")]
    [InlineData("Enable", "DISABLE?mode=force")]
    public async Task A_feature_is_switched_whatever_the_case_of_the_verb(string enable, string disable)
    {
        var at = await Feature("Self-Service Registration");
        (await org.Get("/api/v1/registration/form")).Expect(403);
        var on = (await org.Do($"{at}/{enable}")).Expect(200);
        Assert.Equal(("ENABLED", true), (on.Text("status"), on.Json!["_links"]!["disable"] is not null));
        Assert.Equal(on.Body, (await org.Ask(at)).Expect(200).Body);
        (await org.Get("/api/v1/registration/form")).Expect(200);
        Assert.Equal("DISABLED", (await org.Do($"{at}/{disable}")).Expect(200).Text("status"));
        Assert.Equal(["system.feature.enable", "system.feature.disable"], await org.Events("system.feature"));
    }

    [Theory]
    [InlineData("User Enumeration Prevention", "userEnumerationPrevention", "true")]
    [InlineData("Number Challenge with Okta Verify Push", "numberChallenge", "always")]
    public async Task Some_features_are_settings_of_the_org(string feature, string setting, string value)
    {
        (await org.Do($"{await Feature(feature)}/enable")).Expect(200);
        Assert.Equal(value, (await org.Get("/emulator/settings")).Json![setting]!.ToString());
    }

    [Fact]
    public async Task A_feature_needs_another_and_by_force_both_are_switched()
    {
        var needed = await Feature("Front-channel Single Logout");
        var needing = await Feature("Front-channel Single Logout for IdPs");
        Assert.Equal(["Front-channel Single Logout"], (await org.Ask($"{needing}/dependencies")).All(f => f["name"]));
        Assert.Equal(["Front-channel Single Logout for IdPs"], (await org.Ask($"{needed}/dependents")).All(f => f["name"]));
        Assert.Empty((await org.Ask($"{needed}/dependencies")).All(f => f["name"]));
        Assert.Empty((await org.Ask($"{needing}/dependents")).All(f => f["name"]));
        (await org.Do($"{needing}/enable")).Expect(400, "E0000141").ApprovedAs("feature_conflict");
        Assert.Equal("ENABLED", (await org.Do($"{needing}/enable?mode=force")).Expect(200).Text("status"));
        Assert.Equal("ENABLED", (await org.Ask(needed)).Text("status"));
        Assert.Equal("DEPENDENT_NOT_DISABLED", (string?)(await org.Do($"{needed}/disable")).Expect(400, "E0000141").Json!["errorCauses"]![0]!["reason"]);
        (await org.Do($"{needed}/disable?mode=FORCE")).Expect(200);
        Assert.Equal("DISABLED", (await org.Ask(needing)).Text("status"));
    }

    [Fact]
    public async Task What_is_no_feature_or_no_verb_is_not_found_and_who_may_not_is_refused()
    {
        var at = await Feature("Active Directory DirSync");
        (await org.Do($"{at}/explode")).Expect(404, "E0000007");
        foreach (var path in new[] { "ftrnone", "ftrnone/dependents", "ftrnone/dependencies" })
        {
            (await org.Ask($"{Features}/{path}")).Expect(404, "E0000007");
        }

        (await org.Do($"{Features}/ftrnone/enable")).Expect(404, "E0000007");
        await org.Refuses($"GET {Features}, GET {at}, GET {at}/dependents, POST {at}/enable", "read", "ana");
        (await org.Do($"{at}/enable")).Expect(200);
        await org.EditSeed(ManagementOrg.Seed + "\n# edited\n");
        Assert.Equal("ENABLED", (await org.Ask(at)).Text("status"));
    }

    private async Task<string> Feature(string name) =>
        $"{Features}/{(await org.Ask(Features)).Expect(200).Json!.AsArray().Single(feature => (string)feature!["name"]! == name)!["id"]}";
}
