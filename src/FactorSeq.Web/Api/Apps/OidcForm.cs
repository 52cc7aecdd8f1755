using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Apps;

/// <summary>
/// What the Apps API says of an OpenID Connect client: the words of its registration under <c>settings.oauthClient</c>, read by the one reader that
/// registrations have, and what administrators alone decide.
/// </summary>
internal static class OidcForm
{
    private const string Settings = "settings.oauthClient";
    private const string Credentials = "credentials.oauthClient";
    private const int ShortestSecret = 14;
    private const int LongestSecret = 100;
    private const int ShortestId = 6;
    private const int LongestId = 100;
    private const int MostLeeway = 60;

    // What is the registration API's to say, and not this one's.
    private static readonly ImmutableArray<string> NotTaken = ["client_name", "client_id", "client_secret", "token_endpoint_auth_method", "client_id_issued_at", "client_secret_expires_at"];

    internal static (App? App, OktaError? Error) Read(App app, App? known, OrgConfiguration configuration, EditRequest request, string secret)
    {
        if (RequestTree.At(request.Body, "settings", "oauthClient") is not SeedNode.Mapping settings)
        {
            return (null, RequestErrors.At(Settings, RequestErrors.Blank));
        }

        var credentials = RequestTree.At(request.Body, "credentials", "oauthClient") ?? SeedNode.Mapping.InPlaceOf(settings);
        var id = AppForm.Text(credentials, "client_id") ?? app.ClientId;
        var given = AppForm.Text(credentials, "client_secret");
        if ((Fault(app, known, configuration, id, given) ?? SettingsFault(settings)) is { } fault)
        {
            return (null, fault);
        }

        using var described = Described(settings, app.Label, AppForm.Text(credentials, "token_endpoint_auth_method"));
        var (metadata, error) = ClientMetadata.Read(described.RootElement.Clone(), null, ofApp: true);
        if (metadata is null)
        {
            return (null, Located(error!));
        }

        var read = metadata.ApplyTo(
            app, given ?? known?.ClientSecret ?? secret, request.Now, known is not null && (known.Client?.Registration?.OfSeed ?? known.Created is null));
        if (known is not null && ClientJson.TypeOf(known) is var type && (known.Client?.Registration?.ApplicationType ?? type) != read.Client!.Registration!.ApplicationType)
        {
            return (null, RequestErrors.At($"{Settings}.application_type", "The type of an application cannot be changed."));
        }

        var (logout, wrong) = Logout(settings);
        return wrong is not null ? (null, wrong) : (read with
        {
            ClientId = id,
            RequiresPkce = AppForm.Flag(credentials, false, "pkce_required"),
            RequiresConsent = AppForm.Text(settings, "consent_method") == "REQUIRED",
            RotatesRefreshTokens = AppForm.Text(settings, "refresh_token", "rotation_type") is { } rotation ? rotation == "ROTATE" : null,
            RotationLeeway = TimeSpan.FromSeconds(int.TryParse(AppForm.Text(settings, "refresh_token", "leeway"), out var leeway) ? leeway : 0),
            Logout = logout,
        }, null);
    }

    private static OktaError? Fault(App app, App? known, OrgConfiguration configuration, string id, string? secret)
    {
        // Registrations hold each name once, and these are the same clients.
        if (configuration.Apps.Any(other => other.Id != app.Id && AppModes.IsClient(other) && other.Label == app.Label))
        {
            return RequestErrors.At("label", RequestErrors.Taken);
        }

        if (known is not null && known.ClientId != id)
        {
            return RequestErrors.At($"{Credentials}.client_id", "The id of a client cannot be changed.");
        }

        if (known is null && id != app.Id && (id.Length is < ShortestId or > LongestId || id == "ALL_CLIENTS" || !id.All(c => char.IsAsciiLetterOrDigit(c) || "$-_.+!*'(),".Contains(c))))
        {
            return RequestErrors.At($"{Credentials}.client_id", $"The value must have {ShortestId} to {LongestId} letters, digits or signs of $-_.+!*'(),");
        }

        if (configuration.Apps.Any(other => other.Id != app.Id && other.ClientId == id))
        {
            return RequestErrors.At($"{Credentials}.client_id", RequestErrors.Taken);
        }

        return secret is null || secret == known?.ClientSecret || (secret.Length is >= ShortestSecret and <= LongestSecret && secret.All(c => c is >= ' ' and <= '~')) ? null
            : RequestErrors.At($"{Credentials}.client_secret", $"The value must have {ShortestSecret} to {LongestSecret} printable characters.");
    }

    private static OktaError? SettingsFault(SeedNode.Mapping settings) =>
        !IsOneOf(settings, ["TRUSTED", "REQUIRED"], "consent_method") ? Choice("consent_method", "TRUSTED, REQUIRED")
        : !IsOneOf(settings, ["ROTATE", "STATIC"], "refresh_token", "rotation_type") ? Choice("refresh_token.rotation_type", "ROTATE, STATIC")
        : AppForm.Text(settings, "refresh_token", "leeway") is { } leeway && !(int.TryParse(leeway, out var seconds) && seconds is >= 0 and <= MostLeeway)
            ? RequestErrors.At($"{Settings}.refresh_token.leeway", $"The value must be a number from 0 to {MostLeeway}.")
        : !IsOneOf(settings, ["ORG_URL", "DYNAMIC"], "issuer_mode") ? RequestErrors.At($"{Settings}.issuer_mode", "The value must be one of: ORG_URL, DYNAMIC. The org has no address of its own choosing.")
        : !IsOneOf(settings, ["DISABLED", "SPEC", "OKTA"], "idp_initiated_login", "mode") ? Choice("idp_initiated_login.mode", "DISABLED, SPEC, OKTA")
        : !IsOneOf(settings, ["DISABLED"], "wildcard_redirect") ? RequestErrors.At($"{Settings}.wildcard_redirect", "wildcards in redirect URIs are not part of this version of FactorSeq")
        : null;

    private static bool IsOneOf(SeedNode settings, ImmutableArray<string> words, params ReadOnlySpan<string> way) => AppForm.Text(settings, way) is not { } text || words.Contains(text);

    private static OktaError Choice(string member, string words) => RequestErrors.At($"{Settings}.{member}", $"The value must be one of: {words}.");

    private static JsonDocument Described(SeedNode.Mapping settings, string label, string? method)
    {
        var flat = new SeedNode.Mapping(null, "", 1);
        foreach (var (name, value) in settings.Members.Where(member => !NotTaken.Contains(member.Key) && member.Value is not SeedNode.Scalar { Text.Length: 0 }))
        {
            flat.Add(name, value);
        }

        flat.Add("client_name", new SeedNode.Scalar(flat, "client_name", 1, label, plain: false));
        if (method is not null)
        {
            flat.Add("token_endpoint_auth_method", new SeedNode.Scalar(flat, "token_endpoint_auth_method", 1, method, plain: false));
        }

        return JsonDocument.Parse(Scalars.Json(flat));
    }

    // The registration API names members of its own.
    private static OktaError Located(OAuthError error)
    {
        var (member, fault) = error.Description.Split(": ", 2) is [var first, var rest] ? (first, rest) : ("", error.Description);
        var at = member switch
        {
            "client_name" => "label",
            "token_endpoint_auth_method" => $"{Credentials}.{member}",
            _ => $"{Settings}.{member}",
        };
        return RequestErrors.At(at, fault);
    }

    private static (AppLogout? Logout, OktaError? Error) Logout(SeedNode settings)
    {
        var front = AppForm.Flag(settings, true, "participate_slo") ? AppForm.Text(settings, "frontchannel_logout_uri") : null;
        var back = AppForm.Text(settings, "backchannel_logout_uri");
        foreach (var (member, uri) in new[] { ("frontchannel_logout_uri", front), ("backchannel_logout_uri", back) })
        {
            if (uri is not null && !ClientKeysSection.IsAddress(uri))
            {
                return (null, RequestErrors.At($"{Settings}.{member}", "The value must be an http or https URL."));
            }
        }

        return (front is null && back is null ? null : new AppLogout(front, AppForm.Flag(settings, false, "frontchannel_logout_session_required"), back), null);
    }
}
