using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Starting;

public sealed class CutShortTests
{
    [Fact]
    public async Task A_first_start_that_was_cut_short_is_made_good_by_the_next()
    {
        using var file = new TemporaryFile();
        await using (var org = await OrgHost.Start(data: file.Path))
        {
            var ana = (await org.Org.FindAccount("ana@demo.test"))!;
            var mark = (await org.Documents.Find("demo", DocumentKinds.Seeds, "org"))!;
            Assert.True(await org.Documents.Commit(
                new UnitOfWork("demo").Delete(DocumentKinds.Accounts, ana).Delete(DocumentKinds.Seeds, mark)));
        }

        await using var again = await OrgHost.Start(data: file.Path);

        (await again.Identify("ana@demo.test")).Expect(200);
    }
}
