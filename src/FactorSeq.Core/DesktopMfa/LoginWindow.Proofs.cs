using System.Collections.Immutable;
using FactorSeq.Core.SignOn;

namespace FactorSeq.Core.DesktopMfa;

/// <summary>How each factor is asked for, and what comes of the answer.</summary>
public static partial class LoginWindow
{
    /// <summary>How soon a recovery PIN has to be typed for the first time.</summary>
    public static readonly TimeSpan PinPatience = TimeSpan.FromMinutes(2);

    // A Mac that nobody has seen for so long has another secret than the server.
    private static readonly TimeSpan PinReach = TimeSpan.FromDays(7);

    private static MacStep? Choose(Mac mac, DesktopFactor factor, MacFacts facts, DateTimeOffset now)
    {
        if (mac.User(mac.Screen.LocalUser) is not { Login: { } login } user || !Offers(mac, user).Contains(factor))
        {
            return null;
        }

        ImmutableArray<MacEffect> left = mac.Screen is LoginScreen.Waiting waiting ? [new MacEffect.Withdraw(waiting.Push)] : [];
        switch (factor)
        {
            case DesktopFactor.OktaVerifyPush:
                return new MacStep(mac with { Screen = new LoginScreen.Choosing(user.Name, Offers(mac, user)) }, [.. left, new MacEffect.AskForPush(login)]);
            case DesktopFactor.DeviceAccessKey:
                if (LookUp(mac, user, facts, now) is { } counted)
                {
                    return new MacStep(counted with { Screen = new LoginScreen.Touching(user.Name, null) }, [.. left, new MacEffect.LookUpKeys(login)]);
                }

                var limited = Say(mac, new LoginScreen.Touching(user.Name, null), DesktopTexts.NoKeys, DesktopCauses.KeysLimited, now, user.Name);
                return new MacStep(limited, [.. left, LookupsSpent(mac, user)]);
            default:
                return new MacStep(mac with { Screen = new LoginScreen.Typing(user.Name, factor, null) }, left);
        }
    }

    /// <summary>What the System Log is told of a look-up that is one too many.</summary>
    public static MacEffect.Log LookupsSpent(Mac mac, LocalUser user) =>
        new(new SystemEvent("system.org.rate_limit.violation", EventOutcome.Deny, "Too many requests", Detail: $"key look-ups of {mac.Name}"), user.UserId);

    private static MacStep Sent(Mac mac, MacEvent.PushSent sent)
    {
        var link = mac.Screen is LoginScreen.Linking ? sent.Login : null;
        return Done(mac with { Screen = new LoginScreen.Waiting(mac.Screen.LocalUser!, sent.Push, sent.Number, sent.Expires, link) });
    }

    private static MacStep Answered(Mac mac, LoginScreen.Waiting at, MacEvent.PushAnswered answered, MacFacts facts, DateTimeOffset now) => answered.Outcome switch
    {
        PushOutcome.Approved when answered.By is { } by => ProvedOnline(mac, at.User, by, DesktopFactor.OktaVerifyPush, at.Link is not null, facts, now),
        PushOutcome.Denied => PushFailed(mac, at.Link, DesktopCauses.PushDenied, now),
        _ => PushFailed(mac, at.Link, DesktopCauses.PushExpired, now),
    };

    private static MacStep PushFailed(Mac mac, string? link, DesktopCause cause, DateTimeOffset now)
    {
        var user = mac.User(mac.Screen.LocalUser)!;
        LoginScreen screen = mac.Screen is LoginScreen.Linking || link is not null
            ? new LoginScreen.Linking(user.Name)
            : new LoginScreen.Choosing(user.Name, Offers(mac, user));
        return Done(Say(mac, screen, DesktopTexts.PushFailed, cause, now, user.Name));
    }

    private static MacStep OktaCode(Mac mac, LoginScreen.Typing at, MacEvent.OktaCodeJudged code, MacFacts facts, DateTimeOffset now)
    {
        if (!mac.Online)
        {
            return Done(Say(mac, at, DesktopTexts.Offline, DesktopCauses.NoNetwork, now, at.User));
        }

        if (code is { Verdict: OktaCodeVerdict.Right, By: { } by })
        {
            return ProvedOnline(mac, at.User, by, DesktopFactor.OktaVerifyCode, at.Link is not null, facts, now);
        }

        var cause = code.Verdict switch
        {
            OktaCodeVerdict.OfThisDevice => DesktopCauses.CodeOfDevice,
            OktaCodeVerdict.NotAssigned  => DesktopCauses.CodeNotAssigned,
            OktaCodeVerdict.NotSetUp     => DesktopCauses.CodeNotSetUp,
            OktaCodeVerdict.WrongProfile => DesktopCauses.WrongProfile,
            OktaCodeVerdict.Barred       => DesktopCauses.AccountBarred,
            _                            => DesktopCauses.CodeWrong,
        };
        return Done(Say(mac, at, DesktopTexts.CodeIncorrect, cause, now, at.User));
    }

    private static MacStep DeviceCode(Mac mac, LoginScreen.Typing at, MacEvent.DeviceCodeJudged code, DateTimeOffset now)
    {
        if (mac.User(at.User) is not { } user || !InOfflinePeriod(mac, user, now))
        {
            return Done(Say(mac, at, DesktopTexts.OnlineNeeded, DesktopCauses.OfflineOver, now, at.User));
        }

        var cause = code.Verdict switch
        {
            DeviceCodeVerdict.Right when code.Step > user.OfflineStep => null,
            DeviceCodeVerdict.Right or DeviceCodeVerdict.Replayed     => DesktopCauses.DeviceCodeReplayed,
            DeviceCodeVerdict.OfTheOrg                                => DesktopCauses.DeviceCodeOfOrg,
            DeviceCodeVerdict.ClockSkewed                             => DesktopCauses.ClockSkewed,
            _                                                         => DesktopCauses.DeviceCodeWrong,
        };
        return Done(cause is null
            ? mac.With(user with { OfflineStep = code.Step }) with { Screen = new LoginScreen.Desktop(at.User, at.Factor.Key()) }
            : Say(mac, at, DesktopTexts.DeviceCodeIncorrect, cause, now, at.User));
    }

    private static MacStep Keys(Mac mac, LoginScreen.Touching at, MacEvent.KeysFound found, MacFacts facts, DateTimeOffset now)
    {
        if (found.Usable.IsEmpty)
        {
            var none = found.Others > 0 ? DesktopCauses.KeysUnsupported : DesktopCauses.KeysNone;
            return Done(Say(mac, at, DesktopTexts.NoKeys, none, now, at.User));
        }

        var inside = mac.Keys.Where(key => key.IsIn).ToImmutableArray();
        var through = inside.Where(key => UsbPort.LetsThrough(mac, key, facts, now)).ToImmutableArray();
        if (through.FirstOrDefault(key => found.Usable.Contains(key.Id)) is { } ready)
        {
            return Done(mac with { Screen = at with { Key = ready.Id, Notice = DesktopTexts.TouchKey, Cause = null } });
        }

        var cause = inside.IsEmpty ? DesktopCauses.KeyAbsent
            : through.Length < inside.Length ? DesktopCauses.KeyBlocked
            : DesktopCauses.KeyOfOthers;
        return Done(Say(mac, at, DesktopTexts.InsertKey, cause, now, at.User));
    }

    // Between the blinking and the touch the "Allow" may have run out.
    private static MacStep? Touched(Mac mac, LoginScreen.Touching at, string key, MacFacts facts, DateTimeOffset now)
    {
        if (!mac.Online || mac.User(at.User) is not { Login: { } login, UserId: { } id } || mac.Keys.FirstOrDefault(k => k.Id == key && k.IsIn) is not { } inside)
        {
            return null;
        }

        return UsbPort.LetsThrough(mac, inside, facts, now)
            ? ProvedOnline(mac, at.User, new OktaUser(id, login), DesktopFactor.DeviceAccessKey, linking: false, facts, now)
            : Done(Say(mac, at with { Key = null }, DesktopTexts.InsertKey, DesktopCauses.KeyBlocked, now, at.User));
    }

    // An online factor begins the offline period anew; whoever has no offline factor yet, and no grace left, sets one up now.
    private static MacStep ProvedOnline(Mac mac, string name, OktaUser by, DesktopFactor factor, bool linking, MacFacts facts, DateTimeOffset now)
    {
        var user = mac.User(name)!;
        var proved = linking
            ? user with { UserId = by.Id, Login = by.Login, OfflineSecret = null, OfflineStep = 0, LastOnline = now }
            : user with { LastOnline = now };
        var known = mac.With(proved);
        ImmutableArray<MacEffect> effects = linking
            ? [new MacEffect.Log(new SystemEvent("device.desktop_mfa.enrollment.create", EventOutcome.Success, Detail: $"{mac.Name} ({mac.Serial}), {name}"), by.Id)]
            : [];
        LoginScreen screen = proved.OfflineSecret is null && Wants(mac) && !InGrace(mac, now)
            ? Enroll(proved, facts, now)
            : new LoginScreen.Desktop(name, factor.Key());
        return new MacStep(known with { Screen = screen }, effects);
    }

    private static MacStep Enrolled(Mac mac, LoginScreen.Enrolling at)
    {
        var enrolled = mac.With(mac.User(at.User)! with { OfflineSecret = at.Secret, OfflineStep = 0 });
        return Done(enrolled with { Screen = new LoginScreen.Desktop(at.User, DesktopFactor.DeviceAccessCode.Key()) });
    }

    // Okta logs the making of a PIN even where none could be made.
    private static MacStep? Pin(Mac mac, MacEvent.PinWanted wanted, DateTimeOffset now)
    {
        if (mac.User(wanted.LocalUser) is not { } user || !mac.HasDesktopMfa)
        {
            return null;
        }

        var log = new MacEffect.Log(
            new SystemEvent("device.desktop_mfa.recovery_pin.generate", EventOutcome.Success, Detail: $"{mac.Name} ({mac.Serial}), {user.Name}"), user.UserId);
        var made = mac.HasCertificate && now - mac.Connected <= PinReach;
        return new MacStep(made ? mac with { Pin = new RecoveryPin(user.Name, wanted.Digest, now) } : mac with { Pin = null }, [log]);
    }

    private static MacStep PinTyped(Mac mac, MacEvent.PinGiven given, DateTimeOffset now)
    {
        var user = mac.Screen.LocalUser!;
        var pin = mac.Pin is { } known && known.LocalUser == user ? known : null;
        ImmutableArray<MacEffect> left = mac.Screen is LoginScreen.Waiting waiting ? [new MacEffect.Withdraw(waiting.Push)] : [];
        var cause = pin is null ? mac.HasCertificate && now - mac.Connected <= PinReach ? DesktopCauses.PinWrong : DesktopCauses.PinNotMade
            : !given.IsRight ? DesktopCauses.PinWrong
            : pin.FirstUsed is null ? now - pin.Made <= PinPatience ? null : DesktopCauses.PinLate
            : now - pin.FirstUsed < TimeSpan.FromMinutes(mac.Profile!.RecoveryPinMinutes) ? null : DesktopCauses.PinOver;
        if (cause is null)
        {
            return new MacStep(mac with { Pin = pin! with { FirstUsed = pin.FirstUsed ?? now }, Screen = new LoginScreen.Desktop(user, "recovery_pin") }, left);
        }

        var choosing = new LoginScreen.Choosing(user, Offers(mac, mac.User(user)!));
        return new MacStep(Say(mac, choosing, DesktopTexts.PinIncorrect, cause, now, user), left);
    }

    private static DesktopCause CauseOf(OktaRefusal why) => why switch
    {
        OktaRefusal.NotAssigned  => DesktopCauses.PushNotAssigned,
        OktaRefusal.WrongProfile => DesktopCauses.WrongProfile,
        OktaRefusal.Barred       => DesktopCauses.AccountBarred,
        _                        => DesktopCauses.PushNotSetUp,
    };
}
