using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Names have an end.</summary>
public sealed class NameLengthTests
{
    [Fact]
    public async Task Names_of_policies_rules_zones_and_origins_have_255_characters_at_most()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        var policy = (await org.Do("/api/v1/policies", new { type = "OKTA_SIGN_ON", name = new string('p', 255) })).Expect(200).Text("id");
        foreach (var name in new[] { new string('x', 256), new string('x', 60_000) })
        {
            (string Path, object Body)[] calls =
            [
                ("/api/v1/policies", new { type = "OKTA_SIGN_ON", name }),
                ("/api/v1/policies", new { type = "PASSWORD", name }),
                ($"/api/v1/policies/{policy}/rules", new { type = "SIGN_ON", name, actions = new { signon = new { access = "ALLOW", requireFactor = false } } }),
                ("/api/v1/zones", new { type = "IP", name, gateways = new[] { new { type = "CIDR", value = "10.0.0.0/8" } } }),
                ("/api/v1/trustedOrigins", new { name, origin = "https://long.test", scopes = new[] { new { type = "CORS" } } }),
            ];
            foreach (var (path, body) in calls)
            {
                Assert.Equal("name: The field cannot exceed 255 characters.", (await org.Do(path, body)).Expect(400, "E0000001").Cause);
            }
        }
    }
}
