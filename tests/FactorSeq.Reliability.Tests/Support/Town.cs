using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Reliability.Tests.Support;

/// <summary>An org in which everybody has one way to sign in, and there is somebody for every kind of way.</summary>
internal static class Town
{
    internal const string Password = "Passw0rd-u";

    /// <summary>One step and two; factors that ask nothing outside, send a code, or wait for somebody.</summary>
    internal static readonly string[] Chains = ["totp", "password -> call", "push -> question", "sms -> totp", "question -> email"];

    internal static string Login(int user) => $"u{user}@demo.test";

    internal static string ChainOf(int user) => Chains[user % Chains.Length];

    internal static string Seed(int users)
    {
        var password = CheapHashes.OfPassword(Password);
        var answer = CheapHashes.OfAnswer("FIGS");
        return $$"""
            org: { name: demo, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
            groups: [ {{string.Join(", ", Chains.Select((_, i) => $"way{i}"))}} ]
            users:
            {{string.Concat(Enumerable.Range(0, users).Select(user => $$"""
              - login: {{Login(user)}}
                firstName: U
                lastName: U{{user}}
                passwordHash: {{password}}
                groups: [ way{{user % Chains.Length}} ]
                factors:
                  push:     { device: phone }
                  totp:     { secret: JBSWY3DPEHPK3PXP }
                  sms:      { phone: "+1415555{{user:D4}}" }
                  call:     { phone: "+1415555{{user:D4}}" }
                  email:    { }
                  question: { question: disliked_food, answerHash: "{{answer}}" }

            """))}}
            policies:
              password: [ { name: Everybody, groups: [ Everyone ], lockout: { maxAttempts: 0 } } ]
              signOn:
            {{string.Concat(Chains.Select((chain, i) => $"    - {{ name: Way {i}, groups: [ way{i} ], rules: [ {{ name: The rule, chains: [ \"{chain}\" ] }} ] }}\n"))}}
            apps:
              - { label: Web, clientId: {{App.Id}}, clientSecret: {{App.Secret}}, redirectUris: [ "{{App.Home}}" ], grants: [ authorization_code, refresh_token ], assign: [ Everyone ] }
            """;
    }
}
