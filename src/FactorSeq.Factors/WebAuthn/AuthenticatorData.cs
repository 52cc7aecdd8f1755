using System.Buffers.Binary;

namespace FactorSeq.Factors.WebAuthn;

/// <summary>What an authenticator says of itself and of what happened (WebAuthn Level 2 §6.1).</summary>
/// <param name="Bytes">As they came: what is signed.</param>
/// <param name="Credential">The new credential, at registration.</param>
internal sealed record AuthenticatorData(
    byte[] Bytes, byte[] RpIdHash, bool UserPresent, bool UserVerified, uint SignCount, AttestedCredential? Credential)
{
    private const int HeaderLength = 37;
    private const int CredentialHeader = 18;
    private const int MostCredentialId = 1023;

    /// <summary>Null where the bytes are no authenticator data, or more than that.</summary>
    internal static AuthenticatorData? Read(byte[]? bytes)
    {
        if (bytes is null || bytes.Length < HeaderLength)
        {
            return null;
        }

        var flags = bytes[32];
        ReadOnlyMemory<byte> rest = bytes.AsMemory(HeaderLength);
        AttestedCredential? credential = null;
        if ((flags & 0x40) != 0 && (credential = ReadCredential(ref rest)) is null)
        {
            return null;
        }

        if ((flags & 0x80) != 0)
        {
            if (Cbor.First(rest, out var length) is null)
            {
                return null;
            }

            rest = rest[length..];
        }

        return rest.IsEmpty
            ? new AuthenticatorData(
                bytes, bytes[..32], (flags & 0x01) != 0, (flags & 0x04) != 0, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(33)), credential)
            : null;
    }

    private static AttestedCredential? ReadCredential(ref ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < CredentialHeader)
        {
            return null;
        }

        var aaguid = rest[..16].ToArray();
        var idLength = BinaryPrimitives.ReadUInt16BigEndian(rest.Span[16..]);
        rest = rest[CredentialHeader..];
        if (idLength is 0 or > MostCredentialId || rest.Length < idLength)
        {
            return null;
        }

        var id = rest[..idLength].ToArray();
        rest = rest[idLength..];
        if (Cbor.First(rest, out var length) is not { } map || CoseKey.Read(map) is not { } key)
        {
            return null;
        }

        var encoded = rest[..length].ToArray();
        rest = rest[length..];
        return new AttestedCredential(aaguid, id, key, encoded);
    }
}

/// <summary>A credential as its authenticator made it (WebAuthn Level 2 §6.5.1).</summary>
/// <param name="Aaguid">16 bytes: the authenticator's model; all zero where it does not tell.</param>
/// <param name="Encoded">The key as it came.</param>
internal sealed record AttestedCredential(byte[] Aaguid, byte[] Id, CoseKey Key, byte[] Encoded);
