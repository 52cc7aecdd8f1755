using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Core.Upgrade;

/// <summary>What kind of proof a factor is; two factors of one class are one factor type to Identity Engine.</summary>
public enum FactorClass
{
    /// <summary>Something the user knows.</summary>
    Knowledge,

    /// <summary>Something the user has.</summary>
    Possession,
}

/// <summary>Whether a method has a characteristic.</summary>
public enum Assured
{
    No,

    /// <summary>Some devices and keys have it: nobody can count on it, so a constraint that asks for it is not met.</summary>
    ByDevice,
    Yes,
}

/// <summary>What a possession method can be asked for ("Method characteristic", Factor Sequencing FAQ).</summary>
/// <param name="DeviceBound">The secret cannot leave the device: everything but phone and email.</param>
/// <param name="HardwareProtected">The secret is kept in hardware of its own.</param>
/// <param name="PhishingResistant">The method verifies the server that it signs in to.</param>
/// <param name="UserPresence">The user has to act.</param>
public sealed record AuthenticatorCharacteristics(
    Assured DeviceBound, Assured HardwareProtected, Assured PhishingResistant, Assured UserPresence = Assured.Yes);

/// <summary>One method of an authenticator of Identity Engine, and the Classic factor that becomes it.</summary>
/// <param name="Classic">Null for what Classic does not have.</param>
/// <param name="Key">The authenticator (Authenticators API), for example <c>okta_verify</c>.</param>
/// <param name="Method">As a chain names it.</param>
/// <param name="Type">What constraints call its kind, for example <c>app</c>.</param>
/// <param name="Characteristics">Null for knowledge, which is asked for none.</param>
public sealed record AuthenticatorMethod(
    FactorKind? Classic, string Key, string Method, string Type, FactorClass Class, AuthenticatorCharacteristics? Characteristics)
{
    /// <summary>As constraints name it: they know one word for every code that a device shows.</summary>
    public string ConstraintMethod => Method == "totp" ? "otp" : Method;
}

/// <summary>The authenticators, one row for each method.</summary>
public static class Authenticators
{
    private static readonly AuthenticatorCharacteristics Sent = new(Assured.No, Assured.No, Assured.No);
    private static readonly AuthenticatorCharacteristics Soft = new(Assured.Yes, Assured.No, Assured.No);
    private static readonly AuthenticatorCharacteristics Token = new(Assured.Yes, Assured.Yes, Assured.No);

    /// <summary>Every method that a Classic factor becomes, and FastPass, which none does.</summary>
    public static ImmutableArray<AuthenticatorMethod> Table { get; } =
    [
        Knows(FactorKind.Password,                              "okta_password",     "password",          "password"),
        Knows(new FactorKind("question", "OKTA"),               "security_question", "security_question", "security_question"),
        Has(new FactorKind("push", "OKTA"),                     "okta_verify",       "push",         "app",          new(Assured.Yes, Assured.ByDevice, Assured.No)),
        Has(new FactorKind("token:software:totp", "OKTA"),      "okta_verify",       "totp",         "app",          Soft),
        Has(null,                                               "okta_verify",       "signed_nonce", "app",          new(Assured.Yes, Assured.ByDevice, Assured.Yes, Assured.ByDevice)),
        Has(new FactorKind("token:software:totp", "GOOGLE"),    "google_otp",        "otp",          "app",          Soft),
        Has(new FactorKind("sms", "OKTA"),                      "phone_number",      "sms",          "phone",        Sent),
        Has(new FactorKind("call", "OKTA"),                     "phone_number",      "voice",        "phone",        Sent),
        Has(new FactorKind("email", "OKTA"),                    "okta_email",        "email",        "email",        Sent),
        Has(new FactorKind("token:hardware", "YUBICO"),         "yubikey_token",     "otp",          "security_key", Token),
        Has(new FactorKind("token", "RSA"),                     "rsa_token",         "otp",          "security_key", Token),
        Has(new FactorKind("token", "DEL_OATH"),                "onprem_mfa",        "otp",          "security_key", new(Assured.Yes, Assured.ByDevice, Assured.No)),
        Has(new FactorKind("token", "SYMANTEC"),                "symantec_vip",      "otp",          "app",          Soft),
        Has(new FactorKind("token:hotp", "CUSTOM"),             "custom_otp",        "otp",          "security_key", new(Assured.Yes, Assured.ByDevice, Assured.No)),
        Has(new FactorKind("web", "DUO"),                       "duo",               "duo",          "app",          Soft),
        Has(new FactorKind("webauthn", "FIDO"),                 "webauthn",          "webauthn",     "security_key", new(Assured.Yes, Assured.ByDevice, Assured.Yes)),
    ];

    private static readonly ImmutableDictionary<FactorKind, AuthenticatorMethod> ByKind =
        Table.Where(method => method.Classic is not null).ToImmutableDictionary(method => method.Classic!);

    /// <summary>What a Classic factor becomes; null where it has no successor, as U2F has none.</summary>
    public static AuthenticatorMethod? Of(FactorKind kind) => ByKind.GetValueOrDefault(kind);

    /// <summary>Whether both are methods of one authenticator: what a chain must not hold that is to be upgraded.</summary>
    public static bool AreOfOne(FactorKind one, FactorKind other) => one != other && Of(one) is { } method && method.Key == Of(other)?.Key;

    private static AuthenticatorMethod Knows(FactorKind kind, string key, string method, string type) =>
        new(kind, key, method, type, FactorClass.Knowledge, null);

    private static AuthenticatorMethod Has(FactorKind? kind, string key, string method, string type, AuthenticatorCharacteristics characteristics) =>
        new(kind, key, method, type, FactorClass.Possession, characteristics);
}
