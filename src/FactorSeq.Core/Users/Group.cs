namespace FactorSeq.Core.Users;

/// <summary>A group of users; policies and apps are assigned to groups.</summary>
/// <param name="Id">20 characters, prefix <c>00g</c>.</param>
public sealed record Group(string Id, string Name, string? Description)
{
    /// <summary>The built-in group that holds every user.</summary>
    public const string Everyone = "Everyone";

    /// <summary>The built-in group of those who hold an admin role.</summary>
    public const string Administrators = "Administrators";

    /// <summary>When it was made while the org ran; null for a group of the seed.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When its name or description was last changed; null where it never was.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>Whether every org has it.</summary>
    public bool IsBuiltIn => Name is Everyone or Administrators;
}
