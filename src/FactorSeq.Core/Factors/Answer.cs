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

    /// <summary>The phone's reply to <see cref="Question.Phone"/>.</summary>
    public sealed record Phone(PhoneDecision Decision, int? Number) : Answer;
}

/// <summary>What somebody did with a push.</summary>
public enum PhoneDecision
{
    Pending,
    Approved,
    Denied,
}

/// <summary>Something a factor must ask outside the core before it can judge. Closed.</summary>
public abstract record Question
{
    private Question()
    {
    }

    /// <summary>What did the phone say to this push?</summary>
    public sealed record Phone(string PushId) : Question;
}
