namespace FactorSeq.Core.Users;

/// <summary>Where a directory-sourced user comes from.</summary>
/// <param name="DirectoryId">The directory's id (prefix <c>0oa</c>).</param>
/// <param name="ExternalId">The user's own id there; null until an import or a sign-in has seen them.</param>
public sealed record DirectoryLink(string DirectoryId, string? ExternalId);
