using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Tests.Storage;

/// <summary>What the version before wrote, without what this one has added to it.</summary>
public sealed class OlderDocumentsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void A_session_and_a_session_token_that_keep_no_proofs_have_none_and_are_written_down_again()
    {
        var grant = new SessionGrant("u", ["pwd"], new SessionLimits(), Now, Now, null);
        Assert.Empty(Older(DocumentKinds.SessionTokens, new SessionToken(grant, Now), "grant").Grant.Proved);
        Assert.Empty(Older(DocumentKinds.Sessions, new Session("u", "u@demo.test", ["pwd"], grant.Limits, Now, Now, Now, null)).Proved);
    }

    private static T Older<T>(DocumentKind<T> kind, T document, params string[] within)
        where T : class
    {
        var json = JsonSerializer.SerializeToNode(document, kind.Json)!;
        Assert.True(within.Aggregate(json, (at, member) => at[member]!).AsObject().Remove("proved"));
        var read = json.Deserialize(kind.Json)!;
        Assert.Contains("\"proved\":[]", JsonSerializer.Serialize(read, kind.Json), StringComparison.Ordinal);
        return read;
    }
}
