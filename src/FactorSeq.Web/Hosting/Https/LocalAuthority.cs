using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FactorSeq.Web.Hosting.Https;

/// <summary>
/// A certificate authority of this server's own, which can vouch for this server's own names and for no others, so that to trust it risks nothing.
/// It is trusted once; the certificates for the names of orgs are made as browsers ask for them.
/// </summary>
internal sealed class LocalAuthority
{
    private const int MostNames = 256;
    private const string NameConstraints = "2.5.29.30";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly TimeSpan Life = TimeSpan.FromDays(800);
    private static readonly TimeSpan LeafLife = TimeSpan.FromDays(390); // browsers refuse more than 398 days
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(30);
    private static readonly TimeSpan ClockError = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, X509Certificate2> made = new(StringComparer.OrdinalIgnoreCase);
    private readonly X509Certificate2 root;
    private readonly string[] names;
    private readonly DateTimeOffset now;

    private LocalAuthority(X509Certificate2 root, string[] names, DateTimeOffset now, string? file)
    {
        this.root = root;
        this.names = names;
        this.now = now;
        File = file;
    }

    /// <summary>The file of its certificate; null where it is in memory.</summary>
    internal string? File { get; }

    internal string Pem => root.ExportCertificatePem() + "\n";

    /// <summary>Takes up the one that is kept beside the data, or makes one.</summary>
    /// <param name="data">The SQLite file; null where nothing is kept.</param>
    /// <param name="names">Host names and addresses beside those of localhost.</param>
    internal static LocalAuthority Open(string? data, IEnumerable<string> names, DateTimeOffset now)
    {
        var own = (string[])[.. names.Prepend("localhost").Distinct(StringComparer.OrdinalIgnoreCase)];
        if (data is null)
        {
            return new LocalAuthority(Make(own, now), own, now, null);
        }

        var file = Path.ChangeExtension(data, ".https.pem");
        var keyFile = Path.ChangeExtension(data, ".https.key");
        try
        {
            return new LocalAuthority(Kept(file, keyFile, own, now) ?? Keep(Make(own, now), file, keyFile), own, now, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"The certificate authority cannot be kept beside {data}: {e.Message}");
        }
    }

    /// <summary>The certificate for a name that a client asks for; the one for this server's chief names where it is none of ours.</summary>
    internal X509Certificate2 For(string? name) =>
        name is not null && !names.Contains(name, StringComparer.OrdinalIgnoreCase) && IsBelowOurs(name) && (made.Count < MostNames || made.ContainsKey(name))
            ? made.GetOrAdd(name, Issue)
            : made.GetOrAdd("", Issue);

    private bool IsBelowOurs(string name) =>
        Uri.CheckHostName(name) == UriHostNameType.Dns && names.Any(own => name.EndsWith("." + own, StringComparison.OrdinalIgnoreCase));

    private static X509Certificate2? Kept(string file, string keyFile, string[] names, DateTimeOffset now)
    {
        if (!System.IO.File.Exists(file) || !System.IO.File.Exists(keyFile))
        {
            return null;
        }

        try
        {
            var kept = X509Certificate2.CreateFromPemFile(file, keyFile);
            return kept.NotAfter.ToUniversalTime() - Renewal > now.UtcDateTime
                && kept.Extensions.FirstOrDefault(e => e.Oid?.Value == NameConstraints)?.RawData.AsSpan().SequenceEqual(Constraints(names)) == true
                    ? kept
                    : null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new UnusableException($"{file} and {keyFile} are no certificate with its key. Delete both, and new ones are made.");
        }
    }

    private static X509Certificate2 Keep(X509Certificate2 root, string file, string keyFile)
    {
        System.IO.File.Delete(keyFile);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(keyFile, options))
        {
            using var key = root.GetECDsaPrivateKey()!;
            writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
        }

        System.IO.File.WriteAllText(file, root.ExportCertificatePem() + "\n");
        return root;
    }

    private static X509Certificate2 Make(string[] names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=FactorSeq on {Environment.MachineName.Replace(',', ' ')}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(new X509Extension(NameConstraints, Constraints(names), critical: true));
        return request.CreateSelfSigned(now - ClockError, now + Life);
    }

    private X509Certificate2 Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=FactorSeq", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddIpAddress(IPAddress.Loopback);
        alternatives.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (var own in names)
        {
            if (IPAddress.TryParse(own, out var address))
            {
                alternatives.AddIpAddress(address);
                continue;
            }

            alternatives.AddDnsName(own);
            alternatives.AddDnsName("*." + own);
        }

        // Many clients honour no wildcard right below a top-level name, such as *.localhost.
        if (name.Length > 0)
        {
            alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var end = now + LeafLife < root.NotAfter ? now + LeafLife : root.NotAfter;
        using var bare = request.Create(root, now - ClockError, end, RandomNumberGenerator.GetBytes(16));
        return CertificateFile.Usable(bare.CopyWithPrivateKey(key));
    }

    // RFC 5280, section 4.2.1.10. A permitted name permits every name below it.
    private static byte[] Constraints(string[] names)
    {
        var permitted = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(permitted))
        {
            Address(writer, IPAddress.Parse("127.0.0.0"), [255, 0, 0, 0]);
            Address(writer, IPAddress.IPv6Loopback, [.. Enumerable.Repeat((byte)255, 16)]);
            foreach (var name in names)
            {
                if (IPAddress.TryParse(name, out var address))
                {
                    Address(writer, address, [.. Enumerable.Repeat((byte)255, address.GetAddressBytes().Length)]);
                    continue;
                }

                using (writer.PushSequence())
                {
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
                }
            }
        }

        return writer.Encode();
    }

    private static void Address(AsnWriter writer, IPAddress address, byte[] mask)
    {
        using (writer.PushSequence())
        {
            writer.WriteOctetString([.. address.GetAddressBytes(), .. mask], new Asn1Tag(TagClass.ContextSpecific, 7));
        }
    }
}
