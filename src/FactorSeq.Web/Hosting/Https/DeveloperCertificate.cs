using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FactorSeq.Web.Hosting.Https;

/// <summary>The certificate that <c>dotnet dev-certs https</c> makes: whoever develops for ASP.NET Core has it, and trusts it already.</summary>
internal static class DeveloperCertificate
{
    // The framework's own mark; its value is the version.
    private const string Mark = "1.3.6.1.4.1.311.84.1.1";

    /// <returns>null where this user has none that counts now.</returns>
    internal static X509Certificate2? Find(DateTimeOffset now)
    {
        try
        {
            using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
            store.Open(OpenFlags.ReadOnly);
            return store.Certificates
                .Where(c => c.HasPrivateKey && c.NotBefore.ToUniversalTime() <= now.UtcDateTime && c.NotAfter.ToUniversalTime() > now.UtcDateTime && Version(c) >= 0)
                .OrderByDescending(Version).ThenByDescending(c => c.NotAfter)
                .FirstOrDefault();
        }
        catch (CryptographicException)
        {
            // No store on this machine: then it has no certificate either.
            return null;
        }
    }

    private static int Version(X509Certificate2 certificate) =>
        certificate.Extensions.FirstOrDefault(e => e.Oid?.Value == Mark) is { RawData: var data } ? data is [var version, ..] ? version : 0 : -1;
}
