using System.Text.Json.Nodes;

namespace FactorSeq.Core.Factors;

/// <summary>What a factor waits for in one transaction: a code that was sent, a push that is out. Each factor derives its own record.</summary>
public abstract record Challenge
{
    /// <summary>
    /// True where the challenge stays good after the user turns to another factor: Classic honours an earlier code for its whole life,
    /// while a push is abandoned by the switch.
    /// </summary>
    public virtual bool OutlivesSwitch => false;

    /// <summary><c>factorResult</c> while the challenge is out; null where the wire has none.</summary>
    public virtual FactorResult? Result => null;

    /// <summary>What the client is shown of it: <c>factor._embedded.challenge</c> and its like; null where there is nothing to show.</summary>
    public virtual ChallengeFace? Face => null;

    /// <summary>The push that is out, where the challenge is one; null otherwise.</summary>
    public virtual string? OnPhone => null;

    /// <summary>The QR code that is out, where an enrollment waits for a phone to scan one; null otherwise.</summary>
    public virtual string? ActivationId => null;

    /// <summary>The far end the client must be sent to, by the id of the visit; null for factors that are proved here.</summary>
    public virtual string? VisitId => null;
}

/// <summary>The public part of a challenge.</summary>
/// <param name="Member">Its name under <c>_embedded</c>: <c>challenge</c>, or <c>verification</c>.</param>
public sealed record ChallengeFace(string Member, JsonObject Body);
