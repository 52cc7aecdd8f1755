using System.Security.Cryptography;
using System.Text;

namespace FactorSeq.Core.Factors;

/// <summary>
/// Chance as a value. The shell draws a seed from the system's generator for each request; everything random that the core needs
/// is derived from it by purpose (HMAC-SHA-256), so that a test with a fixed seed sees fixed codes.
/// </summary>
public sealed class Entropy(ReadOnlyMemory<byte> seed)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Entropy that depends only on a key and a name: the same login gets the same decoy every time.</summary>
    public static Entropy Keyed(ReadOnlySpan<byte> key, string name) => new(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(name)));

    /// <summary>A decimal code of <paramref name="length"/> digits (at most 9), each value equally likely but for a bias under 2^-34.</summary>
    public string Digits(string purpose, int length)
    {
        var modulus = 1UL;
        for (var i = 0; i < length; i++)
        {
            modulus *= 10;
        }

        return (Number(purpose) % modulus).ToString().PadLeft(length, '0');
    }

    /// <summary>A number from 0 up to, not including, <paramref name="limit"/>.</summary>
    public int Below(string purpose, int limit) => (int)(Number(purpose) % (ulong)limit);

    /// <summary>Letters and digits, about 5.95 bits each; at most 32 of them.</summary>
    public string Id(string purpose, int length)
    {
        var bytes = Bytes(purpose);
        return string.Create(length, bytes, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = Alphabet[source[i] % Alphabet.Length];
            }
        });
    }

    /// <summary>32 bytes.</summary>
    public byte[] Bytes(string purpose) => HMACSHA256.HashData(seed.Span, Encoding.UTF8.GetBytes(purpose));

    private ulong Number(string purpose) => BitConverter.ToUInt64(Bytes(purpose), 0);
}
