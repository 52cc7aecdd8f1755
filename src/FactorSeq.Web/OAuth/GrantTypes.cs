namespace FactorSeq.Web.OAuth;

/// <summary>Grant types beyond those of a browser, as requests, apps and policies name them.</summary>
internal static class GrantTypes
{
    /// <summary>RFC 6749 §4.3.</summary>
    internal const string Password = "password";

    /// <summary>RFC 8628.</summary>
    internal const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>RFC 8693.</summary>
    internal const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

    /// <summary>Okta, direct authentication: a push alone.</summary>
    internal const string Oob = "urn:okta:params:oauth:grant-type:oob";

    /// <summary>Okta, direct authentication: a code alone.</summary>
    internal const string Otp = "urn:okta:params:oauth:grant-type:otp";

    /// <summary>Okta, direct authentication: a push after the password.</summary>
    internal const string MfaOob = "http://auth0.com/oauth/grant-type/mfa-oob";

    /// <summary>Okta, direct authentication: a code after the password.</summary>
    internal const string MfaOtp = "http://auth0.com/oauth/grant-type/mfa-otp";
}
