using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.SignOn;

/// <summary>
/// The Authentication API's table of states and actions, row by row: what stands before the arrow is done, what stands after it must follow, a
/// state or in lower case a refusal. Where the name says "fs" the org signs in by factor sequences.
/// </summary>
public sealed class StateActionRows
{
    private static readonly (string Row, Func<ASignOn> Walk)[] Table =
    [
        ("name and password, right -> Success",                                  () => Password().Identify(true).Prove("password")),
        ("name and password, wrong -> authenticationFailed",                     () => Password().Identify(true).Verify("password", ASignOn.Wrong("password"), primary: true)),
        ("name of nobody -> authenticationFailed",                               () => Password().OfNobody().Identify(true)),
        ("name under a rule that denies -> authenticationFailed",                () => ASignOn.Under(new RuleAction.Deny()).EnrolledIn("password").Identify(true)),
        ("locked, lockouts shown -> LockedOut",                                  () => Locked(shown: true).Identify(true)),
        ("locked, lockouts hidden -> authenticationFailed",                      () => Locked(shown: false).Identify(true)),
        ("fs: name, enrolled in a first step -> Unauthenticated",                () => Chain("push").Identify()),
        ("fs: name, enrolled in no first step -> authenticationFailed",          () => Chain("push").EnrolledIn("sms").Identify()),
        ("activation token, password there -> Success",                          () => New("password").SpendToken(RecoveryKind.AccountActivation)),
        ("activation token, password there, factor wanted -> MfaEnroll",         () => New("password").Enrolling(EnrollmentMoment.Login, ("totp", EnrollmentDemand.Required)).SpendToken(RecoveryKind.AccountActivation)),
        ("activation token, no password -> PasswordReset",                       () => New("totp").SpendToken(RecoveryKind.AccountActivation)),
        ("activation token of who is active -> invalidToken",                    () => Password().SpendToken(RecoveryKind.AccountActivation)),
        ("page, name and password -> Success",                                   () => Password().OnAHostedPage().Identify(true).Prove("password")),
        ("fs: page, name -> Unauthenticated",                                    () => Chain("push").OnAHostedPage().Identify()),
        ("Unauthenticated, password right -> MfaRequired",                       () => Chain("password -> push").Identify().Prove("password")),
        ("Unauthenticated, password wrong -> wrongPassword",                     () => Chain("password").Identify().Fail("password")),
        ("Unauthenticated, password wrong too often: locked -> wrongPassword",   () => Chain("password").Locking(new(MaxAttempts: 2)).Identify().Fail("password", 2)),
        ("Unauthenticated, code right -> Success",                               () => Chain("totp").Identify().Prove("totp")),
        ("Unauthenticated, code wrong -> wrongPassCode",                         () => Chain("totp").Identify().Fail("totp")),
        ("Unauthenticated, answer right -> Success",                             () => Chain("question").Identify().Prove("question")),
        ("Unauthenticated, answer wrong -> wrongAnswer",                         () => Chain("question").Identify().Fail("question")),
        ("Unauthenticated, push -> MfaChallenge",                                () => Chain("push").Identify().Verify("push")),
        ("Unauthenticated, text message -> MfaChallenge",                        () => Chain("sms").Identify().Verify("sms")),
        ("Unauthenticated, call -> MfaChallenge",                                () => Chain("call").Identify().Verify("call")),
        ("Unauthenticated, mail -> MfaChallenge",                                () => Chain("email").Identify().Verify("email")),
        ("Unauthenticated, key -> MfaChallenge",                                 () => Chain("webauthn").Identify().Verify("webauthn")),
        ("Unauthenticated, cancel -> Ended",                                     () => Chain("push").Identify().Cancel()),
        ("MfaRequired, code right -> Success",                                   () => Second().Prove("totp")),
        ("MfaRequired, text message -> MfaChallenge",                            () => Second().Verify("sms")),
        ("MfaRequired, code wrong -> wrongPassCode",                             () => Second().Fail("totp")),
        ("MfaRequired, fifth code wrong -> userLocked",                          () => Second().Fail("totp", 5)),
        ("MfaChallenge, push pending -> MfaChallenge",                           () => Second().Verify("push").Verify("push")),
        ("MfaChallenge, push approved -> Success",                               () => Second().Verify("push").Taps(PhoneDecision.Approved).Verify("push")),
        ("MfaChallenge, push denied -> MfaChallenge",                            () => Second().Verify("push").Taps(PhoneDecision.Denied).Verify("push")),
        ("MfaChallenge, push timed out -> MfaChallenge",                         () => Second().In(s => s with { StateTokenMinutes = 30 }).Verify("push").After(TimeSpan.FromMinutes(5)).Verify("push")),
        ("MfaChallenge denied, push again -> MfaChallenge",                      () => Second().Verify("push").Taps(PhoneDecision.Denied).Verify("push").Verify("push")),
        ("MfaChallenge denied, resend -> MfaChallenge",                          () => Second().Verify("push").Taps(PhoneDecision.Denied).Verify("push").Resend("push")),
        ("MfaChallenge, code right -> Success",                                  () => Second().Prove("sms")),
        ("MfaChallenge, code wrong -> wrongPassCode",                            () => Second().Verify("sms").Fail("sms")),
        ("MfaChallenge, resend -> MfaChallenge",                                 () => Second().Verify("sms").After(TimeSpan.FromSeconds(30)).Resend("sms")),
        ("MfaChallenge, text message again at once -> smsTooSoon",               () => Second().Verify("sms").Resend("sms")),
        ("MfaChallenge, call again at once -> callTooSoon",                      () => Second().Verify("call").Resend("call")),
        ("MfaChallenge, mail again at once -> emailTooSoon",                     () => Second().Verify("email").Resend("email")),
        ("MfaChallenge, previous -> MfaRequired",                                () => Second().Verify("sms").GoBack()),
        ("fs: MfaChallenge of the first step, previous -> MfaRequired",          () => Chain("push").Identify().Verify("push").GoBack()),
        ("MfaChallenge, another factor -> MfaChallenge",                         () => Second().Verify("push").Verify("sms")),
        ("MfaChallenge, another factor, code right -> Success",                  () => Second().Verify("push").Prove("totp")),
        ("MfaEnroll, question -> Success",                                       () => Enroll().Enroll("question", ("question", "disliked_food"), ("answer", "mushrooms"))),
        ("MfaEnroll, question, more required -> MfaEnroll",                      () => Enroll(("totp", EnrollmentDemand.Required)).Enroll("question", ("question", "disliked_food"), ("answer", "mushrooms"))),
        ("MfaEnroll, software token -> MfaEnrollActivate",                       () => Enroll().Enroll("totp")),
        ("MfaEnroll, skip that is published -> Success",                         () => Optional().Skip()),
        ("MfaEnroll, skip that is not -> notAllowedInState",                     () => Enroll().Skip()),
        ("MfaEnrollActivate, code right -> Success",                             () => Activated(Enroll().Enroll("totp"))),
        ("MfaEnrollActivate, code wrong -> wrongPassCode",                       () => Enroll().Enroll("totp").Activate("wrong")),
        ("MfaEnrollActivate of push, pending -> MfaEnrollActivate",              () => Enroll().Enroll("push").PollActivation()),
        ("MfaEnrollActivate of push, scanned -> Success",                        () => Enroll().Enroll("push").Scans("phone").PollActivation()),
        ("MfaEnrollActivate of push, timed out -> MfaEnrollActivate",            () => Enroll().In(s => s with { StateTokenMinutes = 30 }).Enroll("push").After(TimeSpan.FromMinutes(5)).PollActivation()),
        ("MfaEnrollActivate, previous -> MfaEnroll",                             () => Enroll().Enroll("totp").GoBack()),
        ("PasswordWarn, new password -> Success",                                () => Aged(85).ChangePassword()),
        ("PasswordWarn, skip -> Success",                                        () => Aged(85).Skip()),
        ("PasswordExpired, new password -> Success",                             () => Aged(95).ChangePassword()),
        ("PasswordExpired, old one wrong -> oldPasswordWrong",                   () => Aged(95).ChangePassword(oldRight: false)),
        ("PasswordExpired, new one weak -> passwordUnfit",                       () => Aged(95).ChangePassword(unfit: "weak")),
        ("locked, unlock by text message -> RecoveryChallenge",                  () => Recovering().WithStatus(AccountStatus.LockedOut).AskForCode(RecoveryKind.Unlock, Channel.Sms)),
        ("forgotten password by mail -> RecoveryMailed",                         () => Recovering().AskForLink(RecoveryKind.Password)),
        ("forgotten password by text message -> RecoveryChallenge",              () => Recovering().AskForCode(RecoveryKind.Password, Channel.Sms)),
        ("forgotten password, trusted app -> RecoveryGranted",                   () => Recovering().AskForLink(RecoveryKind.Password, trusted: true)),
        ("RecoveryChallenge, code right, question there -> Recovery",            () => Coded(Recovering().WithRecoveryQuestion())),
        ("RecoveryChallenge, code right, no question -> PasswordReset",          () => Coded(Recovering())),
        ("RecoveryChallenge, code wrong -> wrongPassCode",                       () => Recovering().AskForCode(RecoveryKind.Password, Channel.Sms).VerifyRecovery("wrong")),
        ("recovery token, question there -> Recovery",                           () => Recovering().WithRecoveryQuestion().SpendToken(RecoveryKind.Password)),
        ("recovery token, no question -> PasswordReset",                         () => Recovering().SpendToken(RecoveryKind.Password)),
        ("Recovery of a password, answer right -> PasswordReset",                () => Recovering().WithRecoveryQuestion().SpendToken(RecoveryKind.Password).AnswerRecovery(true)),
        ("Recovery of a password, answer wrong -> wrongRecoveryAnswer",          () => Recovering().WithRecoveryQuestion().SpendToken(RecoveryKind.Password).AnswerRecovery(false)),
        ("Recovery of a lock, answer right -> Unlocked",                         () => Recovering().WithRecoveryQuestion().WithStatus(AccountStatus.LockedOut).SpendToken(RecoveryKind.Unlock).AnswerRecovery(true)),
        ("PasswordReset, new password -> Success",                               () => Recovering().SpendToken(RecoveryKind.Password).ResetPassword()),
        ("PasswordReset, new password, factor wanted -> MfaRequired",            () => Recovering(AnyFactor).SpendToken(RecoveryKind.Password).ResetPassword()),
        ("PasswordReset, new password, factor to set up -> MfaEnroll",           () => Recovering(AnyFactor).EnrolledIn("password").Enrolling(EnrollmentMoment.Challenge, ("totp", EnrollmentDemand.Optional)).SpendToken(RecoveryKind.Password).ResetPassword()),
        ("anything, cancelled, then again -> invalidToken",                      () => Chain("push").Identify().Cancel().Verify("push")),
        ("anything, too late -> invalidToken",                                   () => Chain("push").Identify().After(TimeSpan.FromMinutes(5)).Look()),
        ("anything, a verb of another state -> notAllowedInState",               () => Chain("push").Identify().Skip()),
        ("Success of a page, redirected -> Ended",                               () => Password().OnAHostedPage().Identify(true).Prove("password").Redeem()),
    ];

    private static RuleAction AnyFactor => new RuleAction.PasswordAndAny(FactorPrompt.Always);

    public static TheoryData<string> Rows() => new(Table.Select(row => row.Row));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_row_is_so(string row)
    {
        var signOn = Table.Single(r => r.Row == row).Walk();
        var expected = row.Split(" -> ")[^1];

        Assert.Equal(expected, signOn.Last.Refusal is { } refusal
            ? $"{char.ToLowerInvariant(refusal.ToString()[0])}{refusal.ToString()[1..]}"
            : signOn.State.GetType().Name);
    }

    [Fact]
    public void No_row_stands_twice() => Assert.Equal(Table.Length, Table.Select(row => row.Row).Distinct().Count());

    private static ASignOn Password() => ASignOn.Under(new RuleAction.Password()).EnrolledIn("password");

    private static ASignOn Chain(string chain) => ASignOn.Under(chain).EnrolledIn("password", "push", "totp", "sms", "call", "email", "question", "webauthn");

    private static ASignOn Locked(bool shown) => Password().Locking(new(ShowLockoutFailures: shown)).WithStatus(AccountStatus.LockedOut);

    private static ASignOn New(string factor) => ASignOn.Under(new RuleAction.Password()).EnrolledIn(factor).WithStatus(AccountStatus.Staged);

    private static ASignOn Second() => Chain("password -> push | totp | sms | call | email").Identify().Prove("password");

    private static ASignOn Enroll(params (string, EnrollmentDemand)[] more) => ASignOn.Under(AnyFactor).EnrolledIn("password")
        .Enrolling(
            EnrollmentMoment.Challenge,
            [("question", EnrollmentDemand.Optional), ("push", EnrollmentDemand.Optional), .. more.Length > 0 ? more : [("totp", EnrollmentDemand.Optional)]])
        .Identify().Prove("password");

    private static ASignOn Optional() =>
        Password().Enrolling(EnrollmentMoment.Login, ("totp", EnrollmentDemand.Optional)).Identify().Prove("password");

    private static ASignOn Activated(ASignOn activating) => activating.Activate(activating.PendingTotpCode());

    private static ASignOn Aged(int days) => Password().Locking(new() { Age = new PasswordAge(MaxAgeDays: 90, ExpireWarnDays: 10) })
        .WithPasswordSet(World.Morning.AddDays(-days)).Asking(new SignOnOptions(true, false)).Identify().Prove("password");

    private static ASignOn Recovering(RuleAction? action = null) => ASignOn.Under(action ?? new RuleAction.Password())
        .EnrolledIn("password", "totp", "sms").Locking(new() { AllowsUnlock = true, Recovery = new RecoveryFactors(Sms: true) });

    private static ASignOn Coded(ASignOn recovering)
    {
        recovering.AskForCode(RecoveryKind.Password, Channel.Sms);
        return recovering.VerifyRecovery(recovering.LastCode("sms")!);
    }
}
