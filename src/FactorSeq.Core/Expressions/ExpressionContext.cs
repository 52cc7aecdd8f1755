using System.Collections.Immutable;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Expressions;

/// <summary>What an expression can see.</summary>
public sealed record ExpressionContext
{
    /// <summary>Whom a token or assertion is about; null where it is about nobody, as with client credentials.</summary>
    public User? User { get; init; }

    /// <summary>Names of the user's groups.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>What the names that are no profile's stand for.</summary>
    public ImmutableDictionary<string, object> Names { get; init; } = ImmutableDictionary<string, object>.Empty;

    /// <summary>A name: the client that is told.</summary>
    public const string AppClientId = "app.clientId";

    /// <summary>A name: the org.</summary>
    public const string OrgName = "org.name";

    /// <summary>A name: how the user signed in.</summary>
    public const string SessionAmr = "session.amr";

    // user is the profile in Okta; appuser, source and idpuser are the same profile here, where no app maps it.
    private static readonly ImmutableArray<string> Profiles = ["user.profile.", "user.", "appuser.", "source.", "idpuser."];

    /// <summary>Whether a dotted name can stand for anything.</summary>
    public static bool Knows(string path) => path is AppClientId or OrgName or SessionAmr
        || Profiles.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal) && !path[prefix.Length..].Contains('.', StringComparison.Ordinal));

    /// <summary>The value of a dotted name, or null.</summary>
    public object? Find(string path)
    {
        if (Names.TryGetValue(path, out var value))
        {
            return value;
        }

        return Profiles.FirstOrDefault(prefix => path.StartsWith(prefix, StringComparison.Ordinal)) is { } profile
            ? Attribute(path[profile.Length..])
            : null;
    }

    /// <summary>An attribute of the user's profile, or null.</summary>
    public string? Attribute(string name) => User is null ? null : name switch
    {
        "id" => User.Id,
        "login" or "userName" => User.Login,
        "email" => User.Email,
        "firstName" => User.FirstName,
        "lastName" => User.LastName,
        "displayName" => User.Profile.GetValueOrDefault(name) ?? Joined(User),
        "locale" => User.Locale,
        "timezone" => User.TimeZone,
        _ => User.Profile.GetValueOrDefault(name),
    };

    private static string? Joined(User user) =>
        string.Join(' ', new[] { user.FirstName, user.LastName }.Where(part => !string.IsNullOrEmpty(part))) is { Length: > 0 } name ? name : null;
}
