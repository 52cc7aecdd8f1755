using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.WellKnown;

public sealed class OktaOrganizationTests
{
    [Fact]
    public async Task An_org_says_that_it_is_a_Classic_one()
    {
        await using var org = await OrgHost.Start();
        var answer = (await org.Get("/.well-known/okta-organization")).Expect(200);
        Assert.Equal("v1", answer.Text("pipeline"));
        Approve.Json("okta_organization", answer);
    }
}
