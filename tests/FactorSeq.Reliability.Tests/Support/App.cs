using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Reliability.Tests.Support;

/// <summary>What the town's one app asks of a node, for somebody who has a session.</summary>
internal static class App
{
    internal const string Id = "web";
    internal const string Secret = "web-secret";
    internal const string Home = "http://app.test/cb";

    private const string Server = "/oauth2/default/v1";

    /// <returns>An authorization code.</returns>
    internal static async Task<string> Code(Client by, string session)
    {
        var reply = await by.Get($"{Server}/authorize?client_id={Id}&response_type=code&scope=openid%20offline_access&state=s&redirect_uri={Uri.EscapeDataString(Home)}", session);
        var answer = reply!.Expect(302).Header("Location")!.Split('?', '&').FirstOrDefault(part => part.StartsWith("code=", StringComparison.Ordinal));
        return answer?["code=".Length..] ?? throw new Xunit.Sdk.XunitException($"no code in {reply.Header("Location")}");
    }

    internal static Task<Reply> Exchange(Client by, string code) =>
        Post(by, "token", ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Home));

    internal static Task<Reply> Refresh(Client by, string token) => Post(by, "token", ("grant_type", "refresh_token"), ("refresh_token", token));

    internal static Task<Reply> Revoke(Client by, string token) => Post(by, "revoke", ("token", token));

    /// <summary>Whether a node takes an access token for one that holds.</summary>
    internal static async Task<bool> Holds(Client by, string token)
    {
        var (told, used) = (await Post(by, "introspect", ("token", token)), await by.Ask(HttpMethod.Get, $"{Server}/userinfo", bearer: token));
        var active = (bool)told.Expect(200).Json!["active"]!;
        used!.Expect(active ? 200 : 401);
        return active;
    }

    internal static async Task<string> Keys(Client by) => (await by.Get($"{Server}/keys"))!.Expect(200).Body;

    private static Task<Reply> Post(Client by, string endpoint, params (string Name, string Value)[] form) => by.Post(
        $"{Server}/{endpoint}",
        new FormUrlEncodedContent([.. form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)), new("client_id", Id), new("client_secret", Secret)]));
}
