using FactorSeq.Factors.WebAuthn;

namespace FactorSeq.Web.Macs;

/// <summary>Which WebAuthn credentials live inside a device and in no USB slot: by their model, or where nobody told it, by their name.</summary>
internal static class PlatformKeys
{
    // AAGUIDs of Touch ID in Chrome, iCloud Keychain, Windows Hello (three), Google Password Manager.
    private static readonly string[] Models =
    [
        "adce000235bcc60a648b0b25f1f05503", "fbfc3007154e4ecc8c0b6e020557d7bd", "08987058cadc4b81b6e130de50dcbe96",
        "9ddd1817af5a4672a2b93e3dd95000a9", "6028b017b1d44c02b4b3afcdafc96bb2", "ea9b8d664d011d213ce4b6b48cb575d4",
    ];

    private static readonly string[] Names = ["Touch ID", "TouchID", "Face ID", "Windows Hello", "iCloud Keychain", "Google Password Manager", "Android"];

    internal static bool Are(WebAuthnEnrollment key) =>
        key.Aaguid is { Length: > 0 } model && Models.Contains(Model(model))
        || Array.Exists(Names, name => key.Name.Contains(name, StringComparison.OrdinalIgnoreCase));

    private static string Model(string base64Url)
    {
        try
        {
            return Convert.ToHexStringLower(System.Buffers.Text.Base64Url.DecodeFromChars(base64Url));
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
