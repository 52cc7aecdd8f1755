namespace FactorSeq.Core.Orgs;

/// <summary>What the Apps API keeps of an app for whoever looks at it: none of it opens or closes a door.</summary>
public sealed record AppDisplay
{
    /// <summary>Whether its tile is left out of the home page.</summary>
    public bool HideWeb { get; init; }

    public bool HideMobile { get; init; }

    public bool AutoSubmitToolbar { get; init; }

    public bool AutoLaunch { get; init; }

    public string? ErrorRedirectUrl { get; init; }

    public string? LoginRedirectUrl { get; init; }

    public string? AdminNote { get; init; }

    public string? EnduserNote { get; init; }

    /// <summary>What a user is called in the app, as far as nobody says otherwise of them (<c>userNameTemplate</c>).</summary>
    public string? UserNameTemplate { get; init; }

    public string? UserNameTemplateType { get; init; }

    /// <summary><c>profile</c>, a JSON object; null for none.</summary>
    public string? Profile { get; init; }

    /// <summary>What a client's issuer is called after (<c>issuer_mode</c>); null for <c>ORG_URL</c>. There is but one address here.</summary>
    public string? IssuerMode { get; init; }

    /// <summary>Whether a client's sign-in begins at its tile (<c>idp_initiated_login</c>); null for <c>DISABLED</c>.</summary>
    public string? IdpInitiatedLogin { get; init; }

    /// <summary>Whether a client's key changes by itself, as it says.</summary>
    public bool AutoKeyRotation { get; init; } = true;
}

/// <summary>What is known of the assignment of a user or a group to an app.</summary>
public sealed record AppAssignment(DateTimeOffset Created, DateTimeOffset LastUpdated)
{
    /// <summary>What the user is called there; null for their login.</summary>
    public string? UserName { get; init; }

    /// <summary>A JSON object; null for none.</summary>
    public string? Profile { get; init; }

    /// <summary>Of a group: which of several comes first.</summary>
    public int Priority { get; init; }
}
