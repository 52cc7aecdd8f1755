using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.Tests.Support;
using static FactorSeq.Core.DesktopMfa.DesktopFactor;

namespace FactorSeq.Core.Tests.DesktopMfa;

/// <summary>What the scenarios leave open.</summary>
public sealed class LoginWindowTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static TheoryData<string> Causes() => [.. DesktopCauses.All.Select(cause => cause.Key())];

    // One way to every row of the table.
    private static readonly Dictionary<DesktopCause, Func<AMac>> Ways = new()
    {
        [DesktopCauses.PushNotAssigned]    = () => Refused(OktaRefusal.NotAssigned),
        [DesktopCauses.PushNotSetUp]       = () => Refused(OktaRefusal.NotSetUp),
        [DesktopCauses.WrongProfile]       = () => Refused(OktaRefusal.WrongProfile),
        [DesktopCauses.AccountBarred]      = () => Refused(OktaRefusal.Barred),
        [DesktopCauses.PushDenied]         = () => AMac.Linked().Password().Push(PushOutcome.Denied),
        [DesktopCauses.PushExpired]        = () => AMac.Linked().Password().Push(PushOutcome.Expired),
        [DesktopCauses.CodeOfDevice]       = () => AMac.Linked().Password().Code(OktaCodeVerdict.OfThisDevice),
        [DesktopCauses.CodeWrong]          = () => AMac.Linked().Password().Code(OktaCodeVerdict.Wrong),
        [DesktopCauses.CodeNotSetUp]       = () => AMac.Linked().Password().Code(OktaCodeVerdict.NotSetUp),
        [DesktopCauses.CodeNotAssigned]    = () => AMac.Linked().Password().Code(OktaCodeVerdict.NotAssigned),
        [DesktopCauses.DeviceCodeOfOrg]    = () => AMac.Linked().Password().DeviceCode(DeviceCodeVerdict.OfTheOrg),
        [DesktopCauses.DeviceCodeWrong]    = () => AMac.Linked().Password().DeviceCode(DeviceCodeVerdict.Wrong),
        [DesktopCauses.ClockSkewed]        = () => AMac.Linked().Password().DeviceCode(DeviceCodeVerdict.ClockSkewed),
        [DesktopCauses.KeysUnsupported]    = () => AMac.Linked().Password().Keys([], 2),
        [DesktopCauses.KeysLimited]        = () => Limited().Password().Choose(DeviceAccessKey),
        [DesktopCauses.KeysNone]           = () => AMac.Linked().Password().Keys([]),
        [DesktopCauses.KeyBlocked]         = () => AMac.Linked().On(new MacEvent.KeyInserted("key")).Password().Keys(["key"]),
        [DesktopCauses.KeyAbsent]          = () => AMac.Linked().Password().Keys(["key"]),
        [DesktopCauses.KeyOfOthers]        = () => AMac.Linked().With(m => m with { Usb = UsbMode.Always }).On(new MacEvent.KeyInserted("bens")).Password().Keys(["key"]),
        [DesktopCauses.EnrollmentIdle]     = () => Enrolling().After(LoginWindow.EnrollmentPatience).On(new MacEvent.Passed()),
        [DesktopCauses.PinLate]            = () => Pinned().After(LoginWindow.PinPatience + TimeSpan.FromSeconds(1)).Password().On(new MacEvent.PinGiven(true)),
        [DesktopCauses.PinOver]            = () => Pinned().Password().On(new MacEvent.PinGiven(true)).Lock().After(TimeSpan.FromHours(1)).Password().On(new MacEvent.PinGiven(true)),
        [DesktopCauses.PinWrong]           = () => Pinned().Password().On(new MacEvent.PinGiven(false)),
        [DesktopCauses.PinNotMade]         = () => Pinned(hasCertificate: false).Password().On(new MacEvent.PinGiven(true)),
        [DesktopCauses.DeviceCodeReplayed] = () => AMac.Linked().Password().DeviceCode(DeviceCodeVerdict.Right, 7).Lock().Password().DeviceCode(DeviceCodeVerdict.Right, 7),
        [DesktopCauses.OfflineOver]        = () => AMac.Linked().After(8 * Day).Password().DeviceCode(DeviceCodeVerdict.Right),
        [DesktopCauses.PasswordWrong]      = () => AMac.Linked().On(new MacEvent.PasswordGiven(AMac.User, false)),
        [DesktopCauses.NoNetwork]          = () => new AMac().After(3 * Day).On(new MacEvent.Adjusted { Online = false }).Password(),
        [DesktopCauses.NoFactor]           = () => AMac.Linked(p => p with { OfflineLoginAllowed = false }).On(new MacEvent.Adjusted { Online = false }).Password(),
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public void Every_cause_can_be_met_and_the_window_does_not_tell_it(string key)
    {
        var cause = DesktopCauses.Find(key)!;
        var mac = Ways[cause]();

        Assert.Equal(key, mac.Screen.Cause);
        Assert.DoesNotContain(cause.Why, mac.Screen.Notice!.Text);
        Assert.False(mac.Screen is LoginScreen.Desktop);
    }

    [Fact]
    public void Every_number_from_1_to_13_has_a_row() =>
        Assert.Equal(Enumerable.Range(1, 13).Select(n => $"DE{n}"), DesktopCauses.All.Select(c => c.Id).Where(id => id != "-").Distinct());

    [Theory]
    [InlineData("DE1", "DE2")]
    [InlineData("DE3", "DE4")]
    [InlineData("DE5", "DE6")]
    [InlineData("DE7", "DE8", "DE9")]
    [InlineData("DE10", "DE11")]
    public void Causes_that_the_window_does_not_tell_apart_share_their_words(params string[] ids)
    {
        var said = Ways.Where(way => ids.Contains(way.Key.Id)).Select(way => way.Value().Screen.Notice).Distinct();
        Assert.Single(said);
    }

    [Fact]
    public void Linking_by_push_registers_the_Mac_and_goes_on_to_the_offline_factor_once_the_grace_is_over()
    {
        var mac = new AMac().After(3 * Day).Password().On(new MacEvent.OktaUserNamed("ana@demo.test"));
        Assert.Equal(new MacEffect.AskForPush("ana@demo.test"), Assert.Single(mac.Effects));
        mac.On(new MacEvent.PushSent("push", "ana@demo.test", 42, mac.Now.AddMinutes(5)));
        Assert.Equal((42, "ana@demo.test"), (((LoginScreen.Waiting)mac.Screen).Number, ((LoginScreen.Waiting)mac.Screen).Link));
        mac.Refuses(new MacEvent.Chosen(OktaVerifyCode)).Refuses(new MacEvent.PinGiven(true))
            .On(new MacEvent.PushAnswered(PushOutcome.Approved, new OktaUser("00uana", "ana@demo.test")));

        Assert.Equal("device.desktop_mfa.enrollment.create", Assert.Single(mac.Logged()).Type);
        Assert.Equal(("ana@demo.test", (DateTimeOffset?)mac.Now), (mac.Local.Login, mac.Local.LastOnline));
        Assert.Equal("JBSWY3DPEHPK3PXP", Assert.IsType<LoginScreen.Enrolling>(mac.Screen).Secret);
        mac.On(new MacEvent.Scanned()).ShouldBeIn("Offline_TOTP");
        Assert.Equal("JBSWY3DPEHPK3PXP", mac.Local.OfflineSecret);
    }

    [Fact]
    public void Linking_by_code_asks_for_no_push_and_failing_leads_back_to_the_name()
    {
        var mac = new AMac().With(m => m with { Profile = m.Profile! with { AccountLinkingFactor = OktaVerifyCode } }).After(3 * Day).Password()
            .On(new MacEvent.OktaUserNamed("ana@demo.test"));
        Assert.Empty(mac.Effects);
        mac.On(new MacEvent.OktaCodeJudged(OktaCodeVerdict.Wrong)).ShouldSay(DesktopTexts.CodeIncorrect, DesktopCauses.CodeWrong).On(new MacEvent.Back());
        Assert.IsType<LoginScreen.Linking>(mac.Screen);
        Assert.Null(mac.Local.Login);

        mac.On(new MacEvent.Back());
        Assert.IsType<LoginScreen.Locked>(mac.Screen);
    }

    [Fact]
    public void A_failed_push_while_linking_links_nobody()
    {
        var mac = new AMac().After(3 * Day).Password().On(new MacEvent.OktaUserNamed("ben@demo.test"))
            .On(new MacEvent.PushSent("push", "ben@demo.test", null, World.Morning)).On(new MacEvent.PushAnswered(PushOutcome.Denied));

        Assert.IsType<LoginScreen.Linking>(mac.ShouldSay(DesktopTexts.PushFailed, DesktopCauses.PushDenied).Screen);
        Assert.Null(mac.Local.Login);
        Assert.Empty(mac.Logged());
    }

    [Fact]
    public void Within_the_grace_somebody_may_set_up_and_need_not()
    {
        var mac = new AMac().Password().ShouldBeIn("password").On(new MacEvent.SetUpAsked()).On(new MacEvent.OktaUserNamed("ana@demo.test"))
            .On(new MacEvent.PushSent("push", "ana@demo.test", null, World.Morning)).On(new MacEvent.PushAnswered(PushOutcome.Approved, new OktaUser("00uana", "ana@demo.test")))
            .ShouldBeIn("OV_Push").On(new MacEvent.SetUpAsked());

        Assert.IsType<LoginScreen.Enrolling>(mac.Screen);
        mac.On(new MacEvent.Scanned()).Refuses(new MacEvent.SetUpAsked());
    }

    [Fact]
    public void Somebody_linked_without_an_offline_factor_must_set_one_up_once_it_is_allowed_again()
    {
        var mac = AMac.Linked(p => p with { OfflineLoginAllowed = false }).With(m => m.With(m.Users[0] with { OfflineSecret = null })).After(3 * Day);
        mac.Password().Push(PushOutcome.Approved).ShouldBeIn("OV_Push").Lock();
        mac.On(new MacEvent.Adjusted { Profile = mac.Mac.Profile! with { OfflineLoginAllowed = true } }).Password().Push(PushOutcome.Approved);

        Assert.IsType<LoginScreen.Enrolling>(mac.Screen);
    }

    [Theory]
    [InlineData(true, 1, true, false, false)]
    [InlineData(true, 4, false, false, false)]
    [InlineData(true, 1, false, true, false)]
    [InlineData(true, 1, false, false, true)]
    [InlineData(false, 4, true, true, false)]
    [InlineData(false, 4, false, true, true)]
    [InlineData(false, 1, true, true, true)]
    public void Ask_every_time_wants_all_conditions_or_any_of_them(bool all, int days, bool isPulled, bool restarts, bool works)
    {
        var mac = AMac.Linked().With(m => m with { Usb = UsbMode.AskEveryTime });
        mac.Facts = mac.Facts with { AskEveryTimeNeedsAll = all };
        mac.On(new MacEvent.KeyInserted("key")).Password().Push(PushOutcome.Approved).On(new MacEvent.KeyAllowed("key")).Lock();
        if (isPulled)
        {
            mac.On(new MacEvent.KeyRemoved("key")).On(new MacEvent.KeyInserted("key"));
        }

        mac.After(days * Day);
        if (restarts)
        {
            mac.On(new MacEvent.Restart());
        }

        mac.Password().Keys(["key"]);
        Assert.Equal(works || (!all && (days <= 3 || !isPulled || !restarts)), ((LoginScreen.Touching)mac.Screen).Key == "key");
    }

    [Fact]
    public void A_push_that_nobody_waits_for_any_more_goes_from_the_phone()
    {
        foreach (var away in (MacEvent[])[new MacEvent.Back(), new MacEvent.Lock(), new MacEvent.Restart(), new MacEvent.Chosen(OktaVerifyCode), new MacEvent.Chosen(DeviceAccessKey)])
        {
            var mac = AMac.Linked().Password().Choose(OktaVerifyPush).On(new MacEvent.PushSent("push", "ana@demo.test", null, World.Morning)).On(away);
            Assert.Contains(new MacEffect.Withdraw("push"), mac.Effects);
            mac.Refuses(new MacEvent.PushAnswered(PushOutcome.Approved, new OktaUser("00uana", "ana@demo.test")));
        }
    }

    [Fact]
    public void A_key_that_is_pulled_out_or_no_longer_allowed_cannot_be_touched()
    {
        AMac Ready() => AMac.Linked().On(new MacEvent.KeyInserted("key")).Password().Push(PushOutcome.Approved).On(new MacEvent.KeyAllowed("key")).Lock().Password().Keys(["key"]);

        Ready().On(new MacEvent.KeyRemoved("key")).ShouldSay(DesktopTexts.InsertKey, DesktopCauses.KeyAbsent).Refuses(new MacEvent.KeyTouched());
        Ready().After(4 * Day).Touch().ShouldSay(DesktopTexts.InsertKey, DesktopCauses.KeyBlocked);
        Ready().On(new MacEvent.Adjusted { Online = false }).Refuses(new MacEvent.KeyTouched());
        Ready().Lock().On(new MacEvent.KeyRemoved("key")).Password().Keys(["key"]).ShouldSay(DesktopTexts.InsertKey, DesktopCauses.KeyAbsent);
    }

    [Fact]
    public void No_recovery_PIN_is_made_for_a_Mac_that_was_away_for_a_week_but_it_is_logged()
    {
        var mac = AMac.Linked().On(new MacEvent.Adjusted { Online = false }).After(8 * Day).On(new MacEvent.PinWanted(AMac.User, "digest"));
        Assert.Null(mac.Mac.Pin);
        Assert.Equal("device.desktop_mfa.recovery_pin.generate", Assert.Single(mac.Logged()).Type);
    }

    [Fact]
    public void A_recovery_PIN_is_for_the_user_whom_it_was_made_for_and_for_nobody_else()
    {
        var mac = Pinned().With(m => m with { Users = [.. m.Users, m.Users[0] with { Name = "ben", UserId = "00uben", Login = "ben@demo.test" }] });

        mac.On(new MacEvent.PasswordGiven("ben", true)).On(new MacEvent.PinGiven(true)).ShouldSay(DesktopTexts.PinIncorrect, DesktopCauses.PinWrong);
        mac.Lock().Password().On(new MacEvent.PinGiven(true)).ShouldBeIn("recovery_pin");
    }

    // "Renaming the Okta username makes a new user": what was set up for the one is nothing to the other.
    [Fact]
    public void Whoever_links_an_account_sets_the_device_access_code_up_anew()
    {
        var mac = AMac.Linked().With(m => m.With(m.Users[0] with { UserId = null, Login = null, OfflineStep = 7 })).After(3 * Day).Password()
            .On(new MacEvent.OktaUserNamed("ana@demo.test"))
            .On(new MacEvent.PushSent("push", "ana@demo.test", null, World.Morning.AddDays(4)))
            .On(new MacEvent.PushAnswered(PushOutcome.Approved, new OktaUser("00uana", "ana@demo.test")));

        Assert.IsType<LoginScreen.Enrolling>(mac.Screen);
        Assert.Equal((null, 0L, "ana@demo.test"), (mac.Local.OfflineSecret, mac.Local.OfflineStep, mac.Local.Login));
    }

    [Fact]
    public void An_enrollment_that_is_in_time_is_not_timed_out() =>
        Enrolling().After(LoginWindow.EnrollmentPatience - TimeSpan.FromSeconds(1)).On(new MacEvent.Scanned()).ShouldBeIn("Offline_TOTP");

    private static AMac Refused(OktaRefusal why) => AMac.Linked().Password().Choose(OktaVerifyPush).On(new MacEvent.PushRefused(why));

    private static AMac Limited() => AMac.Linked().With(m => m.With(m.Users[0] with { KeyLookups = [.. Enumerable.Repeat(World.Morning, 5)] }));

    private static AMac Pinned(bool hasCertificate = true) =>
        AMac.Linked().On(new MacEvent.Adjusted { HasCertificate = hasCertificate }).On(new MacEvent.PinWanted(AMac.User, "digest"));

    private static AMac Enrolling() => AMac.Linked().With(m => m.With(m.Users[0] with { OfflineSecret = null })).After(3 * Day).Password().Push(PushOutcome.Approved);
}
