using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Hosting.Https;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Starting;

/// <summary>https in one flag, spoken with the checks of a client that trusts nothing but what it was told to.</summary>
public sealed class HttpsTests
{
    [Fact]
    public async Task One_flag_serves_both_and_cookies_are_secure()
    {
        await using var org = await Start(["--https"]);
        using var http = Trusting(Pem(org), Secure(org));

        Assert.StartsWith("http://", org.Address, StringComparison.Ordinal);
        (await org.Get("/emulator/health")).Expect(200);
        var discovery = await http.GetStringAsync("/.well-known/openid-configuration");
        Assert.Contains($"\"issuer\":\"{Secure(org)}\"", discovery, StringComparison.Ordinal);
        var token = await RelyingParty.Web(org).SessionToken();
        using var opened = await http.GetAsync($"/login/sessionCookieRedirect?token={token}&redirectUrl={Secure(org)}/app/UserHome");
        var cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"), c => c.StartsWith("sid=", StringComparison.Ordinal));
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=none", cookie, StringComparison.OrdinalIgnoreCase);

        // A browser would hold everything on this host name to https from then on, other developers' servers too.
        Assert.False(opened.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("idp.example.test")]
    [InlineData("acme.idp.example.test")]
    [InlineData("acme.localhost")]
    [InlineData("factorseq")]
    public async Task Its_own_authority_vouches_for_every_name_of_this_server(string name)
    {
        await using var org = await Start(["--https", "--issuer", "https://idp.example.test", "--allowed-hosts", "factorseq"]);

        Assert.True(await Trusts(org, name));
    }

    [Fact]
    public async Task It_vouches_for_no_other_name()
    {
        await using var org = await Start(["--https", "--issuer", "https://idp.example.test"]);

        Assert.False(await Trusts(org, "bank.test"));

        // Not even if its key is lost: whoever has it can make no certificate for another name that a client accepts.
        using var file = new TemporaryFile();
        var authority = LocalAuthority.Open(file.Path, ["idp.example.test"], DateTimeOffset.UtcNow);
        using var root = X509Certificate2.CreateFromPemFile(authority.File!, Path.ChangeExtension(file.Path, ".https.key"));
        Assert.True(Forged(root, "x.idp.example.test"));
        Assert.False(Forged(root, "bank.test"));
        Delete(file.Path);
    }

    [Fact]
    public async Task With_data_the_authority_stays_and_only_its_owner_reads_its_key()
    {
        using var file = new TemporaryFile();
        string first;
        await using (var org = await Start(["--https"], file.Path))
        {
            first = Pem(org);
        }

        await using (var again = await Start(["--https"], file.Path))
        {
            Assert.Equal(first, Pem(again));
            Assert.Equal(first, (await again.Get("/emulator/certificate")).Expect(200).Body);
            Assert.Equal(first, await File.ReadAllTextAsync(Path.ChangeExtension(file.Path, ".https.pem")));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.ChangeExtension(file.Path, ".https.key")));
            }
        }

        await using var moved = await Start(["--https", "--issuer", "https://elsewhere.test"], file.Path);
        Assert.NotEqual(first, Pem(moved));
        Delete(file.Path);
    }

    [Fact]
    public void An_authority_that_is_about_to_run_out_is_made_anew_and_one_that_cannot_be_read_is_not()
    {
        using var file = new TemporaryFile();
        var now = DateTimeOffset.UtcNow;
        var first = LocalAuthority.Open(file.Path, [], now).Pem;
        Assert.Equal(first, LocalAuthority.Open(file.Path, [], now.AddDays(700)).Pem);
        Assert.NotEqual(first, LocalAuthority.Open(file.Path, [], now.AddDays(790)).Pem);
        File.WriteAllText(Path.ChangeExtension(file.Path, ".https.key"), "nonsense");
        Assert.Contains("Delete both", Assert.Throws<UnusableException>(() => LocalAuthority.Open(file.Path, [], now)).Message, StringComparison.Ordinal);
        Delete(file.Path);
    }

    [Fact]
    public void The_developer_certificate_answers_for_the_names_it_has_and_the_authority_for_the_others()
    {
        using var developer = SelfSigned("localhost");
        var certificates = new ServerCertificates(Options("--https"), developer, DateTimeOffset.UtcNow);

        Assert.Same(developer, certificates.For("localhost"));
        Assert.Same(developer, certificates.For(null));
        Assert.True(certificates.For("acme.localhost").MatchesHostname("acme.localhost"));
        Assert.Contains("dotnet dev-certs https --trust", string.Join('\n', certificates.Advice("http://localhost:7700")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_one_s_own_is_served_as_it_is()
    {
        var folder = Directory.CreateTempSubdirectory("factorseq-").FullName;
        using var own = SelfSigned("idp.example.test");
        await File.WriteAllTextAsync(Path.Combine(folder, "c.pem"), own.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "c.key"), own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await using var org = await OrgHost.Start(
            RelyingParty.Seed, options: ["--certificate", Path.Combine(folder, "c.pem"), "--key", Path.Combine(folder, "c.key"), "--issuer", "https://idp.example.test"]);

        Assert.True(await Trusts(org, "idp.example.test"));
        Assert.Equal(own.ExportCertificatePem() + "\n", (await org.Get("/emulator/certificate")).Body);
        Assert.DoesNotContain("does not name", string.Join('\n', Certificates(org).Advice("")), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Without_https_there_is_no_certificate_to_trust()
    {
        await using var org = await OrgHost.Start();
        (await org.Get("/emulator/certificate")).Expect(404, "E0000007");
    }

    [Theory]
    [InlineData("http://localhost:7700", "--https", "http://localhost:7700", "https://localhost:7701")]
    [InlineData("http://0.0.0.0:80", "--https", "http://0.0.0.0:80", "https://0.0.0.0:443")]
    [InlineData("http://localhost:7700;https://localhost:9443", "--https", "http://localhost:7700", "https://localhost:9443")]
    [InlineData("https://localhost:9443", "--https", "https://localhost:9443")]
    [InlineData("http://localhost:7700", "--watch", "http://localhost:7700")]
    public void Where_it_listens(string urls, string flag, params string[] addresses) =>
        Assert.Equal(addresses, Listening.Addresses(Options("--urls", urls, flag)));

    [Theory]
    [InlineData("localhost:7700")]
    [InlineData("http:/localhost")]
    public void An_address_that_is_none_stops_the_start(string url) =>
        Assert.StartsWith($"--urls {url} is no address", Assert.Throws<UnusableException>(() => Listening.Addresses(Options("--urls", url))).Message, StringComparison.Ordinal);

    private static ServerOptions Options(params string[] args) => ServerOptions.Read(args, new ConfigurationBuilder().Build());

    // The machine's developer certificate, if it has one, is left out of it.
    private static Task<OrgHost> Start(string[] options, string? data = null) => OrgHost.Start(
        RelyingParty.Seed,
        data,
        services => services.AddSingleton(given => new ServerCertificates(given.GetRequiredService<ServerOptions>(), null, DateTimeOffset.UtcNow)),
        options);

    private static ServerCertificates Certificates(OrgHost org) => org.Services.GetRequiredService<ServerCertificates>();

    private static string Pem(OrgHost org) => Certificates(org).Pem;

    private static string Secure(OrgHost org) =>
        org.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(a => a.StartsWith("https:", StringComparison.Ordinal));

    private static HttpClient Trusting(string pem, string address) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        SslOptions = { CertificateChainPolicy = Policy(pem) },
    }) { BaseAddress = new Uri(address) };

    // Whether a client that was told to trust this server, and knows it by this name, accepts it.
    private static async Task<bool> Trusts(OrgHost org, string name)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", new Uri(Secure(org)).Port);
        await using var tls = new SslStream(tcp.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = name, CertificateChainPolicy = Policy(Pem(org)) });
            return true;
        }
        catch (AuthenticationException)
        {
            return false;
        }
    }

    private static X509ChainPolicy Policy(string pem) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { X509Certificate2.CreateFromPem(pem) },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private static bool Forged(X509Certificate2 root, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var forged = request.Create(root, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3]);
        using var chain = new X509Chain { ChainPolicy = Policy(root.ExportCertificatePem()) };
        return chain.Build(forged);
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private static void Delete(string data)
    {
        File.Delete(Path.ChangeExtension(data, ".https.pem"));
        File.Delete(Path.ChangeExtension(data, ".https.key"));
    }
}
