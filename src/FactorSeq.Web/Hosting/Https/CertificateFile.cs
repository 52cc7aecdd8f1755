using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FactorSeq.Web.Hosting.Https;

/// <summary>A certificate with its private key as the command line names it (<c>--certificate</c>), and the certificates that lead to its root.</summary>
internal sealed record CertificateFile(string File, X509Certificate2 Certificate, X509Certificate2Collection Chain)
{
    private const byte DerSequence = 0x30;
    private const string KeyMark = "PRIVATE KEY-----";

    /// <summary>Reads it, where one is named.</summary>
    /// <exception cref="UnusableException">It cannot serve; the text says why and what to do.</exception>
    internal static CertificateFile? Named(string? file, string? key, string? password) => file is not null
        ? Open(file, key, password, DateTimeOffset.UtcNow)
        : key is null ? null : throw new UnusableException($"--key {key} belongs to a certificate: name that too, --certificate FILE.");

    internal static CertificateFile Open(string file, string? key, string? password, DateTimeOffset now)
    {
        var bytes = Bytes("--certificate", file);
        var opened = bytes.Length > 0 && bytes[0] == DerSequence ? Pfx(file, bytes, key, password) : Pem(file, key, password);
        var certificate = opened.Certificate;
        if (certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime)
        {
            throw new UnusableException($"--certificate {file} ran out on {Day(certificate.NotAfter)}. Get a new one, or start with --https alone.");
        }

        return certificate.NotBefore.ToUniversalTime() <= now.UtcDateTime
            ? opened
            : throw new UnusableException($"--certificate {file} counts from {Day(certificate.NotBefore)} on only. Is this machine's clock right?");
    }

    public override string ToString() => File;

    internal static string Day(DateTime at) => at.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static CertificateFile Pfx(string file, byte[] bytes, string? key, string? password)
    {
        if (key is not null)
        {
            throw new UnusableException($"--certificate {file} is a PFX file, which holds its own key: leave --key out.");
        }

        X509Certificate2Collection all;
        try
        {
            all = X509CertificateLoader.LoadPkcs12Collection(bytes, password);
        }
        catch (CryptographicException)
        {
            throw new UnusableException(password is null
                ? $"--certificate {file} cannot be opened. Is it a PFX file with a password? Give that in FACTORSEQ_CERTIFICATE_PASSWORD."
                : $"--certificate {file} cannot be opened with this password, or is no PFX file.");
        }

        var own = all.FirstOrDefault(c => c.HasPrivateKey)
            ?? throw new UnusableException($"--certificate {file} holds no private key. Export it again with its key.");
        all.Remove(own);
        return new CertificateFile(file, own, all);
    }

    private static CertificateFile Pem(string file, string? key, string? password)
    {
        var text = Text("--certificate", file);
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            chain.Clear();
        }

        if (chain.Count == 0)
        {
            throw new UnusableException($"--certificate {file} holds no certificate: neither PEM (-----BEGIN CERTIFICATE-----) nor PFX.");
        }

        var keyFile = key ?? file;
        var keyText = key is null ? text : Text("--key", key);
        if (!keyText.Contains(KeyMark, StringComparison.Ordinal))
        {
            throw new UnusableException(key is null
                ? $"--certificate {file} holds no private key: name its file, --key FILE."
                : $"--key {key} holds no private key in PEM (-----BEGIN PRIVATE KEY-----).");
        }

        using var first = chain[0];
        chain.RemoveAt(0);
        return new CertificateFile(file, WithKey(first, text, keyText, password, file, keyFile), chain);
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, string text, string keyText, string? password, string file, string keyFile)
    {
        var encrypted = keyText.Contains("ENCRYPTED " + KeyMark, StringComparison.Ordinal);
        if (encrypted && password is null)
        {
            throw new UnusableException($"The key in {keyFile} is encrypted: give its password in FACTORSEQ_CERTIFICATE_PASSWORD.");
        }

        // Which of the two is wrong the framework does not tell: the key is tried alone first.
        try
        {
            using AsymmetricAlgorithm key = certificate.GetRSAPublicKey() is null ? ECDsa.Create() : RSA.Create();
            if (encrypted)
            {
                key.ImportFromEncryptedPem(keyText, password);
            }
            else
            {
                key.ImportFromPem(keyText);
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new UnusableException(encrypted
                ? $"The key in {keyFile} cannot be opened: the password is wrong, or it is not for the certificate in {file}."
                : $"The key in {keyFile} cannot be read, or is not of the kind that the certificate in {file} wants.");
        }

        try
        {
            return Usable(encrypted
                ? X509Certificate2.CreateFromEncryptedPem(text, keyText, password)
                : X509Certificate2.CreateFromPem(text, keyText));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new UnusableException($"The key in {keyFile} does not belong to the certificate in {file}.");
        }
    }

    /// <summary>Windows takes only keys that have been in a store.</summary>
    internal static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
        }
    }

    private static string Text(string option, string file) => System.Text.Encoding.UTF8.GetString(Bytes(option, file));

    private static byte[] Bytes(string option, string file)
    {
        try
        {
            return System.IO.File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnusableException($"{option} {file}: there is no such file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{option} {file} cannot be read: {e.Message}");
        }
    }
}
