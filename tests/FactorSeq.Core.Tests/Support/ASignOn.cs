using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Factors;
using FactorSeq.Factors.Hotp;
using FactorSeq.Factors.Rsa;
using FactorSeq.Factors.Symantec;
using FactorSeq.Factors.Totp;
using FactorSeq.Factors.YubiKey;
using FactorSeq.Factors.U2f;
using FactorSeq.Factors.WebAuthn;

namespace FactorSeq.Core.Tests.Support;

/// <summary>One step of a walk and what was decided.</summary>
internal sealed record Taken(Transaction From, Step Step, Decision Decision, DateTimeOffset At);

/// <summary>
/// A sign-in that works, to break one thing of: it plays the shell (address a factor, let it judge, ask the phone, decide) around the real
/// machine and the real factors.
/// </summary>
internal sealed partial class ASignOn
{
    private readonly World world;

    private ASignOn(World world, Subject? subject = null, string? target = null, bool deviceRemembered = false)
    {
        this.world = world;
        State = new Transaction.Bootstrapped(new TransactionContext
        {
            Id = "digest-of-a-state-token",
            Created = world.Now,
            Expires = world.Now.AddMinutes(world.Settings.StateTokenMinutes),
            Subject = subject ?? new Subject.Nobody(),
            Target = target,
            DeviceRemembered = deviceRemembered,
        });
    }

    internal static FactorCatalog Catalog { get; } = All.Catalog(passwordIterations: 1);

    internal Transaction State { get; private set; }

    internal Decision Last => Walk[^1].Decision;

    /// <summary>Every step so far.</summary>
    internal List<Taken> Walk { get; } = [];

    internal Account Account => world.Account!;

    internal DateTimeOffset Now => world.Now;

    internal IReadOnlyList<Sending> Sent => world.Sent;

    internal IEnumerable<Effect> Effects => Walk.SelectMany(taken => taken.Decision.Effects);

    internal IEnumerable<SystemEvent> Logged => Effects.OfType<Effect.Log>().Select(log => log.Event);

    /// <summary>The factors on offer, by name; none outside the open states.</summary>
    internal IReadOnlyList<string> Offers => [.. Offered.Select(e => Catalog.NameOf(e.Kind))];

    internal ImmutableArray<Enrollment> Offered => State is Transaction.Open { Context: var context }
        ? world.Facts().Offers(world.Facts().Residual(context), context.Proved)
        : [];

    /// <summary>What the phone says to the newest push.</summary>
    internal PhoneDecision Phone => world.Sent.OfType<Sending.Push>().LastOrDefault() is { } push && world.Tapped.TryGetValue(push.PushId, out var tap)
        ? tap.Decision
        : PhoneDecision.Pending;

    internal Facts Facts() => world.Facts();

    // ---- before it begins

    internal static ASignOn Under(params string[] chains) => Under(new RuleAction.Sequence(Chains.Parse(chains)));

    internal static ASignOn Under(RuleAction action) => Under(World.OneRule(action));

    internal static ASignOn Under(ImmutableArray<Policy<SignOnAction>> policies, PolicyNames? names = null)
    {
        var world = new World { Policies = policies };
        world.Names = names ?? world.Names;
        return new ASignOn(world);
    }

    internal ASignOn EnrolledIn(params IEnumerable<string> keys)
    {
        world.Account = Account with { Enrollments = [.. keys.Select(key => Ana.Enrolled(key, world.Now))] };
        return this;
    }

    internal ASignOn WithNumberChallenge()
    {
        world.Account = Account with { Enrollments = [Ana.Enrolled("push", world.Now, numberChallenge: true)] };
        return this;
    }

    internal ASignOn In(Func<OrgSettings, OrgSettings> change) => Do(() => world.Settings = change(world.Settings));

    internal ASignOn Locking(PasswordAction lockout) => Do(() => world.Password = lockout);

    internal ASignOn WithStatus(AccountStatus status) => Do(() => world.Account = Account.WithStatus(status, world.Now));

    internal ASignOn OfNobody() => Do(() => world.Account = null);

    internal ASignOn WithoutSequencing() => Do(() => world.Sequencing = false);

    internal ASignOn FromOktaMobile() => Do(() => world.OktaMobile = true);

    internal ASignOn From(string address) => Do(() => world.Address = System.Net.IPAddress.Parse(address));

    /// <summary>The policies are edited while the sign-in runs.</summary>
    internal ASignOn NowUnder(params string[] chains) =>
        Do(() => world.Policies = World.OneRule(new RuleAction.Sequence(Chains.Parse(chains))));

    /// <summary>Another transaction of the same person in the same world, begun now.</summary>
    internal ASignOn Beside(bool deviceRemembered = false) => new(world, deviceRemembered: deviceRemembered);

    /// <summary>The same, on a hosted page.</summary>
    internal ASignOn OnAHostedPage() => new(world, target: "/app/home");

    /// <summary>The same as a decoy: fabricated enrollments of the same kinds, under the same ids.</summary>
    internal ASignOn AsADecoy()
    {
        var entropy = Entropy.Keyed("the org's key"u8, Ana.Login);
        world.Account = Account with
        {
            Enrollments = [.. Account.Enrollments.Select(e => e with { Data = Catalog[e.Kind].Fabricate("ana@demo.test", entropy) })],
        };
        return new ASignOn(world, new Subject.Decoy("decoy"));
    }

    // ---- what happens to it

    internal ASignOn Take(Step step)
    {
        var decision = Decide.Next(State, step, world.Facts(), world.Now);
        Walk.Add(new Taken(State, step, decision, world.Now));
        State = decision.Next;
        world.Account = decision.Account ?? world.Account;
        world.Sent.AddRange(decision.Effects.OfType<Effect.Send>().Select(send => send.Sending));
        return this;
    }

    internal ASignOn Identify(bool passwordPosted = false) => Take(new Step.Identified(Ana.Login, passwordPosted));

    /// <summary>A request to a factor's verify address without an answer: challenges, or polls a push that is out.</summary>
    internal ASignOn Verify(string key)
    {
        var enrollment = EnrollmentOf(key);
        if (Take(new Step.Chose(enrollment.Id)).Last.Refusal is not null)
        {
            return this;
        }

        return State is Transaction.MfaChallenge { Result: FactorResult.Waiting } waiting && waiting.EnrollmentId == enrollment.Id
            ? Judge(enrollment, new Answer.None())
            : Begin(enrollment);
    }

    /// <summary>A request to a factor's verify address with an answer.</summary>
    internal ASignOn Verify(string key, Answer answer, bool rememberDevice = false, bool primary = false)
    {
        var enrollment = EnrollmentOf(key);
        return Take(new Step.Chose(enrollment.Id)).Last.Refusal is null ? Judge(enrollment, answer, rememberDevice, primary) : this;
    }

    internal ASignOn Resend(string key)
    {
        var enrollment = EnrollmentOf(key);
        return Take(new Step.AskedAgain(enrollment.Id)).Last.Refusal is null ? Begin(enrollment) : this;
    }

    /// <summary>Does all it takes to prove a factor.</summary>
    internal ASignOn Prove(string key) => Catalog.Find(key)!.Type switch
    {
        { Key: "push" } => Verify(key).Taps(PhoneDecision.Approved).Verify(key),
        { Key: "duo" or "saml_idp" or "oidc_idp" } => Verify(key).Verify(key, new Answer.Visited(PhoneDecision.Approved, null)),
        { Channel: not null } or { Kind.Provider: "FIDO" } => Verify(key).Verify(key, Right(key)),
        _ => Verify(key, Right(key)),
    };

    internal ASignOn Fail(string key, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            Verify(key, Wrong(key));
        }

        return this;
    }

    /// <summary>Somebody taps on the phone: the newest push, or the one that came before it.</summary>
    internal ASignOn Taps(PhoneDecision decision, int? number = null, int back = 0)
    {
        var pushes = world.Sent.OfType<Sending.Push>().ToList();
        return pushes.Count <= back ? this : Do(() => world.Tapped[pushes[^(1 + back)].PushId] = new Answer.Phone(decision, number));
    }

    internal ASignOn GoBack() => Take(new Step.WentBack());

    internal ASignOn Look() => Take(new Step.Looked());

    internal ASignOn Cancel() => Take(new Step.Cancelled());

    internal ASignOn Redeem() => Take(new Step.Redeemed());

    internal ASignOn After(TimeSpan time) => Do(() => world.Now += time);

    // ---- what she would answer

    internal Answer Right(string key) => key switch
    {
        "password" => new Answer.Password(new Secret(Ana.Password)),
        "question" => new Answer.Words(new Secret(Ana.Answer)),
        "totp" or "google_totp" => new Answer.PassCode(new Secret(TotpCode(key))),
        "webauthn" => Signed(Ana.Key.Get(new Page(Running<WebAuthnChallenge>(key)?.Challenge ?? "", Ana.Origin))),
        "u2f" => Signed(Ana.Key.U2fSign(
            new Page(Running<U2fChallenge>(key)?.Nonce ?? "", Ana.Origin), Ana.Origin, (uint)(((U2fEnrollment)EnrollmentOf(key).Data).Counter + 1))),
        _ => new Answer.PassCode(new Secret(TokenCode(key) ?? LastCode(key) ?? "nothing came")),
    };

    internal static Answer Wrong(string key) => key switch
    {
        "password" => new Answer.Password(new Secret("wrong")),
        "question" => new Answer.Words(new Secret("wrong")),
        "webauthn" or "u2f" => Signed(new SecurityKey().Get(new Page("", Ana.Origin))),
        _ => new Answer.PassCode(new Secret("wrong")),
    };

    /// <summary>The code her token shows, or showed some steps of 30 seconds ago.</summary>
    internal string TotpCode(string key = "totp", int stepsAgo = 0) => TotpVerifier.Code(
        Base32.Decode(((TotpEnrollment)EnrollmentOf(key).Data).Secret), TotpVerifier.StepAt(world.Now) - stepsAgo);

    /// <summary>What another token of hers shows; null of factors that are none.</summary>
    internal string? TokenCode(string key) => EnrollmentOf(key) switch
    {
        { Data: YubiKeyEnrollment yubiKey } => yubiKey.Next,
        { Data: RsaEnrollment token, Kind.Provider: var provider } => RsaVerifier.Code(provider, token.CredentialId, world.Now),
        { Data: SymantecEnrollment credential } => SymantecVerifier.Code(credential.CredentialId, world.Now),
        { Data: HotpEnrollment token } => OneTimePassword.Code(Convert.FromBase64String(token.Secret), token.Counter),
        _ => null,
    };

    internal string? LastCode(string key) => Codes(key).LastOrDefault();

    internal IEnumerable<string> Codes(string key) =>
        world.Sent.OfType<Sending.Code>().Where(c => c.Channel == Catalog.Find(key)!.Type.Channel).Select(c => c.PassCode);

    internal Enrollment EnrollmentOf(string key) =>
        world.Account?.Enrollments.FirstOrDefault(e => e.Kind == Chains.Kind(key)) ?? Ana.Enrolled(key, world.Now);

    // ---- what a test says of it

    internal ASignOn ShouldBe<TState>()
        where TState : Transaction
    {
        Assert.IsType<TState>(State);
        return this;
    }

    internal ASignOn ShouldRefuse(Refusal refusal)
    {
        Assert.Equal(refusal, Last.Refusal);
        return this;
    }

    internal ASignOn ShouldOffer(params string[] keys)
    {
        Assert.Equal(keys, Offers);
        return this;
    }

    internal ASignOn ShouldLog(string type)
    {
        Assert.Contains(Logged, e => e.Type == type);
        return this;
    }

    /// <summary>The last step wrote these events, in this order, and no other.</summary>
    internal ASignOn ShouldLogJust(params SystemEvent[] events)
    {
        Assert.Equal(events, Last.Effects.OfType<Effect.Log>().Select(log => log.Event));
        return this;
    }

    internal SessionGrant Grant() => Assert.IsType<Transaction.Success>(State).Grant;

    private T? Running<T>(string key)
        where T : Challenge => State.Context.Challenge(EnrollmentOf(key).Id) as T;

    private static Answer.Assertion Signed(SignedChallenge signed) => new(
        Convert.ToBase64String(signed.ClientData), Convert.ToBase64String(signed.AuthenticatorData), Convert.ToBase64String(signed.Signature));

    // ---- the shell's part

    private FactorSettings ForFactors => world.Settings.ForFactors() with { Origins = [Ana.Origin] };

    private ASignOn Begin(Enrollment enrollment) => Take(new Step.Judged(enrollment, Catalog[enrollment.Kind].Begin(
        enrollment,
        State.Context.Challenge(enrollment.Id),
        ForFactors,
        new Entropy(BitConverter.GetBytes(world.Draws++)),
        world.Now)));

    private ASignOn Judge(Enrollment enrollment, Answer answer, bool rememberDevice = false, bool primary = false)
    {
        var factor = Catalog[enrollment.Kind];
        var running = State.Context.Challenge(enrollment.Id);
        var verdict = factor.Judge(enrollment, running, answer, ForFactors, world.Now);
        if (verdict is Verdict.Ask { Question: Question.Phone phone })
        {
            var reply = world.Tapped.GetValueOrDefault(phone.PushId, new Answer.Phone(PhoneDecision.Pending, null));
            verdict = factor.Judge(enrollment, running, reply, ForFactors, world.Now);
        }
        else if (verdict is Verdict.Ask { Question: Question.Visit })
        {
            var nothingYet = new Answer.Visited(PhoneDecision.Pending, null);
            verdict = factor.Judge(enrollment, running, nothingYet, world.Settings.ForFactors(), world.Now);
        }

        else if (verdict is Verdict.Ask { Question: Question.Directory asked })
        {
            verdict = factor.Judge(enrollment, running, new Answer.FromDirectory(AskDirectory(asked.Password), asked.Password), ForFactors, world.Now);
        }

        return Take(new Step.Judged(enrollment, verdict, rememberDevice, primary));
    }

    private ASignOn Do(Action change)
    {
        change();
        return this;
    }
}
