using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Duo;

/// <summary>A user on the way to Duo.</summary>
/// <param name="Visit">The id of the visit, which is Duo's <c>TX</c> as well.</param>
/// <param name="Host">Where Duo is.</param>
public sealed record DuoChallenge(string Visit, string Host, DateTimeOffset Expires) : Challenge
{
    public override FactorResult? Result => FactorResult.Waiting;

    public override string? VisitId => Visit;

    public override ChallengeFace? Face => new("verification", new JsonObject
    {
        ["host"] = Host,
        ["signature"] = $"TX|{Visit}:APP|{Visit}",
        ["factorResult"] = "WAITING",
    });
}
