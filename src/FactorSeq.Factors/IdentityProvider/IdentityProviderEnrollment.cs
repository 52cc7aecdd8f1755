using System.Text.Json.Serialization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.IdentityProvider;

/// <summary>A user whom another identity provider knows.</summary>
/// <param name="User">The name under which it knows them.</param>
public sealed record IdentityProviderEnrollment(string User) : FactorData;

[JsonSerializable(typeof(IdentityProviderEnrollment))]
[JsonSerializable(typeof(IdentityProviderChallenge))]
internal sealed partial class IdentityProviderJson : JsonSerializerContext;
