using System.Collections.Immutable;
using System.Text.Json.Serialization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Password;

/// <summary>A password as it is kept.</summary>
/// <param name="Hash">ASP.NET Core Identity's format, version 3: PBKDF2-HMAC-SHA512 with its salt and round count.</param>
public sealed record PasswordEnrollment(string Hash) : FactorData
{
    /// <summary>Hashes of the passwords before it, newest first, as many as the policy wants remembered.</summary>
    public ImmutableArray<string> Earlier { get; init => field = value.IsDefault ? [] : value; } = [];

    public override string ToString() => nameof(PasswordEnrollment);
}

[JsonSerializable(typeof(PasswordEnrollment))]
[JsonSerializable(typeof(DelegatedPassword))]
internal sealed partial class PasswordJson : JsonSerializerContext;
