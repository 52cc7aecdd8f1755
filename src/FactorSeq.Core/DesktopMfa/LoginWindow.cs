using System.Collections.Immutable;

namespace FactorSeq.Core.DesktopMfa;

/// <summary>
/// The login window of a Mac with Desktop MFA (Okta, "Desktop MFA for macOS"): a pure function of what the Mac is, what happened, what the org
/// has decided, and when. An event that the display has no place for changes nothing.
/// </summary>
public static partial class LoginWindow
{
    /// <summary>How long nothing may happen while the device access code is set up.</summary>
    public static readonly TimeSpan EnrollmentPatience = TimeSpan.FromMinutes(5);

    private const int Remembered = 20;

    public static MacStep Step(Mac mac, MacEvent happened, MacFacts facts, DateTimeOffset now)
    {
        var present = Overtaken(mac.Online ? mac with { Connected = now } : mac, now);
        var step = Around(present, happened, now) ?? Shown(present, happened, facts, now);
        return step ?? new MacStep(present, [], Fits: happened is MacEvent.Passed);
    }

    /// <summary>The factors that the window offers a linked user here and now.</summary>
    public static ImmutableArray<DesktopFactor> Offers(Mac mac, LocalUser user) =>
    [
        .. (mac.Profile?.Factors ?? []).Where(factor => factor.NeedsNetwork()
            ? mac.Online
            : mac.Profile!.OfflineLoginAllowed && user.OfflineSecret is not null),
    ];

    /// <summary>Whether the local password alone is still enough for somebody who has set nothing up.</summary>
    public static bool InGrace(Mac mac, DateTimeOffset now) =>
        now < mac.Installed + TimeSpan.FromHours(mac.Profile?.LoginPeriodWithoutEnrolledFactor ?? 0);

    /// <summary>Whether a device access code is enough for a user: not for ever after an online factor, and never where the period is 0.</summary>
    public static bool InOfflinePeriod(Mac mac, LocalUser user, DateTimeOffset now) =>
        mac.Profile is { LoginPeriodWithOfflineFactor: > 0 and var hours } && user.LastOnline is { } last && now - last <= TimeSpan.FromHours(hours);

    /// <summary>Counts a look-up of a user's keys; null where it is one too many.</summary>
    public static Mac? LookUp(Mac mac, LocalUser user, MacFacts facts, DateTimeOffset now) =>
        KeyLookups.Take(user.KeyLookups, facts.KeyLookupsPerMinute, now) is { } taken ? mac.With(user with { KeyLookups = taken }) : null;

    // What the clock alone has brought about.
    private static Mac Overtaken(Mac mac, DateTimeOffset now) =>
        mac.Screen is LoginScreen.Enrolling enrolling && now >= enrolling.Deadline
            ? Say(mac, new LoginScreen.Locked(), DesktopTexts.EnrollmentTimedOut, DesktopCauses.EnrollmentIdle, now, enrolling.User)
            : mac;

    // What happens around the display, whatever it shows; null for everything else.
    private static MacStep? Around(Mac mac, MacEvent happened, DateTimeOffset now) => happened switch
    {
        MacEvent.Adjusted change => new MacStep(Adjust(mac, change, now), []),
        MacEvent.Install install => Close(mac with { Installation = install.How, Installed = now }),
        MacEvent.Restart => Close(mac with { Started = now }),
        MacEvent.Lock => Close(mac),
        MacEvent.KeyInserted key => new MacStep(UsbPort.Insert(mac, key.Key), []),
        MacEvent.KeyRemoved key => mac.HasIn(key.Key) ? new MacStep(Unlit(UsbPort.Remove(mac, key.Key), key.Key, now), []) : null,

        // macOS asks whoever is signed in, about what is in a slot.
        MacEvent.KeyAllowed key => mac.Screen is LoginScreen.Desktop && mac.HasIn(key.Key) ? new MacStep(UsbPort.Allow(mac, key.Key, now), []) : null,
        MacEvent.PinWanted wanted => Pin(mac, wanted, now),
        _ => null,
    };

    private static MacStep? Shown(Mac mac, MacEvent happened, MacFacts facts, DateTimeOffset now) => (mac.Screen, happened) switch
    {
        (LoginScreen.Locked, MacEvent.PasswordGiven given)      => Password(mac, given, now),
        (LoginScreen.Desktop desktop, MacEvent.SetUpAsked)      => SetUp(mac, desktop, facts, now),
        (LoginScreen.Linking at, MacEvent.OktaUserNamed named)  => Link(mac, at, named.Login, now),
        (LoginScreen.Linking or LoginScreen.Choosing or LoginScreen.Typing or LoginScreen.Touching or LoginScreen.Waiting, MacEvent.Back) => GoBack(mac),
        (LoginScreen.Enrolling, MacEvent.Back)                  => Close(mac),
        (LoginScreen.Enrolling at, MacEvent.Scanned)            => Enrolled(mac, at),
        (LoginScreen.Linking or LoginScreen.Choosing, MacEvent.PushSent sent) => Sent(mac, sent),
        (LoginScreen.Linking or LoginScreen.Choosing, MacEvent.PushRefused refused) => PushFailed(mac, null, CauseOf(refused.Why), now),
        (LoginScreen.Waiting at, MacEvent.PushAnswered answered) => Answered(mac, at, answered, facts, now),
        (LoginScreen.Typing { Factor: DesktopFactor.OktaVerifyCode } at, MacEvent.OktaCodeJudged code) => OktaCode(mac, at, code, facts, now),
        (LoginScreen.Typing { Factor: DesktopFactor.DeviceAccessCode } at, MacEvent.DeviceCodeJudged code) => DeviceCode(mac, at, code, now),
        (LoginScreen.Touching at, MacEvent.KeysFound found)     => Keys(mac, at, found, facts, now),
        (LoginScreen.Touching { Key: { } key } at, MacEvent.KeyTouched) => Touched(mac, at, key, facts, now),
        (LoginScreen.Choosing or LoginScreen.Typing { Link: null } or LoginScreen.Touching or LoginScreen.Waiting { Link: null }, MacEvent.Chosen chosen) =>
            Choose(mac, chosen.Factor, facts, now),
        (LoginScreen.Choosing or LoginScreen.Typing { Link: null } or LoginScreen.Touching or LoginScreen.Waiting { Link: null }, MacEvent.PinGiven given) =>
            PinTyped(mac, given, now),
        _ => null,
    };

    private static MacStep Password(Mac mac, MacEvent.PasswordGiven given, DateTimeOffset now)
    {
        if (!given.IsRight || mac.User(given.LocalUser) is not { } user)
        {
            return Done(Say(mac, new LoginScreen.Locked(), DesktopTexts.PasswordIncorrect, DesktopCauses.PasswordWrong, now, given.LocalUser));
        }

        if (!mac.HasDesktopMfa || !mac.Profile!.Covers(user.Name) || (user.Login is null && InGrace(mac, now)))
        {
            return Done(mac with { Screen = new LoginScreen.Desktop(user.Name, "password") });
        }

        return Done(user.Login is null ? AskForName(mac, user.Name, now) : Offer(mac, user, now));
    }

    // Where there is nothing to choose from, the window says so; a recovery PIN can still be typed.
    private static Mac Offer(Mac mac, LocalUser user, DateTimeOffset now)
    {
        var screen = new LoginScreen.Choosing(user.Name, Offers(mac, user));
        return screen.Factors.IsEmpty ? Say(mac, screen, DesktopTexts.NoFactor, DesktopCauses.NoFactor, now, user.Name) : mac with { Screen = screen };
    }

    private static Mac AskForName(Mac mac, string user, DateTimeOffset now) => mac.Online
        ? mac with { Screen = new LoginScreen.Linking(user) }
        : Say(mac, new LoginScreen.Linking(user), DesktopTexts.Offline, DesktopCauses.NoNetwork, now, user);

    private static MacStep? SetUp(Mac mac, LoginScreen.Desktop desktop, MacFacts facts, DateTimeOffset now)
    {
        if (!mac.HasDesktopMfa || mac.User(desktop.User) is not { } user || !mac.Profile!.Covers(user.Name))
        {
            return null;
        }

        return user.Login is null ? Done(AskForName(mac, user.Name, now))
            : user.OfflineSecret is null && Wants(mac) ? Done(mac with { Screen = Enroll(user, facts, now) })
            : null;
    }

    private static MacStep Link(Mac mac, LoginScreen.Linking at, string login, DateTimeOffset now) =>
        !mac.Online ? Done(AskForName(mac, at.User, now))
        : mac.Profile!.AccountLinkingFactor == DesktopFactor.OktaVerifyPush
            ? new MacStep(mac with { Screen = new LoginScreen.Linking(at.User) }, [new MacEffect.AskForPush(login)])
            : Done(mac with { Screen = new LoginScreen.Typing(at.User, DesktopFactor.OktaVerifyCode, login) });

    private static MacStep GoBack(Mac mac)
    {
        ImmutableArray<MacEffect> effects = mac.Screen is LoginScreen.Waiting waiting ? [new MacEffect.Withdraw(waiting.Push)] : [];
        var user = mac.User(mac.Screen.LocalUser);
        var link = mac.Screen is LoginScreen.Waiting { Link: not null } or LoginScreen.Typing { Link: not null };
        LoginScreen screen = user is null || mac.Screen is LoginScreen.Linking or LoginScreen.Choosing ? new LoginScreen.Locked()
            : link ? new LoginScreen.Linking(user.Name)
            : new LoginScreen.Choosing(user.Name, Offers(mac, user));
        return new MacStep(mac with { Screen = screen }, effects);
    }

    private static MacStep Close(Mac mac) => mac.Screen is LoginScreen.Waiting waiting
        ? new MacStep(mac with { Screen = new LoginScreen.Locked() }, [new MacEffect.Withdraw(waiting.Push)])
        : Done(mac with { Screen = new LoginScreen.Locked() });

    private static Mac Adjust(Mac mac, MacEvent.Adjusted change, DateTimeOffset now)
    {
        var adjusted = mac with
        {
            ClockOffset = change.ClockOffset ?? mac.ClockOffset,
            Online = change.Online ?? mac.Online,
            Connected = change.Online == true ? now : mac.Connected,
            Usb = change.Usb ?? mac.Usb,
            Profile = change.Profile ?? mac.Profile,
            HasCertificate = change.HasCertificate ?? mac.HasCertificate,
        };

        // What is offered follows the network and the profile.
        return adjusted.Screen is LoginScreen.Choosing choosing && adjusted.User(choosing.User) is { } user ? Offer(adjusted, user, now) : adjusted;
    }

    private static Mac Unlit(Mac mac, string key, DateTimeOffset now) => mac.Screen is LoginScreen.Touching at && at.Key == key
        ? Say(mac, at with { Key = null }, DesktopTexts.InsertKey, DesktopCauses.KeyAbsent, now, at.User)
        : mac;

    private static bool Wants(Mac mac) => mac.Profile!.OfflineLoginAllowed && mac.Profile.Factors.Contains(DesktopFactor.DeviceAccessCode);

    private static LoginScreen.Enrolling Enroll(LocalUser user, MacFacts facts, DateTimeOffset now) =>
        new(user.Name, facts.FreshSecret, now + EnrollmentPatience);

    private static MacStep Done(Mac mac) => new(mac, []);

    // The window shows the words; why it does so is remembered beside them.
    private static Mac Say(Mac mac, LoginScreen screen, Notice notice, DesktopCause cause, DateTimeOffset now, string? user) => mac with
    {
        Screen = screen with { Notice = notice, Cause = cause.Key() },
        History = [new Told(now, user, notice, cause.Key()), .. mac.History.Take(Remembered - 1)],
    };
}
