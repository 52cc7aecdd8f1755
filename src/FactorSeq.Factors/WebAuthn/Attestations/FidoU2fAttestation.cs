namespace FactorSeq.Factors.WebAuthn.Attestations;

/// <summary>WebAuthn Level 2 §8.6: a U2F key, which signs as U2F does and knows no models.</summary>
internal static class FidoU2fAttestation
{
    internal static bool Verify(Attested attested) =>
        attested.X5c.Count == 1
        && attested.Credential.Aaguid.AsSpan().IndexOfAnyExcept((byte)0) < 0
        && attested.Credential.Key.Point is { } point
        && attested.Statement.Bytes("sig") is { } signature
        && CoseKey.Of(attested.X5c[0], -7) is { } key
        && key.Verify([0, .. attested.Made.Data.RpIdHash, .. attested.ClientDataHash, .. attested.Credential.Id, .. point], signature);
}
