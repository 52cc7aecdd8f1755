using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FactorSeq.Core.Factors;

/// <summary>Text that must never be printed: a password, a passcode, an answer. Its <see cref="ToString"/> hides it.</summary>
public readonly struct Secret(string value) : IEquatable<Secret>
{
    private readonly string value = value;

    /// <summary>The text itself, for the one place that judges it.</summary>
    public string Reveal() => value ?? "";

    /// <summary>Compares in a time that depends on lengths only.</summary>
    public bool Matches(ReadOnlySpan<char> expected) =>
        CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(Reveal().AsSpan()), MemoryMarshal.AsBytes(expected));

    public bool Equals(Secret other) => Matches(other.Reveal());

    public override bool Equals(object? obj) => obj is Secret other && Equals(other);

    public override int GetHashCode() => 0;

    public override string ToString() => "***";

    public static bool operator ==(Secret left, Secret right) => left.Equals(right);

    public static bool operator !=(Secret left, Secret right) => !left.Equals(right);
}
