using FactorSeq.Core.Directories;

namespace FactorSeq.Core.Factors;

/// <summary>What arrives for a factor to judge. Closed: the wire's fields, or the reply to a question the factor had to ask outside.</summary>
public abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>Nothing was sent: "challenge me", or the poll of a challenge that is out.</summary>
    public sealed record None : Answer;

    /// <summary><c>passCode</c>.</summary>
    public sealed record PassCode(Secret Code) : Answer;

    /// <summary><c>password</c>.</summary>
    public sealed record Password(Secret Text) : Answer;

    /// <summary><c>answer</c> to a security question.</summary>
    public sealed record Words(Secret Text) : Answer;

    /// <summary>What a WebAuthn or U2F key signed, base64 in either alphabet, padded or not.</summary>
    /// <param name="AuthenticatorData">Null from a U2F key, which signs its own.</param>
    public sealed record Assertion(string ClientData, string? AuthenticatorData, string Signature) : Answer;

    /// <summary>A new WebAuthn credential, or a new U2F registration, base64 in either alphabet, padded or not.</summary>
    /// <param name="Credential">The attestation object; of a U2F key the registration data.</param>
    public sealed record Attestation(string ClientData, string Credential) : Answer;

    /// <summary>The phone's reply to <see cref="Question.Phone"/>.</summary>
    public sealed record Phone(PhoneDecision Decision, int? Number) : Answer;

    /// <summary>The reply to <see cref="Question.Directory"/>, with the password it was asked about.</summary>
    public sealed record FromDirectory(DirectoryReply Reply, Secret Text) : Answer;

    /// <summary>The reply to <see cref="Question.Scan"/>; <paramref name="Device"/> is null while nobody has scanned the code.</summary>
    public sealed record Scanned(string? Device, string Platform) : Answer;

    /// <summary>The reply to <see cref="Question.Visit"/>.</summary>
    /// <param name="Reason">Why the far end turned the user away, where it says so.</param>
    public sealed record Visited(PhoneDecision Decision, string? Reason) : Answer;
}

/// <summary>What somebody did with a push, or at a far end.</summary>
public enum PhoneDecision
{
    Pending,
    Approved,
    Denied,

    /// <summary>Nobody waits for it any more: the user turned to another factor, or gave the sign-in up.</summary>
    Withdrawn,
}

/// <summary>Something a factor must ask outside the core before it can judge. Closed.</summary>
public abstract record Question
{
    private Question()
    {
    }

    /// <summary>What did the phone say to this push?</summary>
    public sealed record Phone(string PushId) : Question;

    /// <summary>Is this the user's password, says the directory that masters it?</summary>
    public sealed record Directory(Secret Password) : Question;

    /// <summary>Has a phone scanned the code of this activation?</summary>
    public sealed record Scan(string ActivationId) : Question;

    /// <summary>What came of the user's visit to the factor's far end: Duo, an identity provider?</summary>
    public sealed record Visit(string VisitId) : Question;
}
