using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors;

/// <summary>One-time passwords of six digits: HMAC-SHA-1 over a counter (RFC 4226 §5.3), which may be a step of time (RFC 6238).</summary>
public static class OneTimePassword
{
    private const int Digits = 6;
    private const int KeyBytes = 20;

    /// <summary>The code of a counter.</summary>
    public static string Code(ReadOnlySpan<byte> key, long counter)
    {
        using var keyed = Keyed(key);
        Span<char> code = stackalloc char[Digits];
        Write(keyed, counter, code);
        return new string(code);
    }

    /// <summary>The key made ready for several codes: most of a code's cost is the key's.</summary>
    internal static IncrementalHash Keyed(ReadOnlySpan<byte> key) => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, key);

    /// <summary>Whether this is the code of a counter.</summary>
    internal static bool IsCode(Secret code, IncrementalHash keyed, long counter)
    {
        Span<char> right = stackalloc char[Digits];
        Write(keyed, counter, right);
        return code.Matches(right);
    }

    private static void Write(IncrementalHash keyed, long counter, Span<char> code)
    {
        Span<byte> moving = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(moving, counter);
        keyed.AppendData(moving);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        keyed.GetHashAndReset(mac);
        var offset = mac[^1] & 0x0f;
        var binary = BinaryPrimitives.ReadUInt32BigEndian(mac[offset..]) & 0x7fff_ffff;
        (binary % 1_000_000).TryFormat(code, out _, "D6");
    }

    /// <summary>The step of an instant.</summary>
    /// <param name="seconds">How long a step takes.</param>
    public static long StepAt(DateTimeOffset now, int seconds) => (long)Math.Floor(now.ToUnixTimeSeconds() / (double)seconds);

    /// <summary>
    /// The first counter from <paramref name="from"/> to <paramref name="to"/> whose code this is. Each of them is worked out, whichever
    /// matches: the time taken tells nothing.
    /// </summary>
    public static long? Find(Secret code, ReadOnlySpan<byte> key, long from, long to)
    {
        using var keyed = Keyed(key);
        long? found = null;
        for (var counter = from; counter <= to; counter++)
        {
            if (IsCode(code, keyed, counter))
            {
                found ??= counter;
            }
        }

        return found;
    }

    /// <summary>
    /// The secret of a token that another company's server knows by name. That server is emulated: the secret follows from the names alone,
    /// so it protects nothing.
    /// </summary>
    /// <param name="server">Whose server it is.</param>
    /// <param name="credentialId">The token, or its owner, as that server names it; case does not matter.</param>
    public static byte[] SecretKnownTo(string server, string credentialId) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{server}:{credentialId.ToUpperInvariant()}"))[..KeyBytes];
}
