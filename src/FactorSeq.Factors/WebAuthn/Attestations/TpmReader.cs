using System.Buffers.Binary;

namespace FactorSeq.Factors.WebAuthn.Attestations;

/// <summary>A cursor over a TPM's structures: numbers are big-endian, byte strings carry their length in two bytes. Past the end it stays, empty.</summary>
internal ref struct TpmReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>Whether everything asked for was there.</summary>
    internal bool IsWhole { get; private set; } = true;

    /// <summary>Whether everything asked for was there and nothing more is.</summary>
    internal readonly bool IsDone => IsWhole && rest.IsEmpty;

    internal uint UInt32() => Take(4) is { IsEmpty: false } four ? BinaryPrimitives.ReadUInt32BigEndian(four) : 0;

    internal ushort UInt16() => Take(2) is { IsEmpty: false } two ? BinaryPrimitives.ReadUInt16BigEndian(two) : (ushort)0;

    internal ReadOnlySpan<byte> Sized() => Take(UInt16());

    internal ReadOnlySpan<byte> Take(int length)
    {
        if (length > rest.Length)
        {
            IsWhole = false;
            rest = [];
            return [];
        }

        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}
