using System.Collections.Immutable;

namespace FactorSeq.Core.DesktopMfa;

/// <summary>Why the login window said what it said.</summary>
/// <param name="Reason">Its name in answers and in the System Log.</param>
/// <param name="Id"><c>DE1</c> to <c>DE13</c> (<c>docs/reference/desktop-mfa.md</c>); <c>-</c> for what has no number.</param>
/// <param name="Why">In words, for the tester.</param>
/// <param name="Fix">What helps.</param>
public sealed record DesktopCause(string Reason, string Id, string Why, string Fix);

/// <summary>Every cause: one row each.</summary>
public static class DesktopCauses
{
    public static readonly DesktopCause PushNotAssigned    = new("user_not_assigned",      "DE1",  "The Desktop MFA app is not assigned to the user: nothing was sent.",               "Assign the Desktop MFA app to the user or to one of their groups.");
    public static readonly DesktopCause PushNotSetUp       = new("push_not_set_up",        "DE1",  "The user has no Okta Verify push, or the org has it switched off: nothing was sent.", "Set Okta Verify with push up for the user, and switch push on in the org.");
    public static readonly DesktopCause WrongProfile       = new("wrong_profile",          "DE1",  "DMFAClientID, DMFAClientSecret or DMFAOrgURL of the managed profile are wrong.",   "Put the values of the Desktop MFA app into the managed profile.");
    public static readonly DesktopCause AccountBarred      = new("account_barred",         "DE1",  "The user's Okta account is locked, suspended or not active.",                     "Unlock or activate the user in Okta.");
    public static readonly DesktopCause PushDenied         = new("push_denied",            "DE2",  "The push was declined on the phone, or the wrong number was tapped.",              "Try again and approve, with the number that the Mac shows.");
    public static readonly DesktopCause PushExpired        = new("push_expired",           "DE2",  "Nobody answered the push in time.",                                               "Try again.");
    public static readonly DesktopCause CodeOfDevice       = new("code_of_other_account",  "DE3",  "The code is that of the account \"Device access code\".",                         "Take the code of the Okta Verify account with the org's address.");
    public static readonly DesktopCause CodeWrong          = new("wrong_code",             "DE3",  "The code is that of no account of the user's at this time.",                      "Take the code that the Okta Verify account with the org's address shows now.");
    public static readonly DesktopCause CodeNotSetUp       = new("code_not_set_up",        "DE3",  "The user has no Okta Verify code in this org.",                                   "Set Okta Verify up for the user.");
    public static readonly DesktopCause CodeNotAssigned    = new("user_not_assigned",      "DE4",  "The Desktop MFA app is not assigned to the user: no code would be right.",         "Assign the Desktop MFA app to the user or to one of their groups.");
    public static readonly DesktopCause DeviceCodeOfOrg    = new("code_of_org_account",    "DE5",  "The code is that of the account with the org's address.",                         "Take the code of the account \"Device access code\" with this Mac's name or serial number.");
    public static readonly DesktopCause DeviceCodeWrong    = new("wrong_device_code",      "DE5",  "The code is that of no account for this Mac.",                                    "Take the code of the account \"Device access code\" with this Mac's name or serial number.");
    public static readonly DesktopCause ClockSkewed        = new("clock_skewed",           "DE6",  "The code is right by the phone's clock, and the Mac's clock is wrong.",            "Correct the Mac's date and time.");
    public static readonly DesktopCause KeysUnsupported    = new("only_unsupported_keys",  "DE7",  "The user's only keys are built into a device, such as Touch ID.",                  "Register a USB security key.");
    public static readonly DesktopCause KeysLimited        = new("rate_limit",             "DE8",  "\"Device access key\" was clicked too often: the look-up of keys was refused (429).", "Wait a minute and try again.");
    public static readonly DesktopCause KeysNone           = new("no_keys",                "DE9",  "The user has no security key.",                                                   "Register a USB security key.");
    public static readonly DesktopCause KeyBlocked         = new("accessory_blocked",      "DE10", "A key is in the slot, and macOS does not let it connect.",                        "Sign in in another way, click \"Allow\" for the accessory, and use the key next time.");
    public static readonly DesktopCause KeyAbsent          = new("no_key_inserted",        "DE11", "No key is in a slot.",                                                            "Put the key in.");
    public static readonly DesktopCause KeyOfOthers        = new("key_of_somebody_else",   "DE11", "The key in the slot is none of the user's.",                                      "Put a key of the user's in.");
    public static readonly DesktopCause EnrollmentIdle     = new("enrollment_timeout",     "DE12", "Nothing happened for five minutes while the device access code was being set up.", "Sign in again and scan the QR code within five minutes.");
    public static readonly DesktopCause PinLate            = new("pin_too_late",           "DE13", "The recovery PIN was first typed more than two minutes after it was made.",        "Have a new PIN made and type it at once.");
    public static readonly DesktopCause PinOver            = new("pin_over",               "DE13", "The recovery PIN's duration is over.",                                            "Have a new PIN made.");
    public static readonly DesktopCause PinWrong           = new("pin_wrong",              "DE13", "That is not the recovery PIN of this user.",                                      "Have a new PIN made.");
    public static readonly DesktopCause PinNotMade         = new("pin_not_made",           "DE13", "No recovery PIN could be made: the Mac was not online for seven days, or lacks the certificate of Device Access.", "Bring the Mac online, or install the certificate.");
    public static readonly DesktopCause DeviceCodeReplayed = new("device_code_replayed",   "-",    "The device access code was taken before.",                                        "Wait for the next code.");
    public static readonly DesktopCause OfflineOver        = new("offline_period_over",    "-",    "LoginPeriodWithOfflineFactor is over since the last online factor, or 0.",          "Use an online factor.");
    public static readonly DesktopCause PasswordWrong      = new("local_password",         "-",    "The local password is wrong, or there is no such local user.",                     "Type the Mac's own password.");
    public static readonly DesktopCause NoNetwork          = new("no_network",             "-",    "The Mac is offline, and this needs Okta.",                                        "Bring the Mac online.");
    public static readonly DesktopCause NoFactor           = new("no_factor",              "-",    "None of the allowed factors can be used here and now.",                           "Bring the Mac online, allow more factors, or have a recovery PIN made.");

    /// <summary>The table, in the order of the documentation.</summary>
    public static ImmutableArray<DesktopCause> All { get; } =
    [
        PushNotAssigned, PushNotSetUp, WrongProfile, AccountBarred, PushDenied, PushExpired, CodeOfDevice, CodeWrong, CodeNotSetUp, CodeNotAssigned,
        DeviceCodeOfOrg, DeviceCodeWrong, ClockSkewed, KeysUnsupported, KeysLimited, KeysNone, KeyBlocked, KeyAbsent, KeyOfOthers, EnrollmentIdle,
        PinLate, PinOver, PinWrong, PinNotMade, DeviceCodeReplayed, OfflineOver, PasswordWrong, NoNetwork, NoFactor,
    ];

    /// <summary>How stored screens name a row: number and reason, for two rows share a reason.</summary>
    public static string Key(this DesktopCause cause) => $"{cause.Id} {cause.Reason}";

    /// <summary>The row of a stored name; null where there is none.</summary>
    public static DesktopCause? Find(string? key) => All.FirstOrDefault(cause => cause.Key() == key);
}
