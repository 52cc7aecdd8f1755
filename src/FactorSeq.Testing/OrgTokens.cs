using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace FactorSeq.Testing;

/// <summary>What the token endpoint answered.</summary>
public sealed class OrgTokens
{
    internal OrgTokens(JsonObject json, SignedIn signedIn)
    {
        Json = json;
        SignedIn = signedIn;
    }

    /// <summary>For the API.</summary>
    public string AccessToken => (string)Json["access_token"]!;

    /// <summary>Null where the scope <c>openid</c> was not asked for.</summary>
    public string? IdToken => (string?)Json["id_token"];

    /// <summary>Null where the scope <c>offline_access</c> was not asked for, or the app may have none.</summary>
    public string? RefreshToken => (string?)Json["refresh_token"];

    /// <summary>What was granted.</summary>
    public IReadOnlyList<string> Scopes => ((string?)Json["scope"])?.Split(' ') ?? [];

    /// <summary>How long the access token lives, by the org's clock.</summary>
    public TimeSpan ExpiresIn => TimeSpan.FromSeconds((int)Json["expires_in"]!);

    /// <summary>The access token as an <c>Authorization</c> header.</summary>
    public AuthenticationHeaderValue Bearer => new("Bearer", AccessToken);

    /// <summary>How the user signed in for them.</summary>
    public SignedIn SignedIn { get; }

    /// <summary>All of the answer.</summary>
    public JsonObject Json { get; }
}
