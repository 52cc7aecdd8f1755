using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Push;

/// <summary>A push that is out.</summary>
/// <param name="Number">The number to tap, or null.</param>
public sealed record PushChallenge(string PushId, DateTimeOffset Expires, int? Number) : Challenge
{
    public override FactorResult? Result => FactorResult.Waiting;

    public override string? OnPhone => PushId;

    // An empty object would already make the widget wait for a number.
    public override ChallengeFace? Face => Number is { } number ? new("challenge", new JsonObject { ["correctAnswer"] = number }) : null;
}

/// <summary>A QR code that is out for Okta Verify.</summary>
public sealed record PushActivation(string Id, DateTimeOffset Expires) : Challenge
{
    public override FactorResult? Result => FactorResult.Waiting;

    public override string? ActivationId => Id;
}
