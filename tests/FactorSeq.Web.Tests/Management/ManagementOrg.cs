using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>An org with administrators of several kinds, and what they do.</summary>
internal static class ManagementOrg
{
    internal const string Users = "/api/v1/users";

    internal static readonly (string, string) Admin = Token("ci");

    internal static string Seed { get; } = Seeds.WithRule("authenticate: password", more: """
        admins:
          - { login: root@demo.test, firstName: Root, lastName: Admin, password: Passw0rd-root }
          - { login: help@demo.test, firstName: Help, lastName: Desk, roles: [ HELP_DESK_ADMIN ] }
          - { login: read@demo.test, firstName: Read, lastName: Only, roles: [ READ_ONLY_ADMIN ] }
          - { login: members@demo.test, firstName: Mem, lastName: Bers, roles: [ GROUP_MEMBERSHIP_ADMIN ] }
          - { login: report@demo.test, firstName: Re, lastName: Port, roles: [ REPORT_ADMIN ] }
        apiTokens:
          - { name: ci, token: 00ci-token }
          - { name: help, token: 00help-token, user: help@demo.test }
          - { name: read, token: 00read-token, user: read@demo.test }
          - { name: members, token: 00members-token, user: members@demo.test }
          - { name: report, token: 00report-token, user: report@demo.test }
          - { name: ana, token: 00ana-token, user: ana@demo.test }
        """);

    internal static (string, string) Token(string name) => ("Authorization", $"SSWS 00{name}-token");

    internal static JsonObject Profile(string login, params (string Name, JsonNode? Value)[] more)
    {
        var profile = new JsonObject { ["login"] = login, ["email"] = login, ["firstName"] = "New", ["lastName"] = "Comer" };
        foreach (var (name, value) in more)
        {
            profile[name] = value?.DeepClone();
        }

        return profile;
    }

    internal static JsonObject Person(string login, string? password = null, params (string Name, JsonNode? Value)[] profile)
    {
        var person = new JsonObject { ["profile"] = Profile(login, profile) };
        if (password is not null)
        {
            person["credentials"] = new JsonObject { ["password"] = new JsonObject { ["value"] = password } };
        }

        return person;
    }

    /// <summary>Makes a user.</summary>
    internal static Task<Reply> Make(this OrgHost org, JsonObject person, string query = "") => org.Post(Users + query, person, Admin);

    internal static Task<Reply> Ask(this OrgHost org, string path) => org.Get(path, Admin);

    internal static Task<Reply> Do(this OrgHost org, string path, object? body = null) => org.Post(path, body ?? new { }, Admin);

    internal static Task<Reply> Put(this OrgHost org, string path, object? body = null) => org.Send(HttpMethod.Put, path, OrgHost.Body(body ?? new { }), Admin);

    internal static Task<Reply> Remove(this OrgHost org, string path) => org.Send(HttpMethod.Delete, path, null, Admin);

    /// <summary>What a list says, by one of its members.</summary>
    internal static string[] All(this Reply reply, Func<JsonNode, JsonNode?> member) => [.. reply.Expect(200).Json!.AsArray().Select(item => (string)member(item!)!)];

    internal static string[] Logins(this Reply reply) => reply.All(user => user["profile"]!["login"]);

    /// <summary>Follows a link of an answer; null where it has none of that name.</summary>
    internal static string? Link(this Reply reply, string rel) => (reply.Header("Link") ?? "").Split(", ")
        .Where(link => link.EndsWith($"rel=\"{rel}\"", StringComparison.Ordinal))
        .Select(link => new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)]).PathAndQuery)
        .SingleOrDefault();
}
