using System.Text.Json.Serialization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.U2f;

/// <summary>A U2F security key.</summary>
/// <param name="CredentialId">The key handle, base64url; empty until the enrollment is active.</param>
/// <param name="PublicKey">The point on P-256 as X9.62 writes it, uncompressed, base64url.</param>
/// <param name="AppId">The application the key was registered for: the origin of the page.</param>
/// <param name="Counter">The last counter seen; -1 before the first.</param>
public sealed record U2fEnrollment(string CredentialId, string PublicKey, string AppId, long Counter) : FactorData;

[JsonSerializable(typeof(U2fEnrollment))]
[JsonSerializable(typeof(U2fChallenge))]
internal sealed partial class U2fJson : JsonSerializerContext;
