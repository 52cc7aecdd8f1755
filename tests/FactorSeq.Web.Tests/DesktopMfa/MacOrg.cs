using System.Text.Json.Nodes;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.DesktopMfa;

/// <summary>An org with a Mac, Ana's, and what she does at it.</summary>
internal static class MacOrg
{
    internal const string Ana = "ana@demo.test";

    internal const string Mac = "anas-mac";

    internal const string OfflineSecret = "GEZDGNBVGY3TQOJQ";

    private static readonly SecurityKey Key = new();
    private static readonly SecurityKey Touch = new();

    /// <summary>The id of her USB key.</summary>
    internal static string KeyId => Key.CredentialId;

    /// <param name="rule">Of sign-ins to the org.</param>
    /// <param name="assign">To whom the Desktop MFA app is assigned.</param>
    /// <param name="keys">Ana's security keys: <c>usb</c>, <c>touch</c>, or both.</param>
    /// <param name="linked">Whether her local account is linked, and has a device access code.</param>
    /// <param name="profile">More of the managed profile.</param>
    /// <param name="mac">More of the Mac.</param>
    internal static async Task<OrgHost> Start(
        string rule = "authenticate: password", string assign = Ana, string keys = "usb touch", bool linked = true, string profile = "", string mac = "")
    {
        var org = await OrgHost.Start(Seed(rule, assign, keys, linked, profile, mac));
        await org.Clock.Freeze();
        return org;
    }

    internal static string Seed(
        string rule = "authenticate: password", string assign = Ana, string keys = "usb touch", bool linked = true, string profile = "", string mac = "") => $$"""
        org: { name: demo }
        users:
          - login: ana@demo.test
            password: {{Seeds.Password}}
            factors:
              push: { device: "Ana's phone" }
              totp: { secret: JBSWY3DPEHPK3PXP }
              webauthn: [ {{string.Join(", ", keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(WebAuthn))}} ]
          - { login: ben@demo.test, password: Passw0rd-ben }
        policies:
          signOn: [ { name: Everybody, groups: [ Everyone ], rules: [ { name: The rule, {{rule}} } ] } ]
        apps:
          - { label: Desktop MFA, type: desktopMfa, clientId: desktop-mfa, clientSecret: desktop-mfa-secret, assign: [ {{assign}} ] }
          - label: Kiosk
            clientId: kiosk
            clientSecret: kiosk-secret
            assign: [ ana@demo.test ]
            grants: [ password, refresh_token, "urn:okta:params:oauth:grant-type:oob", "urn:okta:params:oauth:grant-type:otp", "http://auth0.com/oauth/grant-type/mfa-oob", "http://auth0.com/oauth/grant-type/mfa-otp" ]
          - { label: Plain, clientId: plain, clientSecret: plain-secret, grants: [ password ], assign: [ Everyone ] }
        macs:
          - name: anas-mac
            serial: C02FSEQ00001
            profile: { DMFAClientID: desktop-mfa, DMFAClientSecret: desktop-mfa-secret, {{profile}} }
            users: [ { name: ana, password: mac-ana{{(linked ? $", okta: ana@demo.test, offlineSecret: {OfflineSecret}" : "")}} } ]
        {{mac}}
        """;

    internal static RelyingParty Client(OrgHost org, string id, string server = "/oauth2/v1") => new(org, id, id + "-secret", "http://none.test/", server);

    internal static Task<Reply> At(this OrgHost org, string act, object? body = null) => org.Post($"/emulator/macs/{Mac}/{act}", body ?? new { });

    internal static Task<Reply> Change(this OrgHost org, object body) => org.Send(HttpMethod.Patch, $"/emulator/macs/{Mac}", OrgHost.Body(body));

    internal static Task<Reply> LookAtMac(this OrgHost org) => org.Get($"/emulator/macs/{Mac}");

    /// <summary>Locks the Mac, types the local password, and stands before the choice.</summary>
    internal static async Task<Reply> Password(this OrgHost org)
    {
        await org.At("lock");
        return (await org.At("login", new { user = "ana", password = "mac-ana" })).Expect(200);
    }

    internal static Task<Reply> Choose(this OrgHost org, string factor) => org.At("choose", new { factor });

    internal static async Task<Reply> Code(this OrgHost org, string factor, string code)
    {
        (await org.Choose(factor)).Expect(200);
        return await org.At("code", new { code });
    }

    /// <summary>What an account of Okta Verify shows on the phone beside the Mac.</summary>
    internal static async Task<string> OnPhone(this OrgHost org, string factor) =>
        (string)(await org.Get($"/emulator/macs/{Mac}/phone?user=ana")).Json!["accounts"]!.AsArray().Single(account => (string?)account!["factor"] == factor)!["code"]!;

    internal static string State(this Reply mac) => (string)mac.Expect(200).Json!["screen"]!["state"]!;

    /// <summary>What the window says: title and lines.</summary>
    internal static string Says(this Reply mac) =>
        string.Join(" / ", mac.Expect(200).Json!["screen"]!["lines"]!.AsArray().Prepend(mac.Json!["screen"]!["title"]).Select(line => (string?)line));

    /// <summary>The number of the true cause, and its reason.</summary>
    internal static string Cause(this Reply mac) => mac.Expect(200).Json!["explain"] is { } cause ? $"{cause["id"]} {cause["reason"]}" : "";

    internal static Reply ShouldBeIn(this Reply mac, string by)
    {
        Assert.Equal(("desktop", by), (mac.State(), (string?)mac.Json!["screen"]!["by"]));
        return mac;
    }

    internal static Reply ShouldSay(this Reply mac, string text, string cause)
    {
        Assert.Equal((text, cause), (mac.Says(), mac.Cause()));
        return mac;
    }

    private static string WebAuthn(string key) => key == "usb"
        ? $"{{ credentialId: \"{Key.CredentialId}\", publicKey: \"{Key.PublicKey}\", name: YubiKey 5C }}"
        : $"{{ credentialId: \"{Touch.CredentialId}\", publicKey: \"{Touch.PublicKey}\", name: MacBook Touch ID }}";

    /// <summary>Reasons of failures in the System Log, oldest first.</summary>
    internal static async Task<string[]> Failures(this OrgHost org) =>
    [
        .. (await org.Get("/emulator/events?limit=1000")).Json!.AsArray().Reverse()
            .Where(e => (string?)e!["outcome"]!["result"] == "FAILURE").Select(e => $"{e!["eventType"]} {e["outcome"]!["reason"]}"),
    ];

    internal static async Task<string[]> Types(this OrgHost org) =>
        [.. (await org.Get("/emulator/events?limit=1000")).Json!.AsArray().Reverse().Select(e => (string)e!["eventType"]!)];
}
