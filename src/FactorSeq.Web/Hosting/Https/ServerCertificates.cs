using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace FactorSeq.Web.Hosting.Https;

/// <summary>
/// Which certificate answers: the one that the command line names; else the machine's developer certificate, for the names that it has; else one
/// of this server's own authority.
/// </summary>
internal sealed class ServerCertificates
{
    private const string Chief = "localhost";

    private readonly CertificateFile? given;
    private readonly X509Certificate2? developer;
    private readonly string issuerHost;
    private readonly Lazy<LocalAuthority> authority;

    /// <param name="developer">The machine's developer certificate, or null.</param>
    internal ServerCertificates(ServerOptions options, X509Certificate2? developer, DateTimeOffset now)
    {
        given = options.Certificate;
        this.developer = developer;
        issuerHost = options.IssuerAt?.Host.Trim('[', ']') ?? Chief;
        authority = new(() => LocalAuthority.Open(options.Data, options.AllowedHosts.Prepend(issuerHost), now));
    }

    /// <summary>What a client has to trust, in PEM.</summary>
    internal string Pem => (given?.Certificate ?? (developer?.MatchesHostname(issuerHost) == true ? developer : null)) is { } certificate
        ? certificate.ExportCertificatePem() + "\n"
        : authority.Value.Pem;

    /// <exception cref="UnusableException">The authority that is wanted cannot be kept.</exception>
    internal void Serve(HttpsConnectionAdapterOptions https)
    {
        if (given is not null)
        {
            https.ServerCertificate = given.Certificate;
            https.ServerCertificateChain = given.Chain;
            return;
        }

        if (developer?.MatchesHostname(issuerHost) != true)
        {
            _ = authority.Value;
        }

        https.ServerCertificateSelector = (_, name) => For(name);
    }

    internal X509Certificate2 For(string? name) =>
        given?.Certificate ?? (developer?.MatchesHostname(name is null or "" ? Chief : name) == true ? developer : authority.Value.For(name));

    /// <summary>What the start says of it, line by line: which it is, and how to trust it.</summary>
    /// <param name="address">This server's http address.</param>
    internal IEnumerable<string> Advice(string address)
    {
        if (given is not null)
        {
            yield return $"{given.File}, good until {CertificateFile.Day(given.Certificate.NotAfter)}";
            if (!given.Certificate.MatchesHostname(issuerHost))
            {
                yield return $"It does not name {issuerHost}: clients that use this name will refuse it.";
            }

            yield break;
        }

        if (developer is not null)
        {
            yield return "the ASP.NET Core developer certificate; to trust it: dotnet dev-certs https --trust";
        }

        if (authority is not { IsValueCreated: true, Value: var own })
        {
            yield break;
        }

        yield return own.File is { } kept
            ? $"its own authority, {kept}, for its own names only; to trust it:"
            : "its own authority, for its own names only, new at each start (--data keeps it); to trust it:";
        var file = own.File ?? "factorseq.pem";
        if (own.File is null)
        {
            yield return $"  curl -o {file} {address}/emulator/certificate";
        }

        yield return OperatingSystem.IsWindows() ? $"  certutil -user -addstore Root {file}"
            : OperatingSystem.IsMacOS() ? $"  security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db {file}"
            : $"  sudo cp {file} /usr/local/share/ca-certificates/factorseq.crt && sudo update-ca-certificates";
        yield return "browsers on Linux, Node.js, containers: docs/how-to/https.md";
    }
}
