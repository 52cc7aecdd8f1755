namespace FactorSeq.Factors.WebAuthn.Attestations;

/// <summary>A new credential and what its authenticator states about it (WebAuthn Level 2 §6.5.4).</summary>
/// <param name="Format">IANA, "WebAuthn Attestation Statement Format Identifiers".</param>
internal sealed record AttestationObject(string Format, CborMap Statement, AuthenticatorData Data, AttestedCredential Credential)
{
    /// <summary>Null where the bytes are none, or hold no credential with a key that was offered.</summary>
    internal static AttestationObject? Read(byte[]? bytes) =>
        bytes is not null && Cbor.Map(bytes) is { } map
        && map.Text("fmt") is { } format && map.Map("attStmt") is { } statement
        && AuthenticatorData.Read(map.Bytes("authData")) is { Credential: { } credential } data
            ? new AttestationObject(format, statement, data, credential)
            : null;
}
