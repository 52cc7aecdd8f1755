namespace FactorSeq.Core.Directories;

/// <summary>A person as a directory shows them to an import, or to a sign-in.</summary>
public sealed record DirectoryEntry
{
    /// <summary>What stays the same when everything else changes: <c>objectGUID</c>, <c>entryUUID</c>; lower-case text.</summary>
    public required string ExternalId { get; init; }

    public required string DistinguishedName { get; init; }

    /// <summary>What the person signs in with: <c>userPrincipalName</c>, or <c>mail</c>. Empty where the directory has none.</summary>
    public required string Login { get; init; }

    /// <summary><c>sAMAccountName</c>, or <c>uid</c>.</summary>
    public required string ShortName { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    /// <summary>Disabled by its administrators (<c>userAccountControl</c> bit 2, or the vendor's attribute).</summary>
    public bool Disabled { get; init; }

    /// <summary>Locked now, by the directory's own reckoning.</summary>
    public bool Locked { get; init; }

    /// <summary>Whether it has what Okta requires of a user: login, first and last name.</summary>
    public bool IsComplete => Login.Length > 0 && !string.IsNullOrEmpty(FirstName) && !string.IsNullOrEmpty(LastName);
}

/// <summary>Whom a directory is asked about.</summary>
/// <param name="Login">The Okta login, which the directory knows as its user principal name or mail address.</param>
/// <param name="ExternalId">As the last import saw it; null for somebody whom no import has seen.</param>
public sealed record DirectoryUser(string Login, string? ExternalId);
