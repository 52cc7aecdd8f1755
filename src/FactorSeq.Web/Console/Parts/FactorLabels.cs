using System.Collections.Frozen;

namespace FactorSeq.Web.Console.Parts;

/// <summary>Factors as Classic's admin pages call them (Okta, "Factor types"), by their name in chains.</summary>
internal static class FactorLabels
{
    private static readonly FrozenDictionary<string, string> Table = new Dictionary<string, string>
    {
        ["password"]    = "Password",
        ["push"]        = "Okta Verify Push",
        ["totp"]        = "Okta Verify",
        ["google_totp"] = "Google Authenticator",
        ["sms"]         = "SMS",
        ["call"]        = "Voice Call",
        ["email"]       = "Email",
        ["question"]    = "Security Question",
        ["webauthn"]    = "FIDO2 (WebAuthn)",
        ["u2f"]         = "U2F Security Key (FIDO 1.0)",
        ["yubikey"]     = "YubiKey",
        ["rsa"]         = "RSA SecurID",
        ["onprem"]      = "On-Prem MFA",
        ["symantec"]    = "Symantec VIP",
        ["hotp"]        = "Custom HOTP",
        ["duo"]         = "Duo Security",
        ["saml_idp"]    = "IdP Factor (SAML)",
        ["oidc_idp"]    = "IdP Factor (OIDC)",
        ["any"]         = "Any factor",
    }.ToFrozenDictionary();

    internal static string Of(string key) => Table.GetValueOrDefault(key, key);
}
