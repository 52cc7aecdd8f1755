using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>
/// The org of the account-state scenarios: <c>okta1</c> is Okta's own, <c>ad1</c> comes from an embedded Active Directory, <c>ld1</c> from an
/// embedded LDAP directory. Each has a push, a question and a text message; the password is <c>Passw0rd-</c> and the short name.
/// </summary>
internal static class CorpOrg
{
    internal const string Okta1 = "okta1@corp.test";
    internal const string Ad1 = "ad1@corp.test";
    internal const string Ld1 = "ld1@corp.test";

    internal const string Article = "\"Factor Service Error\" During Okta Login for Locked Out Directory-Sourced User";

    /// <summary>Starts it.</summary>
    /// <param name="chains">The rule's chains; none is the rule "Password / Any IDP".</param>
    /// <param name="feature">Whether factor sequencing is on.</param>
    /// <param name="settings">Further members of <c>org</c>, as YAML in one line.</param>
    /// <param name="directory">Further members of <c>corp-ad</c>, one a line.</param>
    /// <param name="policies">Further password policies, each a list item in one line.</param>
    internal static Task<OrgHost> Start(
        string[]? chains = null,
        bool feature = true,
        string settings = "{}",
        string directory = "",
        string policies = "",
        string ad1 = "",
        string? data = null) => OrgHost.Start(Seed(chains, feature, settings, directory, policies, ad1), data);

    internal static string Seed(string[]? chains, bool feature, string settings = "{}", string directory = "", string policies = "", string ad1 = "") => $$"""
        org:
          name: corp
          features: [ {{(feature ? "PASSWORDLESS_AUTHN_SIGNON_POLICY" : "")}} ]
          settings: {{settings}}
        apiTokens: [ { name: ci, token: 00ci-token } ]
        directories:
          - name: corp-ad
            type: activeDirectory
            {{directory.Replace("\n", "\n    ", StringComparison.Ordinal)}}
            embedded:
              users:
                - { sAMAccountName: ad1, userPrincipalName: {{Ad1}}, givenName: Ada, sn: One, password: Passw0rd-ad1, organizationalUnit: Staff{{ad1}} }
                - { sAMAccountName: ad2, userPrincipalName: ad2@corp.test, givenName: Adam, sn: Two, password: Passw0rd-ad2, organizationalUnit: Staff }
                # Hired since the first import.
                - { sAMAccountName: late, userPrincipalName: late@corp.test, givenName: Lars, sn: Late, password: Passw0rd-late, deleted: true, sinceImport: { deleted: false } }
          - name: corp-ldap
            type: ldap
            embedded:
              users:
                - { uid: ld1, mail: {{Ld1}}, givenName: Leda, sn: One, password: Passw0rd-ld1 }
        users:
          - { login: {{Okta1}}, password: Passw0rd-okta1, factors: {{Factors("4155550101")}} }
          - { login: {{Ad1}}, directory: corp-ad, factors: {{Factors("4155550102")}} }
          - { login: {{Ld1}}, directory: corp-ldap, factors: {{Factors("4155550103")}} }
        policies:
          password:
            {{(policies.Length == 0 ? "[]" : policies.Replace("\n", "\n    ", StringComparison.Ordinal))}}
          signOn:
            - name: P
              rules: [ { name: R, {{(chains is null ? "authenticate: password" : $"chains: [ {string.Join(", ", chains)} ]")}} } ]
        """;

    /// <summary>Sets somebody's state in their directory, as its administrator would.</summary>
    internal static async Task InDirectory(this OrgHost org, string login, object state) => (await org.Send(
        HttpMethod.Patch, $"/emulator/directories/{DirectoryOf(login)}/users/{login}", OrgHost.Body(state))).Expect(200);

    /// <summary>Sets somebody's status in Okta, as an admin would.</summary>
    internal static async Task InOkta(this OrgHost org, string login, string status) => (await org.Send(
        HttpMethod.Patch, $"/emulator/users/{login}", OrgHost.Body(new { status }))).Expect(200);

    internal static async Task Directory(this OrgHost org, object change, string name = "corp-ad") =>
        (await org.Send(HttpMethod.Patch, $"/emulator/directories/{name}", OrgHost.Body(change))).Expect(200);

    internal static async Task<JsonNode> Import(this OrgHost org, string mode = "incremental", string name = "corp-ad") =>
        (await org.Post($"/emulator/directories/{name}/import", new { mode })).Expect(200).Json!;

    internal static Task<Reply> Support(this OrgHost org, object body) => org.Post("/emulator/support/features/PASSWORDLESS_AUTHN_SIGNON_POLICY", body);

    /// <summary>Names somebody and puts their password to the first step.</summary>
    internal static async Task<Reply> ByPassword(this OrgHost org, string login, string? password = null) =>
        await org.Verify((await org.Identify(login)).Expect("UNAUTHENTICATED"), "password", password: password ?? PasswordOf(login));

    /// <summary>Name and password in one request.</summary>
    internal static Task<Reply> ByBoth(this OrgHost org, string login, string? password = null) => org.SignIn(login, password ?? PasswordOf(login));

    /// <summary>Names somebody and has their push approved.</summary>
    internal static async Task<Reply> ByPush(this OrgHost org, string login)
    {
        var named = (await org.Identify(login)).Expect("UNAUTHENTICATED");
        var sent = await org.Verify(named, "push");
        if (sent.Status != 200)
        {
            return sent;
        }

        await org.Approve(login);
        return await org.Verify(named, "push");
    }

    internal static string PasswordOf(string login) => $"Passw0rd-{login.Split('@')[0]}";

    /// <summary>The newest entry of a type about somebody.</summary>
    internal static async Task<JsonNode?> Event(this OrgHost org, string type, string? login = null) =>
        (await org.Get($"/emulator/events?limit=1000{(login is null ? "" : $"&user={login}")}")).Json!.AsArray().FirstOrDefault(e => (string)e!["eventType"]! == type);

    private static string DirectoryOf(string login) => login == Ld1 ? "corp-ldap" : "corp-ad";

    private static string Factors(string phone) =>
        $"{{ push: {{ device: phone }}, sms: {{ phone: \"+1{phone}\" }}, question: {{ question: disliked_food, answer: mushrooms }} }}";
}
