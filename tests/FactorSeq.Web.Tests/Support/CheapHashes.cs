using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FactorSeq.Web.Tests.Support;

/// <summary>Hashes that say how few rounds they have: people of a store that is kept, who cost little to sign in.</summary>
internal static class CheapHashes
{
    private const int Rounds = 100;

    /// <summary>ASP.NET Core Identity's own form, version 3, as a seed's <c>passwordHash</c>.</summary>
    internal static string OfPassword(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = new byte[13 + salt.Length + 32];
        hash[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(hash.AsSpan(1), 2);
        BinaryPrimitives.WriteInt32BigEndian(hash.AsSpan(5), Rounds);
        BinaryPrimitives.WriteInt32BigEndian(hash.AsSpan(9), salt.Length);
        salt.CopyTo(hash, 13);
        Rfc2898DeriveBytes.Pbkdf2(password, salt, hash.AsSpan(13 + salt.Length), Rounds, HashAlgorithmName.SHA512);
        return Convert.ToBase64String(hash);
    }

    /// <summary>As a seed's <c>answerHash</c>.</summary>
    /// <param name="answer">As it is compared: in capitals.</param>
    internal static string OfAnswer(string answer)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return $"{Rounds}.{Convert.ToBase64String(salt)}.{Convert.ToBase64String(Rfc2898DeriveBytes.Pbkdf2(answer, salt, Rounds, HashAlgorithmName.SHA256, 32))}";
    }
}
