namespace FactorSeq.Testing;

/// <summary>Who signs in to which app, and for what.</summary>
public sealed record TokenRequest
{
    /// <summary>Who.</summary>
    public required string Login { get; init; }

    /// <summary>An app of the seed.</summary>
    public required string ClientId { get; init; }

    /// <summary>What to ask for; without any, <c>openid profile email</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The authorization server; null for the org's own.</summary>
    public string? Server { get; init; } = "default";

    /// <summary>Null for the first that the app has.</summary>
    public Uri? RedirectUri { get; init; }

    /// <summary>The <c>nonce</c> of the ID token.</summary>
    public string? Nonce { get; init; }

    /// <summary>What the user does at sign-in.</summary>
    public SignInScript Script { get; init; } = new();
}
