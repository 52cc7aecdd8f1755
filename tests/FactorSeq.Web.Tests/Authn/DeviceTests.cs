using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Authn;

/// <summary>Devices that are remembered, under the browser's name for them or a trusted app's; pushes that go out by themselves.</summary>
public sealed class DeviceTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";
    private const string Totp = "token:software:totp";
    private const string Token = "00api-token";

    private static readonly (string, string) Trusted = ("Authorization", $"SSWS {Token}");

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(Seeds.WithRule(
        "authenticate: password + any, prompt: session PT1H",
        more: $"apiTokens: [ {{ name: app, token: {Token} }} ]"));

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_trusted_app_names_the_device_and_it_is_remembered_for_its_time()
    {
        await Walk("device-one");
        (await SignIn("device-one", Trusted)).Expect("SUCCESS");
        (await SignIn("device-two", Trusted)).Expect("MFA_REQUIRED");

        await org.Clock.Advance("PT1H");
        (await SignIn("device-one", Trusted)).Expect("MFA_REQUIRED");
    }

    [Fact]
    public async Task Nobody_else_may_name_a_device()
    {
        await Walk("device-one");
        (await SignIn("device-one")).Expect("MFA_REQUIRED");
        (await SignIn("device-one", ("Authorization", "SSWS wrong"))).Expect("MFA_REQUIRED");
    }

    [Fact]
    public async Task A_devices_name_has_32_characters_at_most()
    {
        await Walk(new string('d', 33));
        (await SignIn(new string('d', 33), Trusted)).Expect("MFA_REQUIRED");
    }

    [Fact]
    public async Task A_push_that_was_approved_with_the_wish_goes_out_by_itself_next_time()
    {
        var cookie = await Approved("true");
        Assert.NotNull(cookie);

        var again = await org.Post("/api/v1/authn", new { username = Ana, password = Seeds.Password }, ("Cookie", cookie));
        Assert.True(IsAutomatic(again));
        Assert.False(IsAutomatic(await org.SignIn(Ana, Seeds.Password)));
        Assert.False(IsAutomatic(await org.Post("/api/v1/authn", new { username = "ben@demo.test", password = "Passw0rd-ben" }, ("Cookie", cookie))));
    }

    [Fact]
    public async Task The_wish_is_taken_back_as_it_was_given()
    {
        var cookie = await Approved("true");
        Assert.EndsWith("=", await Approved("false", cookie));
    }

    [Fact]
    public async Task A_denied_push_keeps_no_wish()
    {
        var second = await org.SignIn(Ana, Seeds.Password);
        var path = $"/api/v1/authn/factors/{second.FactorId("push")}/verify?autoPush=true";
        await org.Post(path, new { stateToken = second.StateToken });
        await org.Deny(Ana);
        Assert.Null((await org.Post(path, new { stateToken = second.StateToken })).Header("Set-Cookie"));
    }

    private async Task Walk(string device)
    {
        var second = (await SignIn(device, Trusted)).Expect("MFA_REQUIRED");
        (await org.Post(
            $"/api/v1/authn/factors/{second.FactorId(Totp)}/verify?rememberDevice=true",
            new { stateToken = second.StateToken, passCode = await org.Otp(Ana) })).Expect("SUCCESS");
    }

    private Task<Reply> SignIn(string deviceToken, params (string, string)[] headers) =>
        org.Post("/api/v1/authn", new { username = Ana, password = Seeds.Password, context = new { deviceToken } }, headers);

    private async Task<string?> Approved(string autoPush, string? cookie = null)
    {
        (string, string)[] headers = cookie is null ? [] : [("Cookie", cookie)];
        var second = await org.Post("/api/v1/authn", new { username = Ana, password = Seeds.Password }, headers);
        var path = $"/api/v1/authn/factors/{second.FactorId("push")}/verify?autoPush={autoPush}";
        await org.Post(path, new { stateToken = second.StateToken }, headers);
        await org.Approve(Ana);
        return (await org.Post(path, new { stateToken = second.StateToken }, headers)).Expect("SUCCESS").Header("Set-Cookie")?.Split(';')[0];
    }

    private static bool IsAutomatic(Reply second) => second.Expect("MFA_REQUIRED").Json!["_embedded"]!["policy"]!["factorsPolicyInfo"]!
        .AsObject().Any(push => (bool)push.Value!["autoPushEnabled"]!);
}
