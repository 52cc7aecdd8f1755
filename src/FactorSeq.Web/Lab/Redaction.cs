using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FactorSeq.Web.Lab;

/// <summary>What the journal never shows, by the name it goes by in a body, a form, a query or a path.</summary>
internal static partial class Redaction
{
    /// <summary>Stands where a secret was.</summary>
    internal const string Hidden = "[hidden]";

    private static readonly FrozenSet<string> Names = new[]
    {
        // What people know and have.
        "password", "newPassword", "oldPassword", "currentPassword", "passCode", "nextPassCode", "answer", "recoveryAnswer", "hash", "salt",
        "sharedSecret", "secret", "seed", "credential", "code_challenge", "user_code", "qrcode",
        // What the org gives out.
        "stateToken", "sessionToken", "cookieToken", "cookieTokenUrl", "recoveryToken", "activationToken", "activationUrl", "resetPasswordUrl",
        "tempPassword", "interactionHandle", "token", "apiToken", "onetimetoken", "activationLink", "sid",
        // What apps hold.
        "client_secret", "clientSecret", "client_assertion", "access_token", "refresh_token", "id_token", "id_token_hint", "subject_token",
        "actor_token", "registration_access_token", "device_code", "device_secret", "code", "code_verifier", "assertion", "request",
        "SAMLRequest", "SAMLResponse", "RelayState", "state", "nonce", "login_hint_token",
        // What the endpoint of an event hook is sent.
        "authScheme", "headers",
        // Keys.
        "d", "p", "q", "dp", "dq", "qi", "k", "privateKey", "clientData", "signatureData", "authenticatorData", "registrationData", "attestation",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    internal static bool Hides(string name) => Names.Contains(name);

    /// <summary>A JSON body without its secrets; null where it cannot be read, which an answer cut short cannot.</summary>
    internal static JsonNode? Of(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return null;
        }

        try
        {
            return Of(JsonNode.Parse(json.Span));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static JsonObject Of(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> values)
    {
        var shown = new JsonObject();
        foreach (var (name, value) in values)
        {
            shown[name] = Hides(name) ? Hidden : Text(value.ToString());
        }

        return shown;
    }

    /// <summary>A path whose secrets stand in the route's places for them.</summary>
    internal static string Path(string path, string? template)
    {
        if (template is null)
        {
            return path;
        }

        var (parts, places) = (path.Split('/'), ("/" + template.TrimStart('/')).Split('/'));
        for (var i = 0; i < Math.Min(parts.Length, places.Length); i++)
        {
            if (places[i] is ['{', .. var name, '}'] && Hides(name.Split(':', '?')[0].TrimStart('*')))
            {
                parts[i] = Hidden;
            }
        }

        return string.Join('/', parts);
    }

    private static JsonNode? Of(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    members[name] = Hides(name) && value is not null ? Hidden : Of(value?.DeepClone());
                }

                return members;
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Of(item?.DeepClone()))]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return Text(value.GetValue<string>());
            default:
                return node;
        }
    }

    // What is called id or href here is a token there: those that the org gives out are known by their looks.
    [GeneratedRegex(@"^(?:.*/)?(?:00[A-Za-z0-9_-]{40}|102[A-Za-z0-9_-]{40}|20111[A-Za-z0-9_-]{50}|eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+)(?:/.*)?$")]
    private static partial Regex Token { get; }

    // An address inside a text has a query of its own.
    private static string Text(string text)
    {
        if (Token.IsMatch(text))
        {
            return Hidden;
        }

        var query = text.IndexOf('?', StringComparison.Ordinal);
        if (query < 0)
        {
            return text;
        }

        var shown = text[(query + 1)..].Split('&').Select(pair => pair.Split('=', 2) is [var name, _] && Hides(Uri.UnescapeDataString(name)) ? $"{name}={Hidden}" : pair);
        return $"{text[..query]}?{string.Join('&', shown)}";
    }
}
