using System.Collections.Immutable;

namespace FactorSeq.Core.Orgs;

/// <summary>
/// How many requests of each class an org admits in a minute, and sign-ins of one username in a second (Okta, "Rate limits"). No limit of
/// its own for a class means none at all.
/// </summary>
public sealed record RateLimits
{
    /// <summary>Sign-ins of one username in a second.</summary>
    public const string PerUsername = "authnPerUsername";

    /// <summary>The classes by the name a table gives them.</summary>
    public static readonly ImmutableArray<string> Classes =
        ["authn", "verify", PerUsername, "sessions", "authorize", "oauth2", "users", "groups", "apps", "logs", "registration", "api"];

    private const string OffWord = "off";
    private const string OktaWord = "okta";
    /// <summary>The largest limit.</summary>
    public const int Most = 1_000_000;

    /// <summary>Nothing is counted.</summary>
    public static readonly RateLimits Off = new();

    /// <summary>What an org of Okta's is granted by default.</summary>
    public static RateLimits Okta => Granted.ByDefault;

    /// <summary>Limits by class, 1 to 1,000,000.</summary>
    public ImmutableSortedDictionary<string, int> Table { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    public bool IsOff => Table.IsEmpty;

    /// <summary>Null where the class has none.</summary>
    public int? Of(string @class) => Table.TryGetValue(@class, out var limit) ? limit : null;

    /// <summary>Reads <c>off</c>, <c>okta</c>, or a table: <c>authn: 600, verify: 600</c>; null for anything else.</summary>
    public static RateLimits? Parse(string text)
    {
        switch (text)
        {
            case OffWord:
                return Off;
            case OktaWord:
                return Okta;
        }

        var table = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (var entry in text.Split(','))
        {
            if (entry.Split(':') is not [var name, var limit]
                || !Classes.Contains(name.Trim())
                || !int.TryParse(limit.Trim(), out var number) || number is < 1 or > Most
                || !table.TryAdd(name.Trim(), number))
            {
                return null;
            }
        }

        return new RateLimits { Table = table.ToImmutable() };
    }

    public bool Equals(RateLimits? other) => other is not null && Table.SequenceEqual(other.Table);

    public override int GetHashCode() => Table.Count;

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() =>
        IsOff ? OffWord : Equals(Okta) ? OktaWord : string.Join(", ", Table.Select(limit => $"{limit.Key}: {limit.Value}"));

    // Few orgs have limits, and a start without them need not compile what makes the table.
    private static class Granted
    {
        internal static readonly RateLimits ByDefault = new()
        {
            Table = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, int>
            {
                ["authn"] = 600, ["verify"] = 600, [PerUsername] = 4, ["sessions"] = 600, ["authorize"] = 1200, ["oauth2"] = 1200,
                ["users"] = 600, ["groups"] = 600, ["apps"] = 100, ["logs"] = 50, ["registration"] = 600, ["api"] = 600,
            }),
        };
    }
}
