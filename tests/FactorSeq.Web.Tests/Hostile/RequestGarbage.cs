using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Saml;
using FactorSeq.Web.Tests.Walk;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>A request as it goes over the wire.</summary>
/// <param name="IsBroken">Whether it is no HTTP any more: a server may close without a word.</param>
internal sealed record HostileRequest(ServedRoute Route, string Org, byte[] Bytes, bool HasNoAnswerBody, bool IsBroken)
{
    /// <summary>Enough of it to send it again.</summary>
    public override string ToString() => Regex.Replace(Encoding.Latin1.GetString(Bytes.AsSpan(0, Math.Min(Bytes.Length, 1500))), "[^\\x20-\\x7E\\n]", c => $"\\x{(int)c.Value[0]:X2}").Trim();
}

/// <summary>Requests to every route: good ones, bent in a few places.</summary>
internal sealed partial class RequestGarbage(HostileOrg org, ServedRoute[] routes, int number, string own)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "CONNECT", "PROPFIND", "get", "G\u00CBT"];

    private static readonly string[] Types =
    [
        "text/plain", "application/json; charset=utf-16", "application/json;", "multipart/form-data; boundary=x", "multipart/form-data", "application/xml", "text/xml", "application/yaml", "application/x-yaml", "application/octet-stream", "*/*", "x", ";", "application/json, text/html",
        "application/x-www-form-urlencoded; charset=x", "application/x-www-form-urlencoded", "application/json",
    ];

    private static readonly string[] OddHeaders =
    [
        "Origin: http://evil.test", "Origin: null", "Origin: http://trusted.test", "Referer: http://evil.test/<script>", "Accept: application/xml;q=x", "Accept-Language: de-DE,xx;q=9", "Accept-Encoding: gzip, br, *;q=0", "X-Forwarded-For: 1.2.3.4, [::1]:5, garbage", "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-Host: evil.test", "X-Forwarded-Host: a b", "X-Forwarded-Host: localhost:99999", "X-Forwarded-Proto: javascript", "X-Forwarded-Proto: https", "X-Forwarded-Prefix: /<script>", "X-Forwarded-Prefix: //evil.test", "X-Forwarded-Prefix: /a/../b", "Forwarded: for=x", "X-Device-Fingerprint: \u00FF<>",
        "User-Agent: " + Garbage.Script, "User-Agent: Mozilla/5.0 (Windows NT 10.0) Chrome/120", "If-None-Match: \"x\", *", "If-Modified-Since: never", "Range: bytes=0-,5-1", "Expect: 100-continue", "Expect: 200-ok", "X-HTTP-Method-Override: DELETE", "Upgrade: websocket", "Connection: Upgrade", "Sec-Fetch-Site: cross-site",
        "Access-Control-Request-Method: DELETE", "Access-Control-Request-Headers: x\u00FF,y", "X-Okta-User-Agent-Extended: okta-auth-js/7", "Content-Encoding: gzip", "Content-Language: \u00E9", "Date: 0", "DPoP: a.b.c", "X-Original-URL: /admin", "Cookie: sid=\u00FF; DT=%00; JSESSIONID=;;;=",
    ];

    private static readonly string AuthenticatorData = Base64Url.EncodeToString(new SecurityKey().Cose());

    private readonly Garbage garbage = new(number);
    private string[]? saml;
    private Loot? loot;
    private string home = "";
    private bool isGood;
    private int made;

    // Those that lead to others: sign-ins, sessions, tokens.
    private readonly ServedRoute[] ways = [.. routes.Where(route => route.Pattern.StartsWith("/api/v1/authn", StringComparison.Ordinal) || route.Pattern is "/api/v1/sessions" or "/oauth2/{server}/v1/token" or "/oauth2/{server}/v1/authorize")];

    // Where the SAML app of the default org is: /app/{name}/{key}/sso/saml.
    private string[] Saml => saml ??= new ServiceProvider(org.Host, "Wiki").Path.Split('/');

    internal Loot Loot => loot ??= new Loot(garbage);

    internal HostileRequest Next()
    {
        // A good one now and then: behind what is refused at the first look there is more.
        made++;
        isGood = garbage.Once(4);
        var route = garbage.Once(5) ? garbage.Of(ways) : garbage.Of(routes);
        while (IsRare(route) && !garbage.Once(8))
        {
            route = garbage.Of(routes);
        }

        home = OrgFor(route);
        var method = Bends(20) ? garbage.Of(Methods) : route.Method;
        var isBroken = false;
        var target = home + Path(route, ref isBroken) + Query(route, ref isBroken);
        var head = new StringBuilder();
        head.Append(method).Append(' ').Append(target).Append(Bends(2000) ? " HTTP/9.9" : " HTTP/1.1").Append("\r\n");
        head.Append("Host: ").Append(Bends(60) ? garbage.Of(["evil.test", "", "localhost:1", "a b", "one.localhost", "[::1", "127.0.0.1:70000", "demo.localhost"]) : "127.0.0.1").Append("\r\n");
        isBroken |= method is "CONNECT" or "G\u00CBT" or "TRACE";
        Caller(head, route);
        for (var more = Bends(3) ? garbage.Number(4) : 0; more > 0; more--)
        {
            var line = Bends(6) ? $"X-{garbage.Number(9)}: {garbage.Bent("value")}" : garbage.Of(OddHeaders);
            isBroken |= line.AsSpan().IndexOfAnyInRange('\0', '\x1F') >= 0 || line.StartsWith("Upgrade", StringComparison.Ordinal) || line.StartsWith("Connection", StringComparison.Ordinal) || line.Contains("200-ok", StringComparison.Ordinal);
            head.Append(line).Append("\r\n");
        }

        var (type, body) = route.IsRead && !Bends(30) ? (null, null) : Body(route);
        if (type is not null)
        {
            head.Append("Content-Type: ").Append(Bends(15) ? garbage.Of(Types) : type).Append("\r\n");
        }

        return new HostileRequest(route, home, Whole(head, body, ref isBroken), method == "HEAD", isBroken);
    }

    private bool Bends(int of) => !isGood && garbage.Once(of);

    private static bool IsRare(ServedRoute route) => route.Pattern is "/emulator/reset" or "/emulator/restore" or "/emulator/snapshot" or "/emulator/stream" or "/emulator/seed" || route.Pattern.StartsWith("/emulator/orgs", StringComparison.Ordinal)
        || route.Pattern.StartsWith("/emulator/keys", StringComparison.Ordinal) || OpenRoutes.AreFiles(route) || route is { Method: "DELETE", Pattern: "/api/v1/users/{userId}" };

    // What moves the ground under everybody's feet has an org of its own to do it in.
    private string OrgFor(ServedRoute route) => route.Pattern.StartsWith("/emulator/faults", StringComparison.Ordinal) ? HostileOrg.Faulty
        : route is { Pattern: "/emulator/clock", Method: "POST" } or { Pattern: "/emulator/settings", Method: "PATCH" } || garbage.Once(12) ? HostileOrg.Shifted
        : garbage.Once(5) ? garbage.Of(HostileOrg.Orgs) : own;

    private string Path(ServedRoute route, ref bool isBroken)
    {
        var parts = route.Pattern.Split('/');
        for (var i = 1; i < parts.Length; i++)
        {
            if (parts[i].StartsWith('{'))
            {
                parts[i] = Escape(Place(parts[i].Trim('{', '}', '*', '?'), parts[i - 1], route.Pattern));
            }
        }

        var path = string.Join('/', parts);
        if (Bends(150))
        {
            isBroken = true;
            return path.Insert(garbage.Number(path.Length + 1), garbage.Of(Garbage.Texts));
        }

        return Bends(60) ? path + garbage.Of(["/", "//", "/..", "/%2e%2e/x", "%2F", ";a=b", "/%00", "/\u00E9", "/.", "%"]) : path;
    }

    private string Place(string name, string before, string pattern)
    {
        if (Bends(9))
        {
            return garbage.Text();
        }

        return name switch
        {
            "userId" or "login" or "user" => garbage.Once(3) ? Loot.Of(home, "users") ?? garbage.Of(HostileOrg.Users) : garbage.Of(HostileOrg.Users),
            "server" => garbage.Of(["default", "api", "nowhere"]),
            "lifecycle" => garbage.Of(["enable", "disable"]),
            "channel" => garbage.Of(["SMS", "CALL", "EMAIL", "sms"]),
            "change" => garbage.Of(["announce", "rotate", "retire"]),
            "name" when pattern.StartsWith("/emulator/directories", StringComparison.Ordinal) => garbage.Of(["corp", "corp", "far"]),
            "name" when pattern.StartsWith("/emulator/orgs", StringComparison.Ordinal) => garbage.Of(["made-1", "made-2", "made-3"]),
            "name" when pattern.StartsWith("/emulator/support", StringComparison.Ordinal) => garbage.Of(["PASSWORDLESS_AUTHN_SIGNON_POLICY", "OTHER"]),
            "name" when pattern.StartsWith("/emulator/snapshots", StringComparison.Ordinal) => "snap",
            "name" => pattern.Contains("saml", StringComparison.Ordinal) ? Saml[2] : garbage.Of(["bookmark", "oidc_client"]),
            "key" when pattern.Contains("saml", StringComparison.Ordinal) => Saml[3],
            "factorId" => garbage.Once(4) ? garbage.Of(["password", "push", "question"]) : Loot.Of(home, "factors") ?? Loot.Of(home, "authn") ?? "password",
            _ => Loot.Of(home, garbage.Once(6) ? "id" : before) ?? Loot.Of(home, "id") ?? "nowhere",
        };
    }

    private string Query(ServedRoute route, ref bool isBroken)
    {
        if (GoodBodies.QueriesOf(route.Pattern) is not { } queries || garbage.Once(4))
        {
            return garbage.Once(20) ? "?" + Escape(garbage.Text()) + "=" + Escape(garbage.Text()) : "";
        }

        var query = Form(garbage.Of(queries));
        if (Bends(100))
        {
            isBroken = true;
            return "?" + garbage.Bent(query);
        }

        return "?" + query;
    }

    // Pairs of names and values, some of them bent, doubled or gone.
    private string Form(string good)
    {
        var pairs = good.Split('&').ToList();
        for (var i = 0; i < pairs.Count; i++)
        {
            var parts = pairs[i].Split('=', 2);
            var value = parts[1].StartsWith('$') ? Escape(Fill(parts[1])) : parts[1];
            pairs[i] = parts[0] + "=" + (Bends(10) ? Escape(garbage.Bent(parts[1].StartsWith('$') ? "x" : Uri.UnescapeDataString(value))) : value);
        }

        if (Bends(8))
        {
            pairs.Add(garbage.Of(pairs));
        }

        if (Bends(8))
        {
            pairs.RemoveAt(garbage.Number(pairs.Count));
        }

        if (Bends(15))
        {
            pairs.Add(Escape(garbage.Text()) + "=" + Escape(garbage.Text()));
        }

        return string.Join('&', pairs);
    }

    private (string? Type, byte[]? Body) Body(ServedRoute route)
    {
        if (Bends(25))
        {
            return (garbage.Of(Types), Bends(2) ? null : Encoding.UTF8.GetBytes(garbage.Text()));
        }

        if (GoodBodies.FormsOf(route.Pattern) is { } forms && !Bends(20))
        {
            return ("application/x-www-form-urlencoded", Encoding.UTF8.GetBytes(Form(garbage.Of(forms))));
        }

        // A secret under a name that was broken is a secret that nobody could know for one.
        var raw = Bends(5);
        var good = Fillers().Replace(garbage.Of(GoodBodies.JsonOf(route.Pattern)), name => JsonEncode(Fill(name.Value) is var value && raw && value.AsSpan().ContainsAny(HostileOrg.Secrets) ? "x" : Fill(name.Value)));
        var json = isGood ? Encoding.UTF8.GetBytes(good) : garbage.Json(good, raw);
        return ("application/json", Bends(400) ? [.. json, .. new byte[100_000]] : json);
    }

    private byte[] Whole(StringBuilder head, byte[]? body, ref bool isBroken)
    {
        if (body is null)
        {
            head.Append(garbage.Once(3) ? "Content-Length: 0\r\n\r\n" : "\r\n");
            return Encoding.Latin1.GetBytes(head.ToString());
        }

        switch (isGood ? 99 : garbage.Number(120))
        {
            case 0:
                isBroken = true;
                head.Append($"Content-Length: {garbage.Of(["x", "-1", "99999999999", (body.Length + 50).ToString(), (body.Length / 2).ToString(), "5\r\nContent-Length: 6"])}\r\n\r\n");
                break;
            case 1:
                isBroken = true;
                head.Append($"Transfer-Encoding: {garbage.Of(["gzip", "chunked, x", "chunked\r\nContent-Length: 3"])}\r\n\r\n");
                break;
            case 2 or 3:
                head.Append("Transfer-Encoding: chunked\r\n\r\n");
                var size = garbage.Number(10) == 0 ? garbage.Of(["80000000", "FFFFFFFFF", "-1", "x", ""]) : body.Length.ToString("x");
                isBroken = body.Length == 0 || size != body.Length.ToString("x");
                body = [.. Encoding.Latin1.GetBytes(size + "\r\n"), .. body, .. "\r\n0\r\n\r\n"u8];
                break;
            default:
                head.Append($"Content-Length: {body.Length}\r\n\r\n");
                break;
        }

        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. body];
    }

    private void Caller(StringBuilder head, ServedRoute route)
    {
        var line = garbage.Number(isGood ? 5 : 10) switch
        {
            < 5 when !route.IsEmulator => $"Authorization: SSWS {HostileOrg.ApiToken}",
            5 => "Authorization: SSWS 00ana-token",
            6 when Loot.Of(home, "accessToken") is { } token => $"Authorization: Bearer {token}",
            7 when (Loot.Of(home, "sessions") ?? Loot.Of(home, "sid")) is { } sid => $"Cookie: sid={sid}; DT=device",
            8 => garbage.Of(
            [
                "Authorization: Bearer a.b.c", "Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("web:" + HostileOrg.ClientSecret)), "Authorization: Basic ////", "Authorization:", "Authorization: SSWS", "Authorization: DPoP x",
                "Authorization: Negotiate YII=", $"DPoP: {Proof()}",
            ]),
            _ => null,
        };
        if (line is not null)
        {
            head.Append(line).Append("\r\n");
        }
    }

    private string Fill(string name) => name switch
    {
        "$user" => garbage.Of(HostileOrg.Users),
        "$userId" => Loot.Of(home, "users") ?? "00u",
        "$group" => Loot.Of(home, "groups") ?? "00g",
        "$password" => HostileOrg.Password,
        "$directoryPassword" => HostileOrg.DirectoryPassword,
        "$answer" => HostileOrg.Answer,
        "$clientSecret" => HostileOrg.ClientSecret,
        "$idpSecret" => HostileOrg.IdpSecret,
        "$hookSecret" => HostileOrg.HookSecret,
        "$number" => (made % 500).ToString(),
        "$verifier" => "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "$challenge" => "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "$assertion" => Signed(SigningClient.Assertion(org.Host, "keyed", org.Host.Address + "/oauth2/v1/token"), null),
        "$requestObject" => Signed(SigningClient.Assertion(org.Host, "keyed", org.Host.Address, ("response_type", "code"), ("scope", "openid"), ("redirect_uri", "http://app.test/cb"), ("client_id", "keyed"), ("state", "s")), null),
        "$clientData" => Base64Url.EncodeToString(garbage.Json("""{"type":"webauthn.get","challenge":"AAAA","origin":"http://127.0.0.1"}""")),
        "$authenticatorData" => Base64Url.EncodeToString(garbage.Bent(new byte[37])),
        "$attestation" => Base64Url.EncodeToString(garbage.Bent(Convert.FromBase64String("o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVg="))),
        "$samlPost" => Convert.ToBase64String(SamlMessage(Request)),
        "$samlRedirect" => Convert.ToBase64String(Bends(5) ? garbage.Bent(ServiceProvider.Deflate(SamlMessage(Request))) : ServiceProvider.Deflate(SamlMessage(Request))),
        "$samlResponse" => Convert.ToBase64String(SamlMessage(Response)),
        _ => Loot.Of(home, name[1..]) ?? "nothing-yet",
    };

    // Half of them are good XML still, with texts of strangers in good places.
    private byte[] SamlMessage(string good)
    {
        if (Bends(3))
        {
            return garbage.Bent(Encoding.UTF8.GetBytes(good));
        }

        return Encoding.UTF8.GetBytes(Quoted().Replace(good, value => Bends(6) ? $"\"{System.Security.SecurityElement.Escape(garbage.Bent(value.Value.Trim('"')).Replace("\0", "", StringComparison.Ordinal))}\"" : value.Value));
    }

    private string Signed(JsonObject claims, JsonObject? header)
    {
        if (Bends(3))
        {
            claims[garbage.Of(["iss", "sub", "aud", "exp", "iat", "nbf", "jti", "scope", "redirect_uri", "nonce"])] = garbage.Value();
        }

        var token = SigningClient.Sign("ES256", claims, "p256", header: header);
        return Bends(6) ? garbage.Bent(token) : token;
    }

    private string Proof() => Signed(
        new JsonObject { ["htm"] = "POST", ["htu"] = org.Host.Address + "/oauth2/v1/token", ["iat"] = org.Host.Clock.Now.ToUnixTimeSeconds(), ["jti"] = made },
        new JsonObject { ["typ"] = "dpop+jwt", ["jwk"] = Bends(4) ? garbage.Value() : SigningClient.Jwk(SigningClient.P256) }).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal);

    private static string Escape(string text) => Uri.EscapeDataString(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));

    private static string JsonEncode(string text) => JsonValue.Create(text).ToJsonString()[1..^1];

    private const string Request = """<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="id1" Version="2.0" IssueInstant="2026-01-01T00:00:00Z" ForceAuthn="true" IsPassive="false" AssertionConsumerServiceIndex="0" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"><saml:Issuer>http://sp.test/metadata</saml:Issuer><samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified" AllowCreate="true"/><samlp:RequestedAuthnContext Comparison="exact"><saml:AuthnContextClassRef>x</saml:AuthnContextClassRef></samlp:RequestedAuthnContext></samlp:AuthnRequest>""";

    private const string Response = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="id2" Version="2.0" IssueInstant="2026-01-01T00:00:00Z" InResponseTo="id1"><saml:Issuer>urn:far</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="id3" Version="2.0" IssueInstant="2026-01-01T00:00:00Z"><saml:Issuer>urn:far</saml:Issuer><saml:Subject><saml:NameID Format="x">ana</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="2026-01-01T00:05:00Z" Recipient="x" InResponseTo="id1"/></saml:SubjectConfirmation></saml:Subject></saml:Assertion></samlp:Response>""";

    [GeneratedRegex("\\$(stateToken|sessionToken|recoveryToken|userId|user|group|password|directoryPassword|answer|clientSecret|idpSecret|hookSecret|number|id|clientData|authenticatorData|attestation)")]
    private static partial Regex Fillers();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();
}
