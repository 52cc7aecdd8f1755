namespace FactorSeq.Core.DesktopMfa;

/// <summary>
/// The words of the login window. Several causes share one text on purpose: the window does not tell them apart, and neither must we
/// (Okta Support, "Resolving Sign-in Issues for macOS Desktop MFA").
/// </summary>
public static class DesktopTexts
{
    /// <summary>DE1 and DE2.</summary>
    public static readonly Notice PushFailed = new("Okta Verify push", ["The push notification has expired or the user declined."]);

    /// <summary>DE3 and DE4.</summary>
    public static readonly Notice CodeIncorrect = new("Okta Verify code", ["The code is incorrect."]);

    /// <summary>DE5 and DE6.</summary>
    public static readonly Notice DeviceCodeIncorrect = new("Device access code", ["The code is incorrect."]);

    /// <summary>DE7, DE8 and DE9.</summary>
    public static readonly Notice NoKeys =
        new("Device access key", ["You don't have any keys set up.", "Set up a Security Key on your Okta Dashboard or contact your admin for help."]);

    /// <summary>DE10 and DE11.</summary>
    public static readonly Notice InsertKey = new("Device access key", ["Insert a key into your Mac's USB slot."]);

    public static readonly Notice TouchKey = new("Device access key", ["Touch your security key."]);

    /// <summary>DE12.</summary>
    public static readonly Notice EnrollmentTimedOut = new("Set up the device access code", ["The set-up timed out. Sign in again to restart it."]);

    /// <summary>DE13.</summary>
    public static readonly Notice PinIncorrect = new("Recovery PIN", ["The recovery PIN is incorrect or has expired."]);

    public static readonly Notice OnlineNeeded = new("Device access code", ["Sign in with an online method first."]);

    public static readonly Notice PasswordIncorrect = new("Password", ["The password is incorrect."]);

    public static readonly Notice Offline = new("Desktop MFA", ["Connect this Mac to the network to go on."]);

    public static readonly Notice NoFactor = new("Desktop MFA", ["No security method is available. Contact your admin for help."]);
}
