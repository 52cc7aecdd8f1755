using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FactorSeq.Core.Ports;

/// <summary>
/// What a write holds: a value, and the JSON it is written down as. A store that keeps values never asks for the JSON, and nobody pays for it.
/// </summary>
public abstract class Content
{
    private Content()
    {
    }

    /// <summary>The value as JSON in UTF-8, made anew at each call.</summary>
    public abstract byte[] Json();

    /// <summary>The value as a document, a <see cref="Ports.Stored{T}"/> of its kind's type.</summary>
    public abstract IStored Stored(string id, long version);

    /// <summary>The value as a record, a <see cref="Ports.Recorded{T}"/> of its kind's type.</summary>
    public abstract IRecorded Recorded(long sequence, string subject, DateTimeOffset at);

    internal static Content Of<T>(T value, Lazy<JsonTypeInfo<T>> contract)
        where T : class => new Value<T>(value, contract);

    private sealed class Value<T>(T value, Lazy<JsonTypeInfo<T>> contract) : Content
        where T : class
    {
        public override byte[] Json() => JsonSerializer.SerializeToUtf8Bytes(value, contract.Value);

        public override IStored Stored(string id, long version) => new Stored<T>(id, value, version);

        public override IRecorded Recorded(long sequence, string subject, DateTimeOffset at) => new Recorded<T>(sequence, subject, at, value);
    }
}
