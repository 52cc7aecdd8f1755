using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.U2f;

/// <summary>A key is asked to sign, or to register.</summary>
/// <param name="Nonce">Base64url of 15 bytes.</param>
/// <param name="Registration">What a new key registers with; null where an old one signs.</param>
public sealed record U2fChallenge(string Nonce, DateTimeOffset Expires, U2fRegistration? Registration = null) : Challenge
{
    // What the browser is told; the challenge itself lives as long as the state.
    internal const int TimeoutSeconds = 20;

    public override FactorResult? Result => Registration is null ? FactorResult.Challenge : null;

    public override ChallengeFace? Face => Registration is null
        ? new("challenge", new JsonObject { ["nonce"] = Nonce, ["timeoutSeconds"] = TimeoutSeconds })
        : null;
}

/// <summary>A registration to be.</summary>
/// <param name="Exclude">Key handles of the user's keys, base64url.</param>
public sealed record U2fRegistration(string AppId, ImmutableArray<string> Exclude);
