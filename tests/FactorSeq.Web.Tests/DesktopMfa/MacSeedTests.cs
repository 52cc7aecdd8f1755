using FactorSeq.Core.DesktopMfa;
using FactorSeq.Web.Tests.Seed;

namespace FactorSeq.Web.Tests.DesktopMfa;

/// <summary><c>macs</c> and the Desktop MFA app in seeds.</summary>
public sealed class MacSeedTests
{
    private const string Users = "users: [ { login: a@b.test, password: Passw0rd-a } ]\n";

    [Fact]
    public void A_Mac_has_the_defaults_of_Oktas_page()
    {
        var mac = Assert.Single(Seed.Seeds.Ready("macs: [ { name: m, profile: { DMFAClientID: c, DMFAClientSecret: s } } ]").Macs);

        Assert.Equal((48, 168, 60), (mac.Profile!.LoginPeriodWithoutEnrolledFactor, mac.Profile.LoginPeriodWithOfflineFactor, mac.Profile.RecoveryPinMinutes));
        Assert.Equal(DesktopFactors.All.AsEnumerable(), mac.Profile.Factors);
        Assert.True(mac is { HasDesktopMfa: true, Online: true, Usb: UsbMode.AskForNewAccessories, Screen: LoginScreen.Locked });
        Assert.True(mac.Profile.OfflineLoginAllowed && mac.Profile.Covers("anybody"));
        Assert.Matches("^FSEQ[0-9A-Z_-]{8}$", mac.Serial);
    }

    [Theory]
    [InlineData("macs: [ { } ]", "factorseq.yaml:2: macs[0]: \"name\" is missing. Add name here.")]
    [InlineData("macs: [ { name: a b } ]", "factorseq.yaml:2: macs[0].name: \"a b\" is no name for a Mac. Use letters, digits and dashes, 63 at most.")]
    [InlineData("macs: [ { name: a }, { name: a } ]", "factorseq.yaml:2: macs[1].name: there is already a mac \"a\". Give each its own name.")]
    [InlineData("macs: [ { name: a, colour: red } ]", "factorseq.yaml:2: macs[0]: unknown member \"colour\". Members here: name, serial, profile, installed, installedAgo, clockOffset, online, certificate, usb, users.")]
    [InlineData("macs: [ { name: a, profile: { DMFAClientID: c } } ]", "factorseq.yaml:2: macs[0].profile: \"DMFAClientSecret\" is missing. Add DMFAClientSecret here.")]
    [InlineData("macs: [ { name: a, profile: { DMFAClientID: c, DMFAClientSecret: s, DeviceRecoveryPINDuration: 7201 } } ]", "factorseq.yaml:2: macs[0].profile.DeviceRecoveryPINDuration: \"7201\" is not a value of DeviceRecoveryPINDuration. Write a number from 0 to 7200.")]
    [InlineData("macs: [ { name: a, profile: { DMFAClientID: c, DMFAClientSecret: s, LoginPeriodWithOfflineFactor: NaN } } ]", "factorseq.yaml:2: macs[0].profile.LoginPeriodWithOfflineFactor: \"NaN\" is not a value of LoginPeriodWithOfflineFactor. Write a number from 0 to 100000.")]
    [InlineData("macs: [ { name: a, profile: { DMFAClientID: c, DMFAClientSecret: s, AllowedFactors: [ OV_Sms ] } } ]", null)]
    [InlineData("macs: [ { name: a, clockOffset: ten } ]", "factorseq.yaml:2: macs[0].clockOffset: \"ten\" is not a duration of ten years at most. Write one such as PT10M or -PT10M.")]
    [InlineData("macs: [ { name: a, users: [ { name: u, password: p, okta: nobody } ] } ]", null)]
    [InlineData("macs: [ { name: a, users: [ { name: u, password: p, offlineSecret: JBSWY3DPEHPK3PXP } ] } ]", "factorseq.yaml:2: macs[0].users[0].offlineSecret: nobody has an offline factor before they are linked. Add okta, or remove offlineSecret.")]
    [InlineData("macs: [ { name: a, users: [ { name: u, password: p, okta: a@b.test, offlineSecret: \"1\" } ] } ]", "factorseq.yaml:2: macs[0].users[0].offlineSecret: this is not Base32. Write a secret such as JBSWY3DPEHPK3PXP.")]
    [InlineData("macs: [ { name: a, users: [ { name: u } ] } ]", "factorseq.yaml:2: macs[0].users[0]: \"password\" is missing. Add password here.")]
    [InlineData("macs: [ { name: a, users: [ { name: u, password: p, passwordHash: AQ } ] } ]", null)]
    [InlineData("apps: [ { label: D, type: desktopMfa, clientId: d } ]", "factorseq.yaml:2: apps[0]: \"clientSecret\" is missing. Add clientSecret here.")]
    [InlineData("apps: [ { label: D, type: desktopMfa, clientId: d, clientSecret: s, redirectUris: [] } ]", null)]
    public void What_is_wrong_is_said_with_its_cure(string section, string? error)
    {
        var errors = Seed.Seeds.Errors(Users + section);

        Assert.NotEmpty(errors);
        if (error is not null)
        {
            Assert.Equal([error], errors);
        }
    }
}
