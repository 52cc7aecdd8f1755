using System.Reflection;
using FactorSeq.Web.Inbound;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Inbound;

public sealed class GuideTests
{
    [Fact]
    public void The_guide_says_what_each_refusal_means()
    {
        var guide = Repository.Read("docs", "how-to", "inbound-idps.md");
        var errors = typeof(InboundErrors).GetFields(BindingFlags.Static | BindingFlags.NonPublic).Select(field => field.GetValue(null)).OfType<InboundError>();
        Assert.All(errors, error => Assert.Contains($"| `{error.Code}` |", guide, StringComparison.Ordinal));
    }
}
