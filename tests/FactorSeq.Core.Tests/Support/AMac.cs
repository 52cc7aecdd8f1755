using System.Collections.Immutable;
using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.SignOn;
using FactorSeq.Factors.Password;

namespace FactorSeq.Core.Tests.Support;

/// <summary>A Mac whose login window is walked through, one event after the other.</summary>
internal sealed class AMac
{
    internal const string User = "ana";

    private static readonly OktaUser Okta = new("00uana", "ana@demo.test");

    private readonly List<MacEffect> effects = [];

    internal Mac Mac { get; private set; } = new()
    {
        Name = "anas-mac",
        Serial = "C02FSEQ00001",
        Profile = new ManagedProfile { ClientId = "desktop-mfa", ClientSecret = "secret" },
        Installed = World.Morning,
        Connected = World.Morning,
        Started = World.Morning,
        Users = [new LocalUser(User, new PasswordEnrollment("hash"))],
    };

    internal MacFacts Facts { get; set; } = new(false, 5, "JBSWY3DPEHPK3PXP");

    internal DateTimeOffset Now { get; private set; } = World.Morning;

    internal LoginScreen Screen => Mac.Screen;

    internal IReadOnlyList<MacEffect> Effects => effects;

    internal LocalUser Local => Mac.User(User)!;

    /// <summary>Somebody whose Okta account is linked, with an offline factor, after an online factor now.</summary>
    internal static AMac Linked(Func<ManagedProfile, ManagedProfile>? profile = null) => new AMac().With(mac => mac with
    {
        Profile = (profile ?? (p => p))(mac.Profile!),
        Users = [mac.Users[0] with { UserId = Okta.Id, Login = Okta.Login, OfflineSecret = "GEZDGNBVGY3TQOJQ", LastOnline = World.Morning }],
    });

    internal AMac With(Func<Mac, Mac> change)
    {
        Mac = change(Mac);
        return this;
    }

    internal AMac After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    /// <summary>Something happens that the display has a place for.</summary>
    internal AMac On(MacEvent happened)
    {
        var step = LoginWindow.Step(Mac, happened, Facts, Now);
        Assert.True(step.Fits, $"{happened} does not fit {Screen}");
        effects.AddRange(step.Effects);
        Mac = step.Mac;
        return this;
    }

    internal AMac Refuses(MacEvent happened)
    {
        var step = LoginWindow.Step(Mac, happened, Facts, Now);
        Assert.False(step.Fits, $"{happened} fits {Screen}");
        Assert.Empty(step.Effects);
        return this;
    }

    internal AMac Password() => On(new MacEvent.PasswordGiven(User, true));

    internal AMac Choose(DesktopFactor factor) => On(new MacEvent.Chosen(factor));

    internal AMac Push(PushOutcome outcome) => Choose(DesktopFactor.OktaVerifyPush)
        .On(new MacEvent.PushSent("push", Okta.Login, null, Now.AddMinutes(5)))
        .On(new MacEvent.PushAnswered(outcome, outcome == PushOutcome.Approved ? Okta : null));

    internal AMac Code(OktaCodeVerdict verdict) => Choose(DesktopFactor.OktaVerifyCode).On(new MacEvent.OktaCodeJudged(verdict, Okta));

    internal AMac DeviceCode(DeviceCodeVerdict verdict, long step = 1) =>
        Choose(DesktopFactor.DeviceAccessCode).On(new MacEvent.DeviceCodeJudged(verdict, step));

    internal AMac Keys(ImmutableArray<string> usable, int others = 0) =>
        Choose(DesktopFactor.DeviceAccessKey).On(new MacEvent.KeysFound(usable, others));

    internal AMac Touch() => On(new MacEvent.KeyTouched());

    internal AMac Lock() => On(new MacEvent.Lock());

    internal AMac ShouldBeIn(string by)
    {
        Assert.Equal(by, Assert.IsType<LoginScreen.Desktop>(Screen).By);
        return this;
    }

    internal AMac ShouldSay(Notice notice, DesktopCause cause)
    {
        Assert.Equal((notice, cause.Key()), (Screen.Notice, Screen.Cause));
        Assert.Equal((notice, cause.Key()), (Mac.History[0].Notice, Mac.History[0].Cause));
        return this;
    }

    internal AMac ShouldOffer(params DesktopFactor[] factors)
    {
        Assert.Equal(factors, Assert.IsType<LoginScreen.Choosing>(Screen).Factors.AsEnumerable());
        return this;
    }

    internal IEnumerable<SystemEvent> Logged() => effects.OfType<MacEffect.Log>().Select(log => log.Event);
}
