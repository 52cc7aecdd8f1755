using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using FactorSeq.Web.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Authn;

public sealed class PollTests
{
    [Fact]
    public async Task Whoever_asks_and_hears_nothing_new_writes_nothing()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push"));
        var waiting = (await org.Verify(await org.Identify("ana@demo.test"), "push")).Expect("MFA_CHALLENGE");
        var asked = await org.Verify(waiting, "push");
        Assert.Equal("WAITING", asked.FactorResult);
        var version = await Version();

        Assert.Equal(asked.Body, (await org.Verify(waiting, "push")).Body);
        await org.Look(waiting);
        Assert.Equal(version, await Version());

        await org.Approve("ana@demo.test");
        (await org.Verify(waiting, "push")).Expect("SUCCESS");

        async Task<long> Version() => (await org.Services.GetRequiredService<IDocuments>()
            .Find(org.Org.Name, DocumentKinds.Transactions, Tokens.Digest(waiting.StateToken!)))!.Version;
    }
}
