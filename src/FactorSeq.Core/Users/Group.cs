namespace FactorSeq.Core.Users;

/// <summary>A group of users; policies and apps are assigned to groups.</summary>
/// <param name="Id">20 characters, prefix <c>00g</c>.</param>
public sealed record Group(string Id, string Name, string? Description)
{
    /// <summary>The built-in group that holds every user.</summary>
    public const string Everyone = "Everyone";
}
