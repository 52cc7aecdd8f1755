using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Factors.YubiKey;

namespace FactorSeq.Web.Seed;

/// <summary><c>yubikeys</c>: keys that the org knows and nobody has yet, which users may enroll; and how any YubiKey is written.</summary>
internal static class YubiKeySection
{
    internal static ImmutableArray<HardwareKey> Read(Fields seed, SeedScope scope) =>
    [
        .. seed.List("yubikeys")
            .Select(node => Fields.Of(node, Shapes.YubiKey, scope.Errors)).OfType<Fields>()
            .Select(fields => Key(fields, scope)).OfType<HardwareKey>(),
    ];

    /// <summary>Null, with errors, where it is none, or where another has the same public id: a key has one owner.</summary>
    internal static HardwareKey? Key(Fields fields, SeedScope scope)
    {
        var publicId = Checked(fields, "publicId", YubicoOtp.IsPublicId, "not a YubiKey's public id", "Write 12 letters of cbdefghijklnrtuv.", scope);
        var aesKey = Checked(fields, "aesKey", text => IsHex(text, 32), "not an AES key", "Write 32 hexadecimal digits.", scope);
        var privateId = Checked(fields, "privateId", text => IsHex(text, 12), "not a YubiKey's private id", "Write 12 hexadecimal digits.", scope);
        return publicId is not null && scope.YubiKeys.Declare(fields["publicId"]!, publicId, publicId) && aesKey is not null && privateId is not null
            ? new HardwareKey(publicId, aesKey.ToLowerInvariant(), privateId.ToLowerInvariant())
            : null;
    }

    private static bool IsHex(string text, int digits) => text.Length == digits && text.All(char.IsAsciiHexDigit);

    // A secret is not repeated in a message.
    private static string? Checked(Fields fields, string member, Func<string, bool> valid, string not, string cure, SeedScope scope)
    {
        var text = fields.Required(member);
        if (text is null || valid(text))
        {
            return text;
        }

        scope.Errors.Add(fields[member]!, $"this is {not}", cure);
        return null;
    }
}
