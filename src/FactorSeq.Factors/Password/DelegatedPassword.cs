using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Password;

/// <summary>
/// A password that a directory keeps and judges. Of the last one that Active Directory has found right, a hash is kept: while no agent is
/// connected it stands in (Okta, "Cache AD credentials using delegated authentication").
/// </summary>
public sealed record DelegatedPassword(string DirectoryId, DirectoryType Type) : FactorData
{
    /// <summary>How long after its last good sign-in a cached password counts.</summary>
    public static readonly TimeSpan CacheLifetime = TimeSpan.FromDays(5);

    /// <summary>The hash of the password that was last found right; null where none was, or where it no longer counts.</summary>
    public string? Cached { get; init; }

    /// <summary>When it was found right.</summary>
    public DateTimeOffset? Proved { get; init; }

    public override FactorData Outlived() => Cached is null ? this : this with { Cached = null, Proved = null };

    public override string ToString() => $"{nameof(DelegatedPassword)} {DirectoryId}";
}
