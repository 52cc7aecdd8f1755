using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Hosting.Https;

namespace FactorSeq.Web.Tests.Starting;

/// <summary>A certificate that cannot serve stops the start, and the message says which file it is and what to do.</summary>
public sealed class CertificateFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly string folder = Directory.CreateTempSubdirectory("factorseq-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Pem_with_its_key_beside_it_and_its_issuer_below_it()
    {
        using var made = Make(out var key);
        using var issuer = Make(out _);
        var opened = CertificateFile.Open(Write("c.pem", made.ExportCertificatePem() + "\n" + issuer.ExportCertificatePem()), Write("c.key", key), null, Now);

        Assert.Equal(made.Thumbprint, opened.Certificate.Thumbprint);
        Assert.True(opened.Certificate.HasPrivateKey);
        Assert.Equal(issuer.Thumbprint, Assert.Single(opened.Chain).Thumbprint);
    }

    [Fact]
    public void Pem_and_key_in_one_file_of_either_kind_of_key()
    {
        using var ec = Make(out var key);
        Assert.True(CertificateFile.Open(Write("ec.pem", key + "\n" + ec.ExportCertificatePem()), null, null, Now).Certificate.HasPrivateKey);
        using var rsaKey = RSA.Create(2048);
        using var rsa = new CertificateRequest("CN=x", rsaKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        Assert.True(CertificateFile.Open(Write("rsa.pem", rsa.ExportCertificatePem() + "\n" + rsaKey.ExportRSAPrivateKeyPem()), null, null, Now).Certificate.HasPrivateKey);
    }

    [Fact]
    public void An_encrypted_key_and_a_Pfx_file_with_their_password()
    {
        using var made = Make(out _, out var encrypted);
        Assert.True(CertificateFile.Open(Write("c.pem", made.ExportCertificatePem()), Write("c.key", encrypted), "secret", Now).Certificate.HasPrivateKey);
        File.WriteAllBytes(At("c.pfx"), made.Export(X509ContentType.Pfx, "secret"));
        Assert.True(CertificateFile.Open(At("c.pfx"), null, "secret", Now).Certificate.HasPrivateKey);
    }

    [Fact]
    public void What_cannot_serve_is_refused_with_its_cure()
    {
        using var made = Make(out var key, out var encrypted);
        using var other = Make(out var otherKey);
        using var old = Make(out var oldKey, from: -10, to: -1);
        using var early = Make(out var earlyKey, from: 2, to: 10);
        using var rsa = RSA.Create(2048);
        var pem = Write("c.pem", made.ExportCertificatePem());
        File.WriteAllBytes(At("c.pfx"), made.Export(X509ContentType.Pfx, "secret"));
        using var bare = X509CertificateLoader.LoadCertificate(made.RawData);
        File.WriteAllBytes(At("bare.pfx"), bare.Export(X509ContentType.Pfx));

        foreach (var (file, keyFile, password, says) in new (string, string?, string?, string)[]
        {
            (At("none.pem"), null, null, "there is no such file."),
            (pem, At("none.key"), null, $"--key {At("none.key")}: there is no such file."),
            (folder, null, null, "cannot be read"),
            (Write("empty.pem", ""), null, null, "holds no certificate"),
            (Write("text.pem", "hello"), null, null, "holds no certificate"),
            (Write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"), null, null, "holds no certificate"),
            (pem, null, null, "holds no private key: name its file, --key FILE."),
            (pem, Write("not.key", "hello"), null, "holds no private key in PEM"),
            (pem, Write("broken.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"), null, "cannot be read"),
            (pem, Write("rsa.key", rsa.ExportPkcs8PrivateKeyPem()), null, "is not of the kind"),
            (pem, Write("other.key", otherKey), null, $"The key in {At("other.key")} does not belong to the certificate in {pem}."),
            (pem, Write("encrypted.key", encrypted), null, "is encrypted: give its password in FACTORSEQ_CERTIFICATE_PASSWORD."),
            (pem, At("encrypted.key"), "wrong", "the password is wrong"),
            (At("c.pfx"), null, null, "Is it a PFX file with a password?"),
            (At("c.pfx"), null, "wrong", "cannot be opened with this password"),
            (At("c.pfx"), pem, "secret", "leave --key out"),
            (At("bare.pfx"), null, null, "holds no private key. Export it again with its key."),
            (Write("old.pem", old.ExportCertificatePem() + "\n" + oldKey), null, null, $"ran out on {CertificateFile.Day(old.NotAfter)}."),
            (Write("early.pem", early.ExportCertificatePem() + "\n" + earlyKey), null, null, $"counts from {CertificateFile.Day(early.NotBefore)} on only."),
        })
        {
            var refused = Assert.Throws<UnusableException>(() => CertificateFile.Open(file, keyFile, password, Now));
            Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        }

        Assert.Contains("--certificate FILE", Assert.Throws<UnusableException>(() => CertificateFile.Named(null, "c.key", null)).Message, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(folder, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    private static X509Certificate2 Make(out string keyPem, int from = -1, int to = 1) => Make(out keyPem, out _, from, to);

    private static X509Certificate2 Make(out string keyPem, out string encryptedPem, int from = -1, int to = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        keyPem = key.ExportPkcs8PrivateKeyPem();
        encryptedPem = key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        return new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(from), Now.AddDays(to));
    }
}
