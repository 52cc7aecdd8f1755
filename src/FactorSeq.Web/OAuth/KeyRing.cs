using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>The keys of an issuer (Okta, "Key rotation").</summary>
/// <param name="Current">The one that signs.</param>
/// <param name="Next">The one that will, published ahead so that apps know it in time.</param>
/// <param name="Previous">The one that did: its tokens still count.</param>
/// <param name="Since">When <paramref name="Current"/> began to sign; null where that was never noted.</param>
internal sealed record KeyRing(SigningKey Current, SigningKey? Next = null, SigningKey? Previous = null, DateTimeOffset? Since = null)
{
    /// <summary>Every key that tokens may be signed with, in Okta's words for its state.</summary>
    internal IEnumerable<(SigningKey Key, string Status)> Published
    {
        get
        {
            yield return (Current, "ACTIVE");
            if (Next is not null)
            {
                yield return (Next, "NEXT");
            }

            if (Previous is not null)
            {
                yield return (Previous, "EXPIRED");
            }
        }
    }

    internal SigningKeyDocument Write() => Current.Write() with { Next = Next?.Write(), Previous = Previous?.Write(), Since = Since };
}

/// <summary>What can happen to an issuer's keys.</summary>
internal static class KeyChanges
{
    /// <summary>By the names that the emulator has for them.</summary>
    internal static readonly Dictionary<string, Func<KeyRing, Func<SigningKey>, KeyRing>> All = new()
    {
        ["announce"] = (ring, make) => ring with { Next = ring.Next ?? make() },
        ["rotate"]   = (ring, make) => new KeyRing(ring.Next ?? make(), null, ring.Current),
        ["retire"]   = (ring, _) => ring with { Previous = null },
    };
}
