using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Policies;

/// <summary>An org and its administrator, who has an API token.</summary>
internal sealed class Administration : IAsyncDisposable
{
    internal const string SignOn = "/api/v1/policies?type=OKTA_SIGN_ON";

    internal static readonly (string Name, string Value) Token = ("Authorization", "SSWS 00ci-token");

    private Administration(OrgHost org) => Org = org;

    internal OrgHost Org { get; }

    internal static string Seed(string features = "PASSWORDLESS_AUTHN_SIGNON_POLICY") => Seeds.WithRule(
        features.Length > 0 ? Seeds.Chains("push", "sms -> question", "password -> push | totp") : "authenticate: password",
        features,
        more: "apiTokens: [ { name: ci, token: 00ci-token } ]\nzones: [ { name: Office, gateways: [ 10.0.0.0/8 ] } ]\n");

    internal static async Task<Administration> Start(string? seed = null, string? data = null) => new(await OrgHost.Start(seed ?? Seed(), data));

    internal string Everyone => Org.Org.Current.Everyone;

    internal Task<Reply> Get(string path) => Org.Get(path, Token);

    internal Task<Reply> Post(string path, object? body = null) => Org.Send(HttpMethod.Post, path, body is null ? null : OrgHost.Body(body), Token);

    internal Task<Reply> Put(string path, object body) => Org.Send(HttpMethod.Put, path, OrgHost.Body(body), Token);

    internal Task<Reply> Delete(string path) => Org.Send(HttpMethod.Delete, path, null, Token);

    /// <summary>Names of a list, in its order.</summary>
    internal async Task<string[]> Names(string path) => [.. (await Get(path)).Expect(200).Json!.AsArray().Select(item => (string)item!["name"]!)];

    /// <summary>The priorities of a list, in its order.</summary>
    internal async Task<string> Priorities(string path) =>
        string.Join(' ', (await Get(path)).Expect(200).Json!.AsArray().Select(item => (int)item!["priority"]!));

    /// <summary>The address of the policy of this name.</summary>
    internal async Task<string> Policy(string name, string type = "OKTA_SIGN_ON") => await Address($"/api/v1/policies?type={type}", "/api/v1/policies", name);

    /// <summary>The address of a rule.</summary>
    internal async Task<string> Rule(string policy, string name) => await Address($"{policy}/rules", $"{policy}/rules", name);

    internal async Task<string> Made(string path, object body)
    {
        var reply = (await Post(path, body)).Expect(200);
        return $"{path}/{reply.Text("id")}";
    }

    internal object PolicyBody(string name, int? priority = null) =>
        new { type = "OKTA_SIGN_ON", name, priority, status = "ACTIVE", conditions = new { people = new { groups = new { include = new[] { Everyone } } } } };

    internal static JsonNode SignOnRule(string name, string signon, string conditions = "{}") => JsonNode.Parse(
        $$$"""{"type":"SIGN_ON","name":"{{{name}}}","status":"ACTIVE","conditions":{{{conditions}}},"actions":{"signon":{{{signon}}}}}""")!;

    internal static JsonNode Sequence(string name, string chains, string conditions = "{}") =>
        SignOnRule(name, $$$"""{"access":"CHALLENGE","requireFactor":false,"challenge":{"chain":{{{chains}}}}}""", conditions);

    internal async Task<string[]> Events() =>
        [.. (await Org.Get("/emulator/events?limit=1000")).Json!.AsArray().Reverse().Select(e => (string)e!["eventType"]!)];

    public ValueTask DisposeAsync() => Org.DisposeAsync();

    private async Task<string> Address(string list, string under, string name) =>
        $"{under}/{(await Get(list)).Expect(200).Json!.AsArray().Single(item => (string)item!["name"]! == name)!["id"]}";
}
