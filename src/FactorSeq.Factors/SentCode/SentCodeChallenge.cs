using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.SentCode;

/// <summary>The codes that are out in one transaction. A newer code does not void an older one: each is good for its own life.</summary>
public sealed record SentCodeChallenge(ImmutableArray<IssuedCode> Codes) : Challenge
{
    public override bool OutlivesSwitch => true;
}

/// <summary>A code that was sent.</summary>
/// <param name="Digest">SHA-256 of enrollment id and code, base64: the code itself is in the message and nowhere else.</param>
public sealed record IssuedCode(string Digest, DateTimeOffset Expires);
