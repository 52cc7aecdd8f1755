using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.DesktopMfa;

/// <summary>The four methods of "Resolving Sign-in Issues for macOS Desktop MFA" and what surrounds them, over the wire.</summary>
public sealed class MacTests
{
    private const string PushFailed = "Okta Verify push / The push notification has expired or the user declined.";
    private const string CodeIncorrect = "Okta Verify code / The code is incorrect.";
    private const string DeviceCodeIncorrect = "Device access code / The code is incorrect.";
    private const string NoKeys = "Device access key / You don't have any keys set up. / Set up a Security Key on your Okta Dashboard or contact your admin for help.";
    private const string InsertKey = "Device access key / Insert a key into your Mac's USB slot.";

    [Fact]
    public async Task A_Mac_and_its_window_are_shown_as_approved()
    {
        await using var org = await MacOrg.Start();
        Support.Approve.Text("mac_locked", Known((await org.LookAtMac()).Expect(200)));
        await org.Password();
        Support.Approve.Text("mac_refused", Known(await org.Code("OV_TOTP", "000000"))["screen"]!.DeepClone());
    }

    [Fact]
    [Trait("scenario", "66")]
    public async Task Method_1_a_push_fails_at_once_until_the_app_is_assigned()
    {
        await using var org = await MacOrg.Start(assign: "");
        await org.Password();
        (await org.Choose("OV_Push")).ShouldSay(PushFailed, "DE1 user_not_assigned");
        Assert.Empty(await org.Pushes());
        Assert.DoesNotContain("system.push.send_factor_verify_push", await org.Types());
        Assert.Equal(["app.oauth2.token.grant user_not_assigned"], await org.Failures());

        (await org.At("assignment", new { user = "ana", assigned = true })).Expect(200);
        Assert.Equal("waiting", (await org.Choose("OV_Push")).State());
        await org.Approve(MacOrg.Ana);
        (await org.LookAtMac()).ShouldBeIn("OV_Push");

        // The genuine decline, and the genuine expiry, in the same words.
        await org.Password();
        await org.Choose("OV_Push");
        await org.Deny(MacOrg.Ana);
        (await org.LookAtMac()).ShouldSay(PushFailed, "DE2 push_denied");
        await org.Choose("OV_Push");
        await org.Clock.Advance("PT5M");
        (await org.LookAtMac()).ShouldSay(PushFailed, "DE2 push_expired");
    }

    [Fact]
    public async Task Method_1_a_push_fails_at_once_where_the_profile_or_the_user_has_it_wrong()
    {
        await using var org = await MacOrg.Start(profile: "AdminEmail: help@demo.test");
        await org.Password();
        (await org.Change(new { profile = new { DMFAClientSecret = "wrong" } })).Expect(200);
        (await org.Choose("OV_Push")).ShouldSay(PushFailed, "DE1 wrong_profile");
        Assert.Equal(["app.oauth2.token.grant invalid_client_secret"], await org.Failures());
        (await org.Change(new { profile = new { DMFAClientSecret = "desktop-mfa-secret", DMFAOrgURL = "https://other.test" } })).Expect(200);
        (await org.Choose("OV_Push")).ShouldSay(PushFailed, "DE1 wrong_profile");
        (await org.Change(new { profile = new { DMFAOrgURL = org.Address + "/" } })).Expect(200);
        Assert.Equal("waiting", (await org.Choose("OV_Push")).State());

        (await org.Send(HttpMethod.Patch, $"/emulator/users/{MacOrg.Ana}", OrgHost.Body(new { resetFactors = true }))).Expect(200);
        await org.At("back");
        (await org.Choose("OV_Push")).ShouldSay(PushFailed, "DE1 push_not_set_up");
        (await org.Send(HttpMethod.Patch, $"/emulator/users/{MacOrg.Ana}", OrgHost.Body(new { status = "LOCKED_OUT" }))).Expect(200);
        (await org.Choose("OV_Push")).ShouldSay(PushFailed, "DE1 account_barred");
    }

    [Fact]
    [Trait("scenario", "67")]
    [Trait("scenario", "68")]
    public async Task Method_2_a_code_is_wrong_from_the_other_account_and_without_the_app()
    {
        await using var org = await MacOrg.Start();
        await org.Password();
        (await org.Code("OV_TOTP", await org.OnPhone("Offline_TOTP"))).ShouldSay(CodeIncorrect, "DE3 code_of_other_account");

        (await org.At("assignment", new { user = "ana", assigned = false })).Expect(200);
        (await org.Code("OV_TOTP", await org.OnPhone("OV_TOTP"))).ShouldSay(CodeIncorrect, "DE4 user_not_assigned");
        Assert.Equal("app.oauth2.token.grant user_not_assigned", (await org.Failures())[^1]);

        (await org.At("assignment", new { user = "ana", assigned = true })).Expect(200);
        (await org.Code("OV_TOTP", await org.OnPhone("OV_TOTP"))).ShouldBeIn("OV_TOTP");
        await org.Password();
        (await org.Code("OV_TOTP", await org.OnPhone("OV_TOTP"))).ShouldSay(CodeIncorrect, "DE3 wrong_code");
    }

    [Fact]
    [Trait("scenario", "68")]
    [Trait("scenario", "69")]
    public async Task Method_3_a_device_access_code_is_wrong_from_the_other_account_and_by_a_wrong_clock()
    {
        await using var org = await MacOrg.Start();
        (await org.Change(new { online = false })).Expect(200);
        await org.Password();
        (await org.Code("Offline_TOTP", await org.OnPhone("OV_TOTP"))).ShouldSay(DeviceCodeIncorrect, "DE5 code_of_org_account");

        (await org.Change(new { clockOffset = "PT10M" })).Expect(200);
        (await org.Code("Offline_TOTP", await org.OnPhone("Offline_TOTP"))).ShouldSay(DeviceCodeIncorrect, "DE6 clock_skewed");
        (await org.Change(new { clockOffset = "PT0S" })).Expect(200);
        (await org.Code("Offline_TOTP", await org.OnPhone("Offline_TOTP"))).ShouldBeIn("Offline_TOTP");

        await org.Password();
        (await org.Code("Offline_TOTP", await org.OnPhone("Offline_TOTP"))).ShouldSay(DeviceCodeIncorrect, "- device_code_replayed");
        Assert.Empty(await org.Failures());
    }

    [Fact]
    [Trait("scenario", "70")]
    [Trait("scenario", "71")]
    public async Task Method_4_no_keys_is_said_of_Touch_ID_alone_of_no_key_and_of_too_many_clicks()
    {
        await using (var org = await MacOrg.Start(keys: "touch"))
        {
            await org.Password();
            (await org.Choose("FIDO2_USB_key")).ShouldSay(NoKeys, "DE7 only_unsupported_keys");
        }

        await using (var org = await MacOrg.Start(keys: ""))
        {
            await org.Password();
            (await org.Choose("FIDO2_USB_key")).ShouldSay(NoKeys, "DE9 no_keys");
        }

        await using var limited = await MacOrg.Start();
        await limited.Password();
        for (var i = 0; i < 4; i++)
        {
            (await limited.Choose("FIDO2_USB_key")).ShouldSay(InsertKey, "DE11 no_key_inserted");
        }

        var keys = $"/emulator/macs/{MacOrg.Mac}/keys?user=ana";
        Assert.Equal("0", (await limited.Get(keys)).Expect(200).Header("X-Rate-Limit-Remaining"));
        (await limited.Choose("FIDO2_USB_key")).ShouldSay(NoKeys, "DE8 rate_limit");
        var refused = (await limited.Get(keys)).Expect(429, "E0000047");
        Assert.Equal(("5", "0"), (refused.Header("X-Rate-Limit-Limit"), refused.Header("X-Rate-Limit-Remaining")));
        Assert.Contains("system.org.rate_limit.violation", await limited.Types());
        await limited.Clock.Advance("PT1M");
        (await limited.Choose("FIDO2_USB_key")).ShouldSay(InsertKey, "DE11 no_key_inserted");
    }

    [Fact]
    [Trait("scenario", "72")]
    public async Task Method_4_a_key_in_the_slot_is_not_seen_before_it_was_allowed_to_connect()
    {
        await using var org = await MacOrg.Start();
        (await org.At("insert", new { key = MacOrg.KeyId })).Expect(200);
        await org.Password();
        (await org.Choose("FIDO2_USB_key")).ShouldSay(InsertKey, "DE10 accessory_blocked");
        (await org.At("touch")).Expect(400, "E0000001");
        (await org.At("allow", new { key = MacOrg.KeyId })).Expect(400, "E0000001");

        (await org.Code("OV_TOTP", await org.OnPhone("OV_TOTP"))).ShouldBeIn("OV_TOTP");
        (await org.At("allow", new { key = MacOrg.KeyId })).Expect(200);
        await org.Password();
        Assert.Equal(MacOrg.KeyId, (string?)(await org.Choose("FIDO2_USB_key")).Json!["screen"]!["key"]);
        (await org.At("touch")).ShouldBeIn("FIDO2_USB_key");
    }

    [Fact]
    public async Task Keys_of_somebody_without_the_app_are_none()
    {
        await using var org = await MacOrg.Start(assign: "");
        await org.Password();
        (await org.Choose("FIDO2_USB_key")).ShouldSay(NoKeys, "DE9 no_keys");
        Assert.Equal(["app.oauth2.token.grant user_not_assigned"], await org.Failures());
    }

    [Fact]
    [Trait("scenario", "74")]
    public async Task After_the_grace_an_account_is_linked_by_a_push_and_the_device_access_code_is_set_up()
    {
        await using var org = await MacOrg.Start(linked: false);
        await org.Clock.Advance("PT47H");
        (await org.Password()).ShouldBeIn("password");
        await org.Clock.Advance("PT2H");
        Assert.Equal("linking", (await org.Password()).State());
        (await org.At("link", new { login = "nobody" })).ShouldSay(PushFailed, "DE1 push_not_set_up");
        Assert.Equal("waiting", (await org.At("link", new { login = "ana" })).State());
        await org.Approve(MacOrg.Ana);
        Assert.Equal("enrolling", (await org.LookAtMac()).State());
        Assert.Contains("device.desktop_mfa.enrollment.create", await org.Types());
        (await org.At("scan")).ShouldBeIn("Offline_TOTP");

        (await org.Change(new { online = false })).Expect(200);
        await org.Password();
        (await org.Code("Offline_TOTP", await org.OnPhone("Offline_TOTP"))).ShouldBeIn("Offline_TOTP");
    }

    [Fact]
    [Trait("scenario", "78")]
    public async Task Number_matching_shows_a_number_and_a_wrong_tap_is_a_decline()
    {
        await using var org = await MacOrg.Start();
        await org.Set(new { desktopMfaNumberChallenge = "always" });
        await org.Password();
        var number = (int)(await org.Choose("OV_Push")).Json!["screen"]!["number"]!;
        var numbers = (await org.Pushes())[0]!["numbers"]!.AsArray().Select(n => (int)n!).ToList();
        Assert.Contains(number, numbers);
        await org.Approve(MacOrg.Ana, numbers.First(n => n != number));
        (await org.LookAtMac()).ShouldSay(PushFailed, "DE2 push_denied");

        var right = (int)(await org.Choose("OV_Push")).Json!["screen"]!["number"]!;
        await org.Approve(MacOrg.Ana, right);
        (await org.LookAtMac()).ShouldBeIn("OV_Push");
    }

    [Fact]
    [Trait("scenario", "79")]
    public async Task A_recovery_PIN_lets_in_for_its_hour_and_no_other_does()
    {
        await using var org = await MacOrg.Start();
        var pin = (await org.At("recovery-pin", new { user = "ana" })).Expect(200).Text("pin")!;
        Assert.Matches("^[0-9]{8}$", pin);
        Assert.DoesNotContain(pin, (await org.LookAtMac()).Body, StringComparison.Ordinal);
        await org.Clock.Advance("PT1M");
        await org.Password();
        (await org.At("pin", new { pin = pin[..7] + (char)('0' + ('9' - pin[7])) })).ShouldSay("Recovery PIN / The recovery PIN is incorrect or has expired.", "DE13 pin_wrong");
        (await org.At("pin", new { pin })).ShouldBeIn("recovery_pin");
        await org.Clock.Advance("PT61M");
        await org.Password();
        (await org.At("pin", new { pin })).ShouldSay("Recovery PIN / The recovery PIN is incorrect or has expired.", "DE13 pin_over");
        Assert.Contains("device.desktop_mfa.recovery_pin.generate", await org.Types());
    }

    [Fact]
    public async Task Ten_right_device_access_codes_at_once_let_one_in()
    {
        await using var org = await MacOrg.Start();
        await org.Password();
        await org.Choose("Offline_TOTP");
        var code = await org.OnPhone("Offline_TOTP");
        var tries = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => org.At("code", new { code })));

        Assert.Single(tries, reply => reply.Status == 200);
        Assert.All(tries.Where(reply => reply.Status != 200), reply => reply.Expect(400, "E0000001"));
    }

    [Fact]
    public async Task An_approved_push_lets_in_whoever_looks_and_looking_twice_spoils_nothing()
    {
        await using var org = await MacOrg.Start();
        await org.Password();
        await org.Choose("OV_Push");
        await org.Approve(MacOrg.Ana);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => org.LookAtMac()));

        var mac = (await org.LookAtMac()).ShouldBeIn("OV_Push");
        Assert.Empty(mac.Json!["history"]!.AsArray());
    }

    [Fact]
    public async Task Whoever_goes_back_takes_the_push_from_the_phone()
    {
        await using var org = await MacOrg.Start();
        await org.Password();
        await org.Choose("OV_Push");
        Assert.Single(await org.Pushes());
        await org.At("back");
        Assert.Empty(await org.Pushes());
    }

    [Fact]
    public async Task What_has_no_place_or_no_sense_is_refused_in_words()
    {
        await using var org = await MacOrg.Start();
        Assert.Equal("The display shows locked and has no place for that.", (await org.At("touch")).Expect(400, "E0000001").Cause);
        Assert.Equal("password: login needs it, with 1024 characters at most.", (await org.At("login", new { user = "ana" })).Expect(400, "E0000001").Cause);
        (await org.At("dance")).Expect(404, "E0000007");
        (await org.Get("/emulator/macs/none")).Expect(404, "E0000007");
        (await org.Post("/emulator/macs/none/lock", new { })).Expect(404, "E0000007");
        Assert.Equal("usb: \"open\" is not a value of usb. Values here: askForNewAccessories, askEveryTime, automaticallyWhenUnlocked, always.", (await org.Change(new { usb = "open" })).Expect(400, "E0000001").Cause);
        (await org.Change(new { colour = "red" })).Expect(400, "E0000001");
        Assert.Equal("user: write a local user of this Mac who is linked.", (await org.At("assignment", new { user = "ben", assigned = true })).Expect(400, "E0000001").Cause);
        Assert.Equal("assigned: write true or false.", (await org.At("assignment", new { user = "ana" })).Expect(400, "E0000001").Cause);
        (await org.Get($"/emulator/macs/{MacOrg.Mac}/keys?user=ben")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_Mac_is_added_removed_and_brought_back_by_a_reset()
    {
        await using var org = await MacOrg.Start();
        var more = new { name = "bens-mac", profile = new { DMFAClientID = "desktop-mfa", DMFAClientSecret = "desktop-mfa-secret" }, users = new[] { new { name = "ben", password = "mac-ben", okta = "ben@demo.test" } } };
        Assert.Equal("ben@demo.test", (string?)(await org.Post("/emulator/macs", more)).Expect(201).Json!["users"]![0]!["okta"]);
        Assert.Equal("name: there is already a Mac bens-mac.", (await org.Post("/emulator/macs", more)).Expect(400, "E0000001").Cause);
        (await org.Post("/emulator/macs", new { name = "two words" })).Expect(400, "E0000001");
        (await org.Post("/emulator/macs", new { name = "x", users = new[] { new { name = "x", password = "x", okta = "nobody@demo.test" } } })).Expect(400, "E0000001");
        (await org.Send(HttpMethod.Delete, $"/emulator/macs/{MacOrg.Mac}", null)).Expect(204);
        (await org.Send(HttpMethod.Delete, $"/emulator/macs/{MacOrg.Mac}", null)).Expect(404, "E0000007");
        Assert.Equal(["bens-mac"], (await org.Get("/emulator/macs")).Json!.AsArray().Select(mac => (string?)mac!["name"]));

        (await org.Post("/emulator/reset", new { })).Expect(204);
        Assert.Equal([MacOrg.Mac], (await org.Get("/emulator/macs")).Json!.AsArray().Select(mac => (string?)mac!["name"]));
    }

    [Fact]
    public async Task Secrets_of_a_Mac_are_told_to_nobody()
    {
        await using var org = await MacOrg.Start();
        foreach (var path in new[] { "/emulator/macs", $"/emulator/macs/{MacOrg.Mac}", $"/emulator/macs/{MacOrg.Mac}/phone?user=ana" })
        {
            var body = (await org.Get(path)).Expect(200).Body;
            Assert.DoesNotContain("desktop-mfa-secret", body, StringComparison.Ordinal);
            Assert.DoesNotContain(MacOrg.OfflineSecret, body, StringComparison.Ordinal);
            Assert.DoesNotContain("mac-ana", body, StringComparison.Ordinal);
        }
    }

    private static System.Text.Json.Nodes.JsonNode Known(Reply mac) => System.Text.Json.Nodes.JsonNode.Parse(mac.Body.Replace(MacOrg.KeyId, "{key}", StringComparison.Ordinal))!;
}
