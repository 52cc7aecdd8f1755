using System.Text.Json.Nodes;

namespace FactorSeq.Web.Console.Pages.Apps;

/// <summary>An app while it is edited: the fields of the form, read from the Apps API's JSON and written back to it.</summary>
public sealed class AppDraft
{
    internal const string Oidc = "OPENID_CONNECT";
    internal const string Saml = "SAML_2_0";
    internal const string Bookmark = "BOOKMARK";

    private JsonObject before = [];

    /// <summary>How its users get into it, as the API calls it.</summary>
    internal string Mode { get; set; } = Oidc;

    internal string Label { get; set; } = "";

    /// <summary><c>web</c>, <c>browser</c>, <c>native</c> or <c>service</c>; for good, once the app is made.</summary>
    internal string Type { get; private set; } = "web";

    internal HashSet<string> Grants { get; private init; } = ["authorization_code"];

    /// <summary>One a line, as <see cref="SignOutUris"/>.</summary>
    internal string RedirectUris { get; set; } = "";

    internal string SignOutUris { get; set; } = "";

    internal string LoginUri { get; set; } = "";

    internal string Authentication { get; set; } = "client_secret_basic";

    internal bool Pkce { get; set; }

    internal bool Consent { get; set; }

    internal string AcsUrl { get; set; } = "";

    internal string Audience { get; set; } = "";

    internal string NameIdFormat { get; set; } = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

    internal string NameIdTemplate { get; set; } = "${user.userName}";

    /// <summary>Where a bookmark leads to.</summary>
    internal string Page { get; set; } = "";

    internal static AppDraft Of(JsonObject app)
    {
        var settings = app["settings"];
        var client = settings?["oauthClient"];
        var credentials = app["credentials"]?["oauthClient"];
        var signOn = settings?["signOn"];
        return new AppDraft
        {
            before = (JsonObject)app.DeepClone(),
            Mode = Text(app["signOnMode"]),
            Label = Text(app["label"]),
            Type = Text(client?["application_type"]),
            Grants = [.. Texts(client?["grant_types"])],
            RedirectUris = Lines(client?["redirect_uris"]),
            SignOutUris = Lines(client?["post_logout_redirect_uris"]),
            LoginUri = Text(client?["initiate_login_uri"]),
            Authentication = Text(credentials?["token_endpoint_auth_method"]),
            Pkce = (bool?)credentials?["pkce_required"] == true,
            Consent = Text(client?["consent_method"]) == "REQUIRED",
            AcsUrl = Text(signOn?["ssoAcsUrl"]),
            Audience = Text(signOn?["audience"]),
            NameIdFormat = Text(signOn?["subjectNameIdFormat"]),
            NameIdTemplate = Text(signOn?["subjectNameIdTemplate"]),
            Page = Text(settings?["app"]?["url"]),
        };
    }

    /// <summary>Chooses a type, and with it what apps of the type usually have.</summary>
    internal void Become(string type)
    {
        Type = type;
        Grants.Clear();
        Grants.Add(type == "service" ? "client_credentials" : "authorization_code");
        Pkce = type is "browser" or "native";
        Authentication = type is "browser" or "native" ? "none" : "client_secret_basic";
    }

    /// <summary>The body of a request that saves it. What the form does not show stays as it was.</summary>
    internal JsonObject ToJson()
    {
        var body = (JsonObject)before.DeepClone();
        body["label"] = Label.Trim();
        body["signOnMode"] = Mode;
        var settings = Within(body, "settings");
        switch (Mode)
        {
            case Saml:
                Write(Within(settings, "signOn"));
                break;
            case Bookmark:
                Within(settings, "app")["url"] = Page.Trim();
                break;
            default:
                Write(Within(settings, "oauthClient"), Within(Within(body, "credentials"), "oauthClient"));
                break;
        }

        return body;
    }

    private void Write(JsonObject client, JsonObject credentials)
    {
        credentials["token_endpoint_auth_method"] = Authentication;
        credentials["pkce_required"] = Pkce;
        client["application_type"] = Type;
        client["grant_types"] = List(Grants.Order(StringComparer.Ordinal));
        client["response_types"] = List(ResponseTypes(Texts(client["response_types"])));
        client["redirect_uris"] = List(Split(RedirectUris));
        client["consent_method"] = Consent ? "REQUIRED" : "TRUSTED";
        Put(client, "post_logout_redirect_uris", Split(SignOutUris) is { Length: > 0 } uris ? List(uris) : null);
        Put(client, "initiate_login_uri", LoginUri.Trim() is { Length: > 0 } uri ? uri : null);
    }

    // The API wants them to go with the grants. Which tokens an implicit client is for is not asked here, and stays.
    private string[] ResponseTypes(List<string> known)
    {
        var tokens = known.Where(type => type != "code").ToArray();
        return
        [
            .. Grants.Contains("authorization_code") ? ["code"] : Array.Empty<string>(),
            .. Grants.Contains("implicit") ? tokens.Length > 0 ? tokens : ["token", "id_token"] : Type == "service" ? ["token"] : Array.Empty<string>(),
        ];
    }

    private void Write(JsonObject signOn)
    {
        // Two more addresses are most often the same. Where they are, they are left out, and the API takes this one for them.
        var old = Text(signOn["ssoAcsUrl"]);
        foreach (var name in (string[])["recipient", "destination"])
        {
            if (Text(signOn[name]) == old)
            {
                signOn.Remove(name);
            }
        }

        signOn["ssoAcsUrl"] = AcsUrl.Trim();
        signOn["audience"] = Audience.Trim();
        signOn["subjectNameIdFormat"] = NameIdFormat;
        signOn["subjectNameIdTemplate"] = NameIdTemplate.Trim();
    }

    private static JsonObject Within(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }

    private static void Put(JsonObject parent, string name, JsonNode? value)
    {
        parent.Remove(name);
        if (value is not null)
        {
            parent[name] = value;
        }
    }

    private static string[] Split(string lines) => lines.Split(['\n', '\r', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Text(JsonNode? node) => (string?)node ?? "";

    private static string Lines(JsonNode? list) => string.Join("\n", Texts(list));

    private static List<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(Text)];

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
