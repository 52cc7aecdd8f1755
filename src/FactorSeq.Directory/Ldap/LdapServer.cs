using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FactorSeq.Core.Directories;

namespace FactorSeq.Directories.Ldap;

/// <summary>When a connection turns to TLS.</summary>
internal enum LdapTls
{
    Never,
    Start,
    FromTheBeginning,
}

/// <summary>Where a server is, and who may vouch for it.</summary>
internal sealed class LdapServer
{
    private const int LdapPort = 389;
    private const int LdapsPort = 636;

    private readonly X509Certificate2Collection? authorities;
    private int open;

    private LdapServer(Uri url, LdapTls tls, X509Certificate2Collection? authorities, TimeSpan timeout)
    {
        Host = url.IdnHost;
        Tls = tls;
        Port = url.IsDefaultPort || url.Port <= 0 ? (tls == LdapTls.FromTheBeginning ? LdapsPort : LdapPort) : url.Port;
        Timeout = timeout;
        this.authorities = authorities;
    }

    internal string Host { get; }

    internal int Port { get; }

    internal LdapTls Tls { get; }

    /// <summary>For one request, connecting and shaking hands among them.</summary>
    internal TimeSpan Timeout { get; }

    /// <summary>Connections that are open now.</summary>
    internal int Open => Volatile.Read(ref open);

    /// <exception cref="DirectorySettingException">Address, authorities or time make no sense.</exception>
    internal static LdapServer Of(DirectorySource.Ldap source)
    {
        if (!Uri.TryCreate(source.Url, UriKind.Absolute, out var url) || url.Scheme is not ("ldap" or "ldaps") || url.IdnHost.Length == 0
            || url.PathAndQuery.TrimStart('/').Length > 0 || url.UserInfo.Length > 0)
        {
            throw new DirectorySettingException($"url {source.Url}: write ldap://host:port or ldaps://host:port.");
        }

        if (source.StartTls && url.Scheme == "ldaps")
        {
            throw new DirectorySettingException("startTls turns an ldap: connection to TLS; an ldaps: connection is TLS from the beginning.");
        }

        if (source.Timeout <= TimeSpan.Zero)
        {
            throw new DirectorySettingException($"timeout {source.Timeout}: a request needs some time.");
        }

        var tls = url.Scheme == "ldaps" ? LdapTls.FromTheBeginning : source.StartTls ? LdapTls.Start : LdapTls.Never;
        return new LdapServer(url, tls, Authorities(source.CaFile), source.Timeout);
    }

    /// <summary>Who the server must be: its name on a certificate that a chosen authority, or one of the machine's, has signed.</summary>
    internal SslClientAuthenticationOptions Demands()
    {
        var demands = new SslClientAuthenticationOptions { TargetHost = Host };
        if (authorities is not null)
        {
            // A server that signed its own certificate is its own authority. Nothing is fetched: revocation lists of private authorities
            // are rarely to be had, and a sign-in must not wait for them.
            demands.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            demands.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return demands;
    }

    internal void Opened() => Interlocked.Increment(ref open);

    internal void Closed() => Interlocked.Decrement(ref open);

    private static X509Certificate2Collection? Authorities(string? file)
    {
        if (file is null)
        {
            return null;
        }

        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new DirectorySettingException($"caFile {file}: {e.Message}", e);
        }

        return read.Count > 0 ? read : throw new DirectorySettingException($"caFile {file} holds no certificate in PEM.");
    }
}

/// <summary>A directory integration cannot be opened as it is set up; the text says what to write instead.</summary>
public sealed class DirectorySettingException(string message, Exception? inner = null) : Exception(message, inner);
