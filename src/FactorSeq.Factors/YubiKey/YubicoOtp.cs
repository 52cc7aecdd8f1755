using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FactorSeq.Factors.YubiKey;

/// <summary>
/// What a YubiKey types: 12 characters that name the key and 32 that only its AES key opens, all of them modhex
/// (Yubico, "YubiKey OTP", format and validation).
/// </summary>
public static class YubicoOtp
{
    /// <summary>Characters of the public id.</summary>
    public const int PublicIdLength = 12;

    /// <summary>The highest usage counter and, below it, the highest session counter, as one number.</summary>
    public const int LastCounter = 0x7fffff;

    private const int Length = 44;
    private const int BlockBytes = 16;
    private const int PrivateIdBytes = 6;

    // Hexadecimal digits in letters that stand on the same keys of most keyboards.
    private const string Modhex = "cbdefghijklnrtuv";

    // What the checksum of a block that holds its own checksum comes to.
    private const ushort Residue = 0xf0b8;

    /// <summary>True for 12 characters of modhex in lower case.</summary>
    public static bool IsPublicId(string text) => text.Length == PublicIdLength && text.All(Modhex.Contains);

    /// <summary>The decimal number that stands on the key.</summary>
    public static string SerialOf(string publicId) =>
        publicId.Aggregate(0L, (number, c) => number * Modhex.Length + Modhex.IndexOf(c)).ToString().PadLeft(12, '0');

    /// <summary>Which key may have typed this; null where it is no one-time password. Either case, and whatever is around it.</summary>
    public static string? PublicIdOf(string text) => Tidy(text) is { } otp ? otp[..PublicIdLength] : null;

    /// <summary>The counter inside, usage above session; null unless this very key made it.</summary>
    /// <param name="aesKey">16 bytes.</param>
    /// <param name="privateId">6 bytes.</param>
    public static int? CounterOf(string text, string publicId, ReadOnlySpan<byte> aesKey, ReadOnlySpan<byte> privateId)
    {
        if (Tidy(text) is not { } otp || otp[..PublicIdLength] != publicId)
        {
            return null;
        }

        var block = new byte[BlockBytes];
        for (var i = 0; i < block.Length; i++)
        {
            var at = PublicIdLength + 2 * i;
            block[i] = (byte)((Modhex.IndexOf(otp[at]) << 4) | Modhex.IndexOf(otp[at + 1]));
        }

        using var aes = Aes.Create();
        aes.SetKey(aesKey);
        var plain = aes.DecryptEcb(block, PaddingMode.None);
        var known = CryptographicOperations.FixedTimeEquals(plain.AsSpan(0, PrivateIdBytes), privateId);
        return known & Crc(plain) == Residue ? (UsageOf(plain) << 8) | plain[11] : null;
    }

    /// <summary>What a key would type: for testers, who have no key in their hands.</summary>
    /// <param name="counter">Usage above session, 0 to <see cref="LastCounter"/>.</param>
    public static string Make(string publicId, ReadOnlySpan<byte> aesKey, ReadOnlySpan<byte> privateId, int counter)
    {
        Span<byte> plain = new byte[BlockBytes];
        privateId.CopyTo(plain);
        BinaryPrimitives.WriteUInt16LittleEndian(plain[6..], (ushort)(counter >> 8));
        plain[11] = (byte)counter;
        BinaryPrimitives.WriteUInt16LittleEndian(plain[14..], (ushort)~Crc(plain[..14]));
        using var aes = Aes.Create();
        aes.SetKey(aesKey);
        var block = aes.EncryptEcb(plain, PaddingMode.None);
        return publicId + string.Concat(block.Select(b => $"{Modhex[b >> 4]}{Modhex[b & 15]}"));
    }

    // The highest bit says whether Caps Lock was on when the key was plugged in.
    private static int UsageOf(ReadOnlySpan<byte> plain) => BinaryPrimitives.ReadUInt16LittleEndian(plain[6..]) & 0x7fff;

    private static string? Tidy(string text)
    {
        var otp = text.Trim().ToLowerInvariant();
        return otp.Length == Length && otp.All(Modhex.Contains) ? otp : null;
    }

    // CRC-16 of ISO 13239.
    private static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xffff;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x8408;
            }
        }

        return (ushort)crc;
    }
}
