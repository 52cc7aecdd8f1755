namespace WebApp;

/// <summary>The values of the <c>amr</c> claim (RFC 8176 and Okta's additions) in words.</summary>
internal static class AuthenticationMethods
{
    private static readonly Dictionary<string, string> Words = new()
    {
        ["pwd"] = "password",
        ["swk"] = "Okta Verify push",
        ["hwk"] = "hardware key",
        ["otp"] = "one-time code from an authenticator app",
        ["sms"] = "code by text message",
        ["tel"] = "code by phone call",
        ["kba"] = "security question",
        ["fpt"] = "fingerprint",
        ["geo"] = "place",
        ["sc"] = "smart card",
        ["mfa"] = "counts as multifactor",
        ["mca"] = "over more than one channel",
    };

    public static string InWords(string method) => Words.GetValueOrDefault(method, method);
}
