using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Management;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Walk;

/// <summary>An org with a caller of every kind, and another org beside it.</summary>
internal sealed class WalkedOrg : IAsyncDisposable
{
    /// <summary>A scope that no route asks for.</summary>
    private const string NoUse = "okta.captchas.read";

    private static readonly string[] ReadScopes =
        [.. Core.Authorization.OktaApiScopes.All.Where(scope => scope.EndsWith(".read", StringComparison.Ordinal) && scope != NoUse)];

    private readonly string otherSeed;

    private WalkedOrg(OrgHost org, string otherSeed)
    {
        Org = org;
        this.otherSeed = otherSeed;
    }

    internal OrgHost Org { get; }

    internal static async Task<WalkedOrg> Start()
    {
        var other = Path.Combine(Path.GetTempPath(), $"factorseq-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(other, ManagementOrg.Seed
            .Replace("name: demo,", "name: other,", StringComparison.Ordinal)
            .Replace("-token", "-token-of-other", StringComparison.Ordinal));
        var org = await OrgHost.Start(Seed(), options: ["--seed", other]);
        org.Records = false;
        return new WalkedOrg(org, other);
    }

    internal Task<Reply> Send(ServedRoute route, (string, string)? caller, string user = "ben@demo.test", string org = "") => Org.Send(
        new HttpMethod(route.Method), org + route.Path(user), route.IsRead ? null : OrgHost.Body(new { }), caller is { } header ? [header] : []);

    /// <summary>A token of the app that was granted every scope to read.</summary>
    internal Task<(string, string)> ReadingToken() => Token("reader", string.Join(' ', ReadScopes));

    internal Task<(string, string)> UselessToken() => Token("useless", NoUse);

    public async ValueTask DisposeAsync()
    {
        await Org.DisposeAsync();
        File.Delete(otherSeed);
    }

    private static string Seed() => $$"""
        {{ManagementOrg.Seed}}
        apps:
        {{Service("reader", ReadScopes)}}
        {{Service("useless", NoUse)}}
        """;

    private static string Service(string clientId, params string[] scopes) => string.Join('\n',
        $"  - label: {clientId}",
        $"    clientId: {clientId}",
        "    tokenEndpointAuthMethod: private_key_jwt",
        $"    jwks: {SigningClient.Jwks()}",
        "    grants: [ client_credentials ]",
        $"    oktaApiScopes: [ {string.Join(", ", scopes)} ]");

    private async Task<(string, string)> Token(string client, string scope)
    {
        JsonObject assertion = SigningClient.Assertion(Org, client, Org.Address + "/oauth2/v1/token");
        var answer = await Org.Send(HttpMethod.Post, "/oauth2/v1/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = scope,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = SigningClient.Sign("RS256", assertion, "rsa"),
        }));
        return ("Authorization", $"Bearer {answer.Expect(200).Text("access_token")}");
    }
}
