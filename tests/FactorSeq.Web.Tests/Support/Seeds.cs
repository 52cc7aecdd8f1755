namespace FactorSeq.Web.Tests.Support;

/// <summary>Orgs as pages of YAML.</summary>
internal static class Seeds
{
    internal const string Password = "Passw0rd-ana";

    /// <summary>Ana has every factor; the rule is given as its chains.</summary>
    internal static string Ana { get; } = WithChains("push", "sms -> question", "password -> push | totp");

    /// <summary>An org whose one rule for everybody is these chains.</summary>
    internal static string WithChains(params string[] chains) => WithRule(Chains(chains));

    internal static string Chains(params string[] chains) => $"chains: [ {string.Join(", ", chains.Select(c => $"\"{c}\""))} ]";

    /// <summary>An org whose one rule for everybody is this.</summary>
    /// <param name="users">More people, as items of the list.</param>
    /// <param name="signOn">Sign-on policies that come first, as items of the list.</param>
    /// <param name="policies">Other kinds of policies.</param>
    /// <param name="more">More of the page's sections.</param>
    internal static string WithRule(
        string rule, string features = "PASSWORDLESS_AUTHN_SIGNON_POLICY", string users = "", string signOn = "", string policies = "", string more = "") => $$"""
        org: { name: demo, features: [ {{features}} ] }
        groups: [ contractors, others ]
        users:
          - login: ana@demo.test
            firstName: Ana
            lastName: Ruiz
            password: {{Password}}
            factors:
              push:     { device: "Ana's phone" }
              totp:     { secret: JBSWY3DPEHPK3PXP }
              sms:      { phone: "+14155550100" }
              call:     { phone: "+14155550100" }
              email:    { }
              question: { question: disliked_food, answer: mushrooms }
          - login: ben@demo.test
            firstName: Ben
            lastName: Ode
            password: Passw0rd-ben
            factors:
              sms:      { phone: "+14155550101" }
              question: { question: disliked_food, answer: olives }
        {{users}}
        policies:
        {{policies}}
          signOn:
        {{signOn}}
            - name: Everybody
              groups: [ Everyone ]
              rules:
                - { name: The rule, {{rule}} }
        trustedOrigins: [ http://trusted.test ]
        {{more}}
        """;
}
