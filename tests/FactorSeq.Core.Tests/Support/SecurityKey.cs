using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace FactorSeq.Core.Tests.Support;

/// <summary>What a page asks of a key, and what its browser says about it.</summary>
internal sealed record Page(string Challenge, string Origin)
{
    /// <summary>The host of the origin, as browsers take it where nobody names another.</summary>
    internal string RpId { get; init; } = new Uri(Origin).Host;

    /// <summary>Null for the ceremony's own.</summary>
    internal string? Type { get; init; }

    /// <summary>Further members of the client data.</summary>
    internal JsonObject More { get; init; } = [];

    internal byte[] ClientData(string type, string member = "type")
    {
        var json = new JsonObject { [member] = Type ?? type, ["challenge"] = Challenge, ["origin"] = Origin };
        foreach (var (name, value) in More)
        {
            json[name] = value?.DeepClone();
        }

        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}

/// <summary>A WebAuthn assertion, or a U2F signature, which has no authenticator data.</summary>
internal sealed record SignedChallenge(byte[] ClientData, byte[] AuthenticatorData, byte[] Signature);

/// <summary>A new credential and the client data it was made for.</summary>
internal sealed record MadeCredential(byte[] ClientData, byte[] Credential);

/// <summary>
/// A security key in software: real keys, real signatures (WebAuthn Level 2 §6; FIDO U2F Raw Message Formats). It works, so that a test can
/// break one thing of it.
/// </summary>
internal sealed class SecurityKey
{
    // To make an RSA key takes seconds on a busy machine; two are enough.
    private static readonly Lazy<RSAParameters> FirstRsa = new(MakeRsa);
    private static readonly Lazy<RSAParameters> SecondRsa = new(MakeRsa);

    private readonly ECDsa? curve;
    private readonly RSA? rsa;

    /// <param name="algorithm">By its COSE number.</param>
    /// <param name="second">The other one of two RSA keys.</param>
    internal SecurityKey(int algorithm = -7, bool second = false)
    {
        Algorithm = algorithm;
        curve = algorithm switch
        {
            -7 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            -35 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            -36 => ECDsa.Create(ECCurve.NamedCurves.nistP521),
            _ => null,
        };
        rsa = curve is null ? RSA.Create((second ? SecondRsa : FirstRsa).Value) : null;
    }

    internal int Algorithm { get; }

    internal byte[] Id { get; init; } = RandomNumberGenerator.GetBytes(32);

    internal string CredentialId => Base64Url.EncodeToString(Id);

    /// <summary>Grows with each signature of a key that counts.</summary>
    internal uint Counter { get; set; }

    internal bool Counts { get; init; } = true;

    internal byte[] Aaguid { get; init; } = new byte[16];

    /// <summary>UP and UV; the other flags follow from what there is to say.</summary>
    internal byte Flags { get; set; } = 0x05;

    /// <summary>CBOR of what extensions say; null where there are none.</summary>
    internal byte[]? Extensions { get; init; }

    internal AsymmetricAlgorithm Key => curve ?? (AsymmetricAlgorithm)rsa!;

    internal ECDsa Curve => curve!;

    internal RSA Rsa => rsa!;

    internal string PublicKey => Base64Url.EncodeToString(Cose());

    /// <summary>The public key as an authenticator writes it.</summary>
    internal byte[] Cose(int? algorithm = null)
    {
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(curve is null ? 4 : 5);
        Write(writer, 1, curve is null ? 3 : 2);
        Write(writer, 3, algorithm ?? Algorithm);
        if (curve is not null)
        {
            var point = curve.ExportParameters(false).Q;
            Write(writer, -1, Algorithm == -7 ? 1 : Algorithm == -35 ? 2 : 3);
            Write(writer, -2, point.X!);
            Write(writer, -3, point.Y!);
        }
        else
        {
            var parameters = rsa!.ExportParameters(false);
            Write(writer, -1, parameters.Modulus!);
            Write(writer, -2, parameters.Exponent!);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    /// <summary>The point as X9.62 writes it, uncompressed.</summary>
    internal byte[] Point() => curve!.ExportParameters(false).Q is var point ? [4, .. point.X!, .. point.Y!] : [];

    internal byte[] Sign(byte[] data)
    {
        var hash = Algorithm switch
        {
            -35 or -38 or -258 => HashAlgorithmName.SHA384,
            -36 or -39 or -259 => HashAlgorithmName.SHA512,
            _ => HashAlgorithmName.SHA256,
        };
        return curve?.SignData(data, hash, DSASignatureFormat.Rfc3279DerSequence)
            ?? rsa!.SignData(data, hash, Algorithm is <= -37 and >= -39 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }

    /// <summary>Signs a challenge (<c>navigator.credentials.get</c>).</summary>
    internal SignedChallenge Get(Page page)
    {
        Counter += Counts ? 1u : 0;
        var clientData = page.ClientData("webauthn.get");
        var data = AuthenticatorData(page.RpId, withCredential: false);
        return new SignedChallenge(clientData, data, Sign([.. data, .. SHA256.HashData(clientData)]));
    }

    /// <summary>Makes its credential (<c>navigator.credentials.create</c>).</summary>
    internal MadeCredential Create(Page page, Statement? statement = null)
    {
        var clientData = page.ClientData("webauthn.create");
        var data = AuthenticatorData(page.RpId, withCredential: true);
        return new MadeCredential(clientData, (statement ?? new Statement("none")).Object(this, data, SHA256.HashData(clientData)));
    }

    /// <summary>The same for a key that says it signs by another algorithm.</summary>
    internal MadeCredential CreateClaiming(int algorithm, Page page)
    {
        var clientData = page.ClientData("webauthn.create");
        var data = AuthenticatorData(page.RpId, withCredential: true, algorithm);
        return new MadeCredential(clientData, new Statement("none").Object(this, data, SHA256.HashData(clientData)));
    }

    internal byte[] AuthenticatorData(string rpId, bool withCredential, int? algorithm = null)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        var flags = (byte)(Flags | (withCredential ? 0x40 : 0) | (Extensions is null ? 0 : 0x80));
        byte[] credential = withCredential ? [.. Aaguid, (byte)(Id.Length >> 8), (byte)Id.Length, .. Id, .. Cose(algorithm)] : [];
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(rpId)), flags, .. counter, .. credential, .. Extensions ?? []];
    }

    /// <summary>Signs as a U2F key.</summary>
    /// <param name="counter">What it says it has counted, where that is not what it has.</param>
    internal SignedChallenge U2fSign(Page page, string appId, uint? counter = null)
    {
        Counter += Counts ? 1u : 0;
        var clientData = page.ClientData("navigator.id.getAssertion", "typ");
        var said = new byte[5];
        said[0] = (byte)(Flags & 1);
        BinaryPrimitives.WriteUInt32BigEndian(said.AsSpan(1), counter ?? Counter);
        byte[] signed = [.. SHA256.HashData(Encoding.UTF8.GetBytes(appId)), .. said, .. SHA256.HashData(clientData)];
        return new SignedChallenge(clientData, [], [.. said, .. Sign(signed)]);
    }

    /// <summary>Registers as a U2F key.</summary>
    internal MadeCredential U2fRegister(Page page, string appId)
    {
        var clientData = page.ClientData("navigator.id.finishEnrollment", "typ");
        using var maker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] signed = [0, .. SHA256.HashData(Encoding.UTF8.GetBytes(appId)), .. SHA256.HashData(clientData), .. Id, .. Point()];
        var signature = maker.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new MadeCredential(clientData, [5, .. Point(), (byte)Id.Length, .. Id, .. Statement.Certificate("CN=U2F", maker), .. signature]);
    }

    private static RSAParameters MakeRsa()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportParameters(includePrivateParameters: true);
    }

    private static void Write(CborWriter writer, int label, int value)
    {
        writer.WriteInt32(label);
        writer.WriteInt32(value);
    }

    private static void Write(CborWriter writer, int label, byte[] value)
    {
        writer.WriteInt32(label);
        writer.WriteByteString(value);
    }
}
