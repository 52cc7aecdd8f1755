using System.Formats.Cbor;

namespace FactorSeq.Factors.WebAuthn;

/// <summary>CBOR as authenticators write it (RFC 8949), read into maps; what cannot be read is nothing, never a fault.</summary>
internal static class Cbor
{
    private const int Depth = 8;

    /// <summary>The map that the bytes are, or null.</summary>
    internal static CborMap? Map(ReadOnlyMemory<byte> bytes) => First(bytes, out var length) is { } map && length == bytes.Length ? map : null;

    /// <summary>The map that the bytes begin with, or null.</summary>
    /// <param name="length">How many bytes it takes.</param>
    internal static CborMap? First(ReadOnlyMemory<byte> bytes, out int length)
    {
        length = 0;
        try
        {
            var reader = new CborReader(bytes, CborConformanceMode.Strict, allowMultipleRootLevelValues: true);
            var map = Value(reader, Depth) as CborMap;
            length = bytes.Length - reader.BytesRemaining;
            return map;
        }
        catch (Exception fault) when (fault is CborContentException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private static object? Value(CborReader reader, int depth)
    {
        if (depth == 0)
        {
            throw new CborContentException("too deep");
        }

        switch (reader.PeekState())
        {
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                return reader.ReadInt64();
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                return reader.ReadTextString();
            case CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString:
                return reader.ReadByteString();
            case CborReaderState.StartArray:
                return Items(reader, depth);
            case CborReaderState.StartMap:
                return Members(reader, depth);
            default:
                reader.SkipValue();
                return null;
        }
    }

    private static List<object?> Items(CborReader reader, int depth)
    {
        var items = new List<object?>();
        reader.ReadStartArray();
        while (reader.PeekState() != CborReaderState.EndArray)
        {
            items.Add(Value(reader, depth - 1));
        }

        reader.ReadEndArray();
        return items;
    }

    private static CborMap Members(CborReader reader, int depth)
    {
        var members = new Dictionary<object, object?>();
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            // Keys are numbers or texts in everything that is read here; others name nothing.
            var key = Value(reader, depth - 1);
            var value = Value(reader, depth - 1);
            if (key is long or string)
            {
                members[key] = value;
            }
        }

        reader.ReadEndMap();
        return new CborMap(members);
    }
}

/// <summary>A CBOR map. A member that is absent or of another type is null.</summary>
internal sealed class CborMap(IReadOnlyDictionary<object, object?> members)
{
    internal bool IsEmpty => members.Count == 0;

    internal bool Has(string name) => members.ContainsKey(name);

    internal long? Number(long label) => members.GetValueOrDefault(label) as long?;

    internal long? Number(string name) => members.GetValueOrDefault(name) as long?;

    internal byte[]? Bytes(long label) => members.GetValueOrDefault(label) as byte[];

    internal byte[]? Bytes(string name) => members.GetValueOrDefault(name) as byte[];

    internal string? Text(string name) => members.GetValueOrDefault(name) as string;

    internal CborMap? Map(string name) => members.GetValueOrDefault(name) as CborMap;

    /// <summary>A list of byte strings, null where one of its items is something else.</summary>
    internal IReadOnlyList<byte[]>? List(string name) =>
        members.GetValueOrDefault(name) is List<object?> items && items.All(item => item is byte[]) ? [.. items.Cast<byte[]>()] : null;
}
