using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>An app and the browser of one user: what both do in a flow.</summary>
internal sealed class RelyingParty(OrgHost org, string clientId, string? secret, string redirectUri, string server = "/oauth2/default/v1")
{
    internal const string Secret = "s3cret+with:signs%";

    internal const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    // RFC 7636, appendix B.
    internal const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    internal static string Seed { get; } = Seeds.WithRule(Seeds.Chains("question", "push", "sms -> question", "password"), more: $$"""
        apps:
          - label: Web
            clientId: web
            clientSecret: "{{Secret}}"
            redirectUris: [ "http://app.test/cb", "http://app.test/cb?tenant=1" ]
            postLogoutRedirectUris: [ "http://app.test/bye" ]
            grants: [ authorization_code, refresh_token ]
            assign: [ Everyone ]
          - label: Single page
            clientId: spa
            redirectUris: [ "http://spa.test/cb" ]
            grants: [ authorization_code, refresh_token, implicit ]
            assign: [ Everyone ]
          - label: Phone
            clientId: phone
            redirectUris: [ "com.example.app:/cb" ]
            assign: [ Everyone ]
          - label: Closed
            clientId: closed
            clientSecret: other-secret
            redirectUris: [ "http://app.test/cb" ]
            assign: [ others ]
        """);

    internal string? Sid { get; set; }

    internal static RelyingParty Web(OrgHost org, string server = "/oauth2/default/v1") => new(org, "web", Secret, "http://app.test/cb", server);

    internal static RelyingParty Spa(OrgHost org, string server = "/oauth2/default/v1") => new(org, "spa", null, "http://spa.test/cb", server);

    /// <summary>Signs ana in with her security question alone.</summary>
    internal async Task<string> SessionToken() =>
        (await org.Verify(await org.Identify("ana@demo.test"), "question", answer: "mushrooms")).Expect("SUCCESS").SessionToken!;

    internal async Task<RelyingParty> SignedIn()
    {
        Sid = (await org.Post("/api/v1/sessions", new { sessionToken = await SessionToken() })).Expect(200).Text("id");
        return this;
    }

    /// <summary>A right authorization request, with some parameters changed; null leaves one out.</summary>
    internal string AuthorizeUrl(params (string Name, string? Value)[] changes)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = clientId,
            ["response_type"] = "code",
            ["scope"] = "openid profile email",
            ["redirect_uri"] = redirectUri,
            ["state"] = "st&te",
            ["nonce"] = "n0nce",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            parameters[name] = value;
        }

        return $"{server}/authorize?" + string.Join('&', parameters.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}"));
    }

    internal Task<Reply> Authorize(params (string Name, string? Value)[] changes) => Visit(AuthorizeUrl(changes));

    /// <summary>Loads a page in the user's browser.</summary>
    internal async Task<Reply> Visit(string path)
    {
        var reply = Sid is null ? await org.Get(path) : await org.Get(path, ("Cookie", $"sid={Sid}"));
        if (reply.Cookie("sid") is { } sid)
        {
            Sid = sid.Length == 0 ? null : sid;
        }

        return reply;
    }

    internal async Task<string> Code(params (string Name, string? Value)[] changes) => (await Authorize(changes)).Answer("code")!;

    internal Task<Reply> Exchange(string code, params (string Name, string? Value)[] changes) => Ask("/token",
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri), ("code_verifier", Verifier), .. changes]);

    internal Task<Reply> Refresh(string token, params (string Name, string? Value)[] changes) =>
        Ask("/token", [("grant_type", "refresh_token"), ("refresh_token", token), .. changes]);

    /// <summary>Posts a form with the client's credentials in it; later values replace earlier ones, null leaves one out.</summary>
    internal Task<Reply> Ask(string endpoint, params (string Name, string? Value)[] form) =>
        Post(endpoint, [("client_id", clientId), ("client_secret", secret), .. form]);

    internal Task<Reply> Post(string endpoint, (string Name, string? Value)[] form, params (string Name, string Value)[] headers) => org.Send(
        HttpMethod.Post,
        server + endpoint,
        new FormUrlEncodedContent(form.GroupBy(p => p.Name).Select(g => g.Last()).Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Name, p.Value!))),
        headers);

    internal async Task<Reply> Tokens(params (string Name, string? Value)[] changes) => (await Exchange(await Code(changes))).Expect(200);

    internal Task<Reply> UserInfo(string? accessToken) =>
        org.Get($"{server}/userinfo", accessToken is null ? [] : [("Authorization", $"Bearer {accessToken}")]);

    internal Task<Reply> Logout(params (string Name, string? Value)[] query) => Visit(
        $"{server}/logout?" + string.Join('&', query.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}")));
}

internal static class Answers
{
    /// <summary>A parameter of the address that this answer redirects to, in its query or fragment.</summary>
    internal static string? Answer(this Reply reply, string name)
    {
        var location = reply.Header("Location") ?? "";
        var parameters = location[(location.IndexOfAny(['?', '#']) + 1)..].Split('&').Select(p => p.Split('=', 2));
        return parameters.LastOrDefault(p => p[0] == name) is { Length: 2 } found ? Uri.UnescapeDataString(found[1]) : null;
    }

    internal static Reply ExpectRefusal(this Reply reply, int status, string error)
    {
        Assert.True(reply.Status == status && reply.Text("error") == error, $"wanted {status} {error}, got {reply}");
        Assert.Contains("no-store", reply.Header("Cache-Control"));
        return reply;
    }

    internal static Reply ExpectErrorPage(this Reply reply, string error)
    {
        Assert.True(reply.Status == 400 && reply.Body.Contains($"<code id=\"code\">{error}</code>"), $"wanted a page with {error}, got {reply}");
        Assert.Null(reply.Header("Location"));
        return reply;
    }

    internal static Reply ExpectSignInPage(this Reply reply)
    {
        Assert.True(reply.Status == 302 && reply.Header("Location")!.StartsWith("/login/login.htm?fromURI=", StringComparison.Ordinal), $"wanted the sign-in page, got {reply}");
        return reply;
    }

    /// <summary>The way back from the sign-in page.</summary>
    internal static string FromUri(this Reply reply) => reply.ExpectSignInPage().Answer("fromURI")!;

    internal static JsonObject Claims(this Reply tokens, string token) => Part(tokens.Text(token)!, 1);

    internal static JsonObject Part(string jwt, int part) => JsonNode.Parse(Base64Url.DecodeFromChars(jwt.Split('.')[part]))!.AsObject();

    internal static string[] List(this JsonObject claims, string name) => [.. claims[name]!.AsArray().Select(v => (string)v!)];

    internal static string HalfHash(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(text)).AsSpan(0, 16));
}
