using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.Tests.Support;
using static FactorSeq.Core.DesktopMfa.DesktopFactor;

namespace FactorSeq.Core.Tests.DesktopMfa;

/// <summary>The acceptance scenarios of Desktop MFA, by their numbers.</summary>
public sealed class DesktopMfaScenarios
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(Installation.PackageFirst)]
    [InlineData(Installation.AppStore)]
    [Trait("scenario", "65")]
    [Trait("basis", "sourced")]
    public void A_Mac_that_had_Okta_Verify_before_the_profile_asks_for_the_password_alone(Installation how) =>
        AMac.Linked().After(100 * Hour).On(new MacEvent.Install(how)).Password().ShouldBeIn("password");

    [Fact]
    [Trait("scenario", "66")]
    [Trait("basis", "inferred")]
    public void A_push_to_somebody_who_is_not_assigned_fails_with_the_words_of_one_that_was_declined()
    {
        var mac = AMac.Linked().Password().Choose(OktaVerifyPush).On(new MacEvent.PushRefused(OktaRefusal.NotAssigned))
            .ShouldSay(DesktopTexts.PushFailed, DesktopCauses.PushNotAssigned);

        Assert.Equal(mac.Screen.Notice, AMac.Linked().Password().Push(PushOutcome.Denied).Screen.Notice);
    }

    [Fact]
    [Trait("scenario", "67")]
    [Trait("basis", "sourced")]
    public void A_right_code_of_somebody_who_is_not_assigned_is_incorrect_and_lets_them_in_once_they_are() =>
        AMac.Linked().Password().Code(OktaCodeVerdict.NotAssigned).ShouldSay(DesktopTexts.CodeIncorrect, DesktopCauses.CodeNotAssigned)
            .Code(OktaCodeVerdict.Right).ShouldBeIn("OV_TOTP");

    [Fact]
    [Trait("scenario", "68")]
    [Trait("basis", "sourced")]
    public void Each_code_is_wrong_in_the_field_of_the_other() =>
        AMac.Linked().Password().Code(OktaCodeVerdict.OfThisDevice).ShouldSay(DesktopTexts.CodeIncorrect, DesktopCauses.CodeOfDevice)
            .DeviceCode(DeviceCodeVerdict.OfTheOrg).ShouldSay(DesktopTexts.DeviceCodeIncorrect, DesktopCauses.DeviceCodeOfOrg);

    [Fact]
    [Trait("scenario", "69")]
    [Trait("basis", "sourced")]
    public void A_device_access_code_fails_by_a_wrong_clock_and_counts_once_the_clock_is_right() =>
        AMac.Linked().On(new MacEvent.Adjusted { Online = false, ClockOffset = TimeSpan.FromMinutes(10) }).Password().ShouldOffer(DeviceAccessCode)
            .DeviceCode(DeviceCodeVerdict.ClockSkewed).ShouldSay(DesktopTexts.DeviceCodeIncorrect, DesktopCauses.ClockSkewed)
            .On(new MacEvent.Adjusted { ClockOffset = TimeSpan.Zero }).DeviceCode(DeviceCodeVerdict.Right).ShouldBeIn("Offline_TOTP");

    [Fact]
    [Trait("scenario", "70")]
    [Trait("basis", "sourced")]
    public void Whoever_has_Touch_ID_alone_has_no_keys() =>
        AMac.Linked().Password().Keys([], others: 1).ShouldSay(DesktopTexts.NoKeys, DesktopCauses.KeysUnsupported);

    [Fact]
    [Trait("scenario", "71")]
    [Trait("basis", "inferred")]
    public void Too_many_lookups_look_like_no_keys_for_a_minute()
    {
        var mac = AMac.Linked().On(new MacEvent.KeyInserted("key")).With(m => m with { Usb = UsbMode.Always }).Password();
        for (var i = 0; i < 5; i++)
        {
            mac.Keys(["key"]).On(new MacEvent.Back());
        }

        mac.Choose(DeviceAccessKey).ShouldSay(DesktopTexts.NoKeys, DesktopCauses.KeysLimited)
            .After(TimeSpan.FromSeconds(59)).Choose(DeviceAccessKey).ShouldSay(DesktopTexts.NoKeys, DesktopCauses.KeysLimited);
        Assert.Equal(2, mac.Logged().Count(e => e.Type == "system.org.rate_limit.violation"));

        mac.After(TimeSpan.FromSeconds(1)).Keys(["key"]).Touch().ShouldBeIn("FIDO2_USB_key");
    }

    [Theory]
    [InlineData(UsbMode.AskForNewAccessories)]
    [InlineData(UsbMode.AutomaticallyWhenUnlocked)]
    [Trait("scenario", "72")]
    [Trait("basis", "sourced")]
    public void A_key_counts_three_days_from_being_allowed(UsbMode mode) =>
        AMac.Linked().With(m => m with { Usb = mode }).On(new MacEvent.KeyInserted("key")).Password()
            .Keys(["key"]).ShouldSay(DesktopTexts.InsertKey, DesktopCauses.KeyBlocked).Refuses(new MacEvent.KeyTouched()).Refuses(new MacEvent.KeyAllowed("key"))
            .Push(PushOutcome.Approved).On(new MacEvent.KeyAllowed("key")).Lock()
            .After(TimeSpan.FromDays(3)).Password().Keys(["key"]).Touch().ShouldBeIn("FIDO2_USB_key").Lock()
            .After(TimeSpan.FromSeconds(1)).Password().Keys(["key"]).ShouldSay(DesktopTexts.InsertKey, DesktopCauses.KeyBlocked);

    [Fact]
    [Trait("scenario", "73")]
    [Trait("basis", "sourced")]
    public void A_Mac_that_always_allows_accessories_takes_a_key_nobody_allowed() =>
        AMac.Linked().On(new MacEvent.Adjusted { Usb = UsbMode.Always }).On(new MacEvent.KeyInserted("key")).Password()
            .Keys(["key"]).Touch().ShouldBeIn("FIDO2_USB_key");

    [Fact]
    [Trait("scenario", "74")]
    [Trait("basis", "sourced")]
    public void The_password_is_enough_for_two_days_and_then_an_account_must_be_linked()
    {
        new AMac().After(47 * Hour).Password().ShouldBeIn("password");

        var mac = new AMac().After(49 * Hour).Password();
        Assert.IsType<LoginScreen.Linking>(mac.Screen);
        mac.Refuses(new MacEvent.Chosen(OktaVerifyPush));
    }

    [Theory]
    [InlineData(168, 168, true)]
    [InlineData(168, 169, false)]
    [InlineData(0, 0, false)]
    [Trait("scenario", "75")]
    [Trait("basis", "sourced")]
    public void A_device_access_code_counts_so_many_hours_from_the_last_online_factor(double period, int after, bool counts)
    {
        var mac = AMac.Linked(p => p with { LoginPeriodWithOfflineFactor = period }).After(after * Hour).Password().DeviceCode(DeviceCodeVerdict.Right);
        if (counts)
        {
            mac.ShouldBeIn("Offline_TOTP");
            return;
        }

        mac.ShouldSay(DesktopTexts.OnlineNeeded, DesktopCauses.OfflineOver).Push(PushOutcome.Approved).Lock().Password().DeviceCode(DeviceCodeVerdict.Right);
        Assert.Equal(period > 0, mac.Screen is LoginScreen.Desktop);
    }

    [Theory]
    [InlineData("ana", "ana", false)]
    [InlineData("ana", "", true)]
    [InlineData("Ana", "", false)]
    [InlineData("*", "Ana", true)]
    [InlineData("*", "*", false)]
    [InlineData("", "", false)]
    [Trait("scenario", "76")]
    [Trait("basis", "sourced")]
    public void The_list_of_the_exempt_wins_and_capitals_count(string required, string exempt, bool asks)
    {
        var mac = AMac.Linked(p => p with { MfaRequired = List(required), MfaNotRequired = List(exempt) }).Password();
        Assert.Equal(asks, mac.Screen is LoginScreen.Choosing);

        static System.Collections.Immutable.ImmutableArray<string> List(string name) => name.Length == 0 ? [] : [name];
    }

    [Fact]
    [Trait("scenario", "77")]
    [Trait("basis", "sourced")]
    public void The_window_offers_the_allowed_factors_in_their_order() =>
        AMac.Linked(p => p with { AllowedFactors = ["OV_TOTP", "OV_Push"] }).Password().ShouldOffer(OktaVerifyCode, OktaVerifyPush)
            .Refuses(new MacEvent.Chosen(DeviceAccessKey));

    [Fact]
    [Trait("scenario", "79")]
    [Trait("basis", "sourced")]
    public void A_recovery_PIN_is_typed_within_two_minutes_and_counts_for_an_hour_from_then()
    {
        var made = new MacEvent.PinWanted(AMac.User, "digest");
        var typed = new MacEvent.PinGiven(true);

        AMac.Linked().On(made).After(TimeSpan.FromSeconds(121)).Password().On(typed).ShouldSay(DesktopTexts.PinIncorrect, DesktopCauses.PinLate);
        var mac = AMac.Linked().On(made).After(TimeSpan.FromSeconds(60)).Password().On(typed).ShouldBeIn("recovery_pin").Lock()
            .After(TimeSpan.FromMinutes(59)).Password().On(typed).ShouldBeIn("recovery_pin").Lock()
            .After(TimeSpan.FromMinutes(2)).Password().On(typed).ShouldSay(DesktopTexts.PinIncorrect, DesktopCauses.PinOver);
        Assert.Equal("device.desktop_mfa.recovery_pin.generate", Assert.Single(mac.Logged()).Type);
    }
}
