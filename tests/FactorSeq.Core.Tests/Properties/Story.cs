using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Properties;

/// <summary>What somebody does next.</summary>
internal enum Act
{
    Identify,
    Vouch,
    Ask,
    Right,
    Stale,
    Wrong,
    Prove,
    Approve,
    ApproveTheOneBefore,
    Deny,
    Resend,
    Strange,
    Back,
    Look,
    Cancel,
    Redeem,
    Wait,
    Suspend,
    Reactivate,
}

internal sealed record Move(Act Act, string Factor = "", int Seconds = 0)
{
    public override string ToString() => Act == Act.Wait ? $"wait {Seconds} s" : $"{Act} {Factor}".TrimEnd();
}

/// <summary>An org, a user, and what happens to them.</summary>
internal sealed record Story(IReadOnlyList<string> Chains, IReadOnlyList<string> Enrolled, bool HostedPage, IReadOnlyList<Move> Moves)
{
    public override string ToString() => $"""

        chains    {string.Join("; ", Chains)}
        enrolled  {string.Join(", ", Enrolled)}{(HostedPage ? "\nhosted page" : "")}
        {string.Join("\n", Moves)}
        """;

    internal ASignOn Begin()
    {
        var signOn = ASignOn.Under([.. Chains]).EnrolledIn(Enrolled);
        return HostedPage ? signOn.OnAHostedPage() : signOn;
    }

    /// <summary>Plays it to the end.</summary>
    internal ASignOn Play() => Play(Begin(), _ => { });

    /// <summary>Plays it and looks after every move.</summary>
    internal ASignOn Play(ASignOn signOn, Action<ASignOn> look)
    {
        foreach (var move in Moves)
        {
            Do(signOn, move);
            look(signOn);
        }

        return signOn;
    }

    internal static ASignOn Do(ASignOn signOn, Move move) => move.Act switch
    {
        Act.Identify => signOn.Identify(),
        Act.Vouch => signOn.Take(new Step.VouchedFor(Ana.Login, Voucher.Iwa)),
        Act.Ask => signOn.Verify(move.Factor),
        Act.Right => signOn.Verify(move.Factor, Right(signOn, move.Factor)),
        Act.Stale => signOn.Verify(move.Factor, Stale(signOn, move.Factor)),
        Act.Wrong => signOn.Fail(move.Factor),
        Act.Prove => signOn.Prove(move.Factor),
        Act.Approve => signOn.Taps(PhoneDecision.Approved),
        Act.ApproveTheOneBefore => signOn.Taps(PhoneDecision.Approved, back: 1),
        Act.Deny => signOn.Taps(PhoneDecision.Denied),
        Act.Resend => signOn.Resend(move.Factor),
        Act.Strange => signOn.Take(new Step.Chose("opf_of_bob")),
        Act.Back => signOn.GoBack(),
        Act.Look => signOn.Look(),
        Act.Cancel => signOn.Cancel(),
        Act.Redeem => signOn.Redeem(),
        Act.Wait => signOn.After(TimeSpan.FromSeconds(move.Seconds)),
        Act.Suspend => signOn.WithStatus(AccountStatus.Suspended),
        _ => signOn.WithStatus(AccountStatus.Active),
    };

    // What only the mailbox knows: of a decoy too, whose codes are never sent.
    private static Answer Right(ASignOn signOn, string factor) => CodeOut(signOn, factor) is { } code
        ? new Answer.PassCode(new Secret(code))
        : signOn.Right(factor);

    private static Answer Stale(ASignOn signOn, string factor) => factor is "totp" or "google_totp"
        ? new Answer.PassCode(new Secret(signOn.TotpCode(factor, stepsAgo: 4)))
        : ASignOn.Wrong(factor);

    private static string? CodeOut(ASignOn signOn, string factor) => signOn.Walk
        .Select(taken => (taken.Step as Step.Judged)?.Verdict).OfType<Verdict.Challenged>()
        .Select(challenged => challenged.Sending).OfType<Sending.Code>()
        .LastOrDefault(code => code.Channel == ASignOn.Catalog.Find(factor)!.Type.Channel)?.PassCode;
}
