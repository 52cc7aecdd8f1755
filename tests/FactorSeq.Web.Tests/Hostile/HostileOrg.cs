using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>A server with something of everything, whose secrets are known by their looks, and whose log is listened to.</summary>
internal sealed class HostileOrg : IAsyncDisposable
{
    internal const string Password = "Canary-Passw0rd-7f3a";
    internal const string Answer = "canaryanswermushrooms";
    internal const string ApiToken = "00canary-api-token-5b1e";
    internal const string ClientSecret = "canary-client-secret-0123456789abcdef0123456789abcdef";
    internal const string IdpSecret = "canary-idp-secret-77aa";
    internal const string HookSecret = "canary-hook-secret-1f";
    internal const string DirectoryPassword = "Canary-Dir-Passw0rd-2c";

    private const string AdminToken = "00test-admin-token";
    private const string BindPassword = "canary-bind-password-9d";
    private const string TotpSecret = "MNQW4YLSPFZWKY3SMV2GC3DM";
    private const string AesKey = "ca9a51f0d3e44796a8b0c1d2e3f40516";

    /// <summary>Whoever has a password, and two who do not exist.</summary>
    internal static readonly string[] Users =
    [
        "ana@demo.test", "ben@demo.test", "root@demo.test", "lena@demo.test", "gus@demo.test", "nora@demo.test", "nobody@demo.test", "ana", "me", "guest@far.test",
    ];

    /// <summary>The orgs that everybody attacks.</summary>
    internal static readonly string[] Orgs = ["", "/o/one", "/o/two", "/o/three"];

    /// <summary>An org whose clock and settings are moved, and one where faults are asked for.</summary>
    internal const string Shifted = "/o/shifted";

    internal const string Faulty = "/o/faulty";

    /// <summary>What nobody is ever told, but by the addresses that are there to tell it.</summary>
    internal static readonly SearchValues<string> Secrets = SearchValues.Create(
        [Password, Answer, ApiToken, ClientSecret, IdpSecret, HookSecret, DirectoryPassword, AdminToken, BindPassword, TotpSecret, AesKey, "PRIVATE KEY", "\"d\":\""],
        StringComparison.Ordinal);

    // An org that has its key need not make one after each reset, which takes longer than a thousand requests.
    private static readonly string Key = NewKey();

    private readonly string[] seeds;

    private HostileOrg(OrgHost host, Listener log, string[] seeds) => (Host, Log, this.seeds) = (host, log, seeds);

    internal OrgHost Host { get; }

    internal Listener Log { get; }

    internal static async Task<HostileOrg> Start()
    {
        var log = new Listener();
        var names = Orgs.Append(Shifted).Append(Faulty).Where(org => org.Length > 0).Select(org => org[3..]);
        var seeds = new List<string>();
        foreach (var name in names)
        {
            var file = Path.Combine(Path.GetTempPath(), $"factorseq-{Guid.NewGuid():N}.yaml");
            await File.WriteAllTextAsync(file, Seed(name));
            seeds.Add(file);
        }

        var host = await OrgHost.Start(Seed("demo"), services: added => added.RemoveAll<ILoggerProvider>().AddSingleton<ILoggerProvider>(log), options: [.. seeds.SelectMany(file => new[] { "--seed", file })]);
        host.Records = false;
        return new HostileOrg(host, log, [.. seeds]);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Array.ForEach(seeds, File.Delete);
    }

    /// <summary>Every org as its seed has it, and nothing beside them: what is still held then is held for nobody.</summary>
    internal async Task Empty()
    {
        var known = Orgs.Append(Shifted).Append(Faulty).ToArray();
        foreach (var org in (await Host.Get("/emulator/orgs")).Expect(200).Json!.AsArray())
        {
            var name = (string)org!["name"]!;
            if (name != "demo" && !known.Contains("/o/" + name))
            {
                await Host.Send(HttpMethod.Delete, "/emulator/orgs/" + name, null);
            }
        }

        foreach (var org in known)
        {
            foreach (var snapshot in (await Host.Get(org + "/emulator/snapshots")).Json?.AsArray() ?? [])
            {
                await Host.Send(HttpMethod.Delete, $"{org}/emulator/snapshots/{Uri.EscapeDataString((string)snapshot!["name"]!)}", null);
            }

            await Host.Send(HttpMethod.Delete, org + "/emulator/requests", null);
            await Host.Post(org + "/emulator/reset", new { });
        }
    }

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal) + "\\n";
    }

    private static string Seed(string name) => $$"""
        org: { name: {{name}}, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ], settings: { selfServiceRegistration: true }, signingKey: "{{Key}}" }
        groups: [ staff, newcomers ]
        apiTokens: [ { name: ci, token: {{ApiToken}} }, { name: ana, token: 00ana-token, user: ana@demo.test } ]
        directories:
          - { name: corp, type: activeDirectory, embedded: { users: [ { sAMAccountName: gus, userPrincipalName: gus@demo.test, givenName: Gus, sn: Grau, password: {{DirectoryPassword}} } ] } }
          - { name: far, type: ldap, ldap: { url: "ldap://127.0.0.1:1", bindDn: "cn=reader,dc=far,dc=test", bindPassword: {{BindPassword}}, baseDn: "dc=far,dc=test", timeout: PT1S } }
        users:
          - login: ana@demo.test
            firstName: Ana
            lastName: Ruiz
            password: {{Password}}
            groups: [ staff ]
            recoveryQuestion: { question: first_award, answer: {{Answer}} }
            factors:
              push: { device: "Ana's phone" }
              totp: { secret: {{TotpSecret}} }
              google_totp: { secret: {{TotpSecret}} }
              sms: { phone: "+14155550100" }
              call: { phone: "+14155550100" }
              email: {}
              question: { question: disliked_food, answer: {{Answer}} }
              yubikey: { publicId: cccccccfhcbe, aesKey: {{AesKey}}, privateId: 8792ebfe26cc }
              rsa: { userId: ana }
              hotp: { secret: {{TotpSecret}}, counter: 0 }
              duo: {}
              oidc_idp: {}
          - { login: ben@demo.test, firstName: Ben, lastName: Ode, password: {{Password}}, factors: { sms: { phone: "+14155550101" }, question: { question: disliked_food, answer: {{Answer}} } } }
          - { login: lena@demo.test, firstName: Lena, lastName: New, password: {{Password}}, groups: [ newcomers ] }
          - { login: nora@demo.test, firstName: Nora, lastName: Sato, password: {{Password}}, status: LOCKED_OUT }
          - { login: gus@demo.test, directory: corp }
          - { login: guest@far.test, directory: far }
        admins: [ { login: root@demo.test, firstName: Root, lastName: Admin, password: {{Password}} } ]
        policies:
          signOn:
            - { name: Newcomers, groups: [ newcomers ], rules: [ { name: Any, authenticate: password + any } ] }
            - { name: Everybody, groups: [ Everyone ], rules: [ { name: Rule, chains: [ push, "sms -> question", "password -> push | totp", password, email, call, yubikey, rsa, duo, question ] } ] }
          mfaEnroll:
            - { name: Newcomers, groups: [ newcomers ], factors: { okta_push: optional, okta_otp: optional, google_otp: optional, okta_sms: optional, okta_question: optional, fido_webauthn: optional } }
          password:
            - { name: All, lockout: { maxAttempts: 0 }, recovery: { sms: true, call: true }, selfServiceUnlock: allow }
        apps:
          - { label: Web, clientId: web, clientSecret: {{ClientSecret}}, redirectUris: [ "http://app.test/cb" ], postLogoutRedirectUris: [ "http://app.test/out" ], assign: [ Everyone ], oktaApiScopes: [ okta.users.read ],
              grants: [ authorization_code, implicit, refresh_token, password, client_credentials, "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange" ] }
          - { label: Spa, clientId: spa, redirectUris: [ "http://app.test/cb" ], grants: [ authorization_code, refresh_token ], assign: [ Everyone ] }
          - { label: Keyed, clientId: keyed, tokenEndpointAuthMethod: private_key_jwt, jwks: {{SigningClient.Jwks()}}, redirectUris: [ "http://app.test/cb" ], grants: [ authorization_code, client_credentials ], oktaApiScopes: [ okta.users.read ], assign: [ Everyone ] }
          - { label: Wiki, type: saml, ssoAcsUrl: "http://sp.test/acs", audience: "http://sp.test/metadata", assign: [ Everyone ] }
          - { label: Notes, clientId: notes, clientSecret: {{ClientSecret}}, redirectUris: [ "http://notes.test/cb" ], consent: required, assign: [ Everyone ], logout: { frontChannelUri: "http://notes.test/front" } }
          - { label: Intranet, type: bookmark, url: "http://intranet.test/", assign: [ Everyone ] }
        authorizationServers:
          - { name: api, id: api, audience: "api://default", scopes: [ { name: work, default: true }, { name: read, consent: required } ], policies: [ { name: All, rules: [ { name: All } ] } ] }
        identityProviders:
          - { name: Page, domains: [ page.test ] }
          - { name: OpenID, type: OIDC, issuer: "http://127.0.0.1:1", clientId: hub, clientSecret: {{IdpSecret}}, endpoints: { authorization: "http://127.0.0.1:1/a", token: "http://127.0.0.1:1/t", jwks: "http://127.0.0.1:1/k" } }
        trustedOrigins: [ http://trusted.test ]
        """;

    /// <summary>What the server would have written on its console.</summary>
    internal sealed class Listener : ILoggerProvider, ILogger
    {
        internal ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Information && Lines.Count < 10_000)
            {
                Lines.Enqueue((logLevel, $"{formatter(state, exception)}\n{exception}"));
            }
        }

        public void Dispose()
        {
        }
    }
}
