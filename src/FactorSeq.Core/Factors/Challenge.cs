namespace FactorSeq.Core.Factors;

/// <summary>What a factor waits for in one transaction: a code that was sent, a push that is out. Each factor derives its own record.</summary>
public abstract record Challenge
{
    /// <summary>
    /// True where the challenge stays good after the user turns to another factor: Classic honours an earlier code for its whole life,
    /// while a push is abandoned by the switch.
    /// </summary>
    public virtual bool OutlivesSwitch => false;

    /// <summary>The number the user must tap, shown beside a waiting push; null without a number challenge.</summary>
    public virtual int? CorrectAnswer => null;
}
