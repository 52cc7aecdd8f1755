using System.Collections.Immutable;
using System.Formats.Asn1;

namespace FactorSeq.Directories.Ldap;

/// <summary>Something said beside a request or an answer.</summary>
internal sealed record LdapControl(string Oid, byte[]? Value = null);

/// <summary>Answers in pages (RFC 2696). Not critical: a server that knows no pages sends all it has.</summary>
internal static class PagedResults
{
    private const string Oid = "1.2.840.113556.1.4.319";

    internal static LdapControl Ask(int size, byte[] cookie)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(size);
            writer.WriteOctetString(cookie);
        }

        return new(Oid, writer.Encode());
    }

    /// <summary>What to ask for the next page with; empty after the last one.</summary>
    internal static byte[] Cookie(LdapResult result)
    {
        if (result.Controls.FirstOrDefault(control => control.Oid == Oid)?.Value is not { } value)
        {
            return [];
        }

        return Malformed.Guard("a paged results control", () =>
        {
            var sequence = new AsnReader(value, AsnEncodingRules.BER).ReadSequence();
            sequence.ReadInteger();
            return sequence.ReadOctetString();
        });
    }
}

/// <summary>What a password policy has to say of a bind or of a new password (draft-behera-ldap-password-policy §6.2).</summary>
internal enum PolicyError
{
    PasswordExpired = 0,
    AccountLocked = 1,
    ChangeAfterReset = 2,
    PasswordModNotAllowed = 3,
    MustSupplyOldPassword = 4,
    InsufficientPasswordQuality = 5,
    PasswordTooShort = 6,
    PasswordTooYoung = 7,
    PasswordInHistory = 8,
}

/// <summary>The password policy control: without it expired, locked and wrong are one and the same result code 49.</summary>
internal static class PasswordPolicy
{
    private const string Oid = "1.3.6.1.4.1.42.2.27.8.5.1";

    private static readonly Asn1Tag Warning = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Error = new(TagClass.ContextSpecific, 1);

    internal static ImmutableArray<LdapControl> Ask { get; } = [new(Oid)];

    /// <summary>null where the policy has nothing to object, or the server has none.</summary>
    internal static PolicyError? Read(LdapResult result)
    {
        if (result.Controls.FirstOrDefault(control => control.Oid == Oid)?.Value is not { } value)
        {
            return null;
        }

        return Malformed.Guard<PolicyError?>("a password policy control", () =>
        {
            var sequence = new AsnReader(value, AsnEncodingRules.BER).ReadSequence();
            if (sequence.HasData && sequence.PeekTag().HasSameClassAndValue(Warning))
            {
                sequence.ReadEncodedValue();
            }

            return sequence.HasData ? sequence.ReadEnumeratedValue<PolicyError>(Error) : null;
        });
    }
}

/// <summary>Decoding of what others have written.</summary>
internal static class Malformed
{
    /// <summary>Whatever a decoder trips over is one thing: the other end talks nonsense.</summary>
    internal static T Guard<T>(string what, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException or InvalidOperationException or OverflowException or FormatException)
        {
            throw new LdapBrokenException($"the server sent {what} that is malformed: {e.Message}", e);
        }
    }
}
