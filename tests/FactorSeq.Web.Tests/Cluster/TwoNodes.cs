using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Cluster;

/// <summary>Two nodes over one PostgreSQL. Tests of one class share them, and each has people of its own.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    internal const string Password = "Passw0rd-u";
    internal const int Users = 12;

    /// <summary>How many wrong passwords lock an account.</summary>
    internal const int Limit = 50;

    /// <summary>The user whom no number of wrong passwords locks.</summary>
    internal const int Patient = 7;

    internal static readonly string[] Chains =
        ["totp", "email", "call", "push -> question", "sms -> totp", "password -> push | sms", "question -> email"];

    private int turn;

    internal OrgHost A { get; private set; } = null!;

    internal OrgHost B { get; private set; } = null!;

    internal string Database { get; } = PostgresServer.NewDatabase();

    /// <summary>The other node than the time before.</summary>
    internal OrgHost Next => Interlocked.Increment(ref turn) % 2 == 0 ? A : B;

    internal static string Login(int user) => $"u{user}@demo.test";

    /// <summary>An org whose people cost little to sign in: their hashes say how many rounds they have.</summary>
    internal static string Seed(params string[] chains) => $$"""
        org: { name: demo, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
        groups: [ patient ]
        users:
        {{string.Join('\n', Enumerable.Range(0, Users).Select(user => $$"""
          - login: {{Login(user)}}
            firstName: U
            lastName: U{{user}}
            groups: {{(user == Patient ? "[ patient ]" : "[]")}}
            passwordHash: {{CheapHashes.OfPassword(Password)}}
            factors:
              push:     { device: phone }
              totp:     { secret: JBSWY3DPEHPK3PXP }
              sms:      { phone: "+1415555{{user:D4}}" }
              call:     { phone: "+1415555{{user:D4}}" }
              email:    { }
              question: { question: disliked_food, answerHash: "{{CheapHashes.OfAnswer("FIGS")}}" }
        """))}}
        policies:
          password:
            - { name: Patient, groups: [ patient ], lockout: { maxAttempts: 0 } }
            - { name: Everybody, groups: [ Everyone ], lockout: { maxAttempts: {{Limit}} } }
          signOn: [ { name: Everybody, groups: [ Everyone ], rules: [ { name: The rule, {{Seeds.Chains(chains.Length == 0 ? Chains : chains)}} } ] } ]
        apps:
          - { label: Web, clientId: web, clientSecret: "{{RelyingParty.Secret}}", redirectUris: [ "http://app.test/cb" ], grants: [ authorization_code, refresh_token ], assign: [ Everyone ] }
        """;

    public async Task InitializeAsync()
    {
        // At once, as an orchestrator starts them: one of them fills the store.
        var nodes = await Task.WhenAll(Start(Database), Start(Database));
        (A, B) = (nodes[0], nodes[1]);
    }

    public async Task DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
    }

    internal static Task<OrgHost> Start(string database, params string[] options) =>
        OrgHost.Start(Seed(), options: ["--postgres", database, "--drain", "0", "--issuer", "http://127.0.0.1:7700", .. options]);

    /// <summary>Signs somebody in by one chain, every request at the other node than the one before it.</summary>
    internal async Task<Reply> SignIn(int user, string chain)
    {
        var at = await Next.Identify(Login(user));
        foreach (var step in chain.Split(" -> ").Select(alternatives => alternatives.Split(" | ")[^1]))
        {
            at = await Prove(user, at, step);
        }

        return at.Expect("SUCCESS");
    }

    private async Task<Reply> Prove(int user, Reply at, string factor)
    {
        switch (factor)
        {
            case "password":
                return await Next.Verify(at, "password", password: Password);
            case "question":
                return await Next.Verify(at, "question", answer: "figs");
            case "totp":
                await Next.Clock.Advance("PT31S");
                return await Next.Verify(at, "token:software:totp", passCode: await Next.Otp(Login(user)));
            case "push":
                var waiting = (await Next.Verify(at, "push")).Expect("MFA_CHALLENGE");
                await Next.Approve(Login(user));
                return await Next.Verify(waiting, "push");
            default:
                await Next.Clock.Advance("PT31S");
                (await Next.Verify(at, factor)).Expect("MFA_CHALLENGE");
                return await Next.Verify(at, factor, passCode: await Next.LatestCode(Login(user), factor));
        }
    }
}
