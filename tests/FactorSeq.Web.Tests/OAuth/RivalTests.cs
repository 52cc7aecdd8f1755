using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Who is overtaken between reading and writing decides again.</summary>
public sealed class RivalTests
{
    [Fact]
    public async Task A_code_that_is_spent_twice_at_once_was_stolen_too()
    {
        await using var org = await OrgHost.Start(RelyingParty.Seed, services: BrokenDocuments.Put);
        var web = await RelyingParty.Web(org).SignedIn();
        var code = await web.Code(("scope", "openid offline_access"));
        Reply? faster = null;
        Store(org).Overtaken = (write => write is Write.Put { Kind: "authorizationCode" }, async () => faster = await web.Exchange(code));

        (await web.Exchange(code)).ExpectRefusal(400, "invalid_grant");

        Assert.Equal(401, (await web.UserInfo(faster!.Expect(200).Text("access_token"))).Status);
        (await web.Refresh(faster!.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");
    }

    private static BrokenDocuments Store(OrgHost org) => org.Services.GetRequiredService<BrokenDocuments>();
}
