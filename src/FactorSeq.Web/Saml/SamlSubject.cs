using System.Collections.Immutable;
using System.Xml;
using FactorSeq.Core.Users;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Saml;

/// <summary>Whom expressions speak of.</summary>
internal sealed class SamlSubject(Org org, Caller caller)
{
    private static readonly string[] Scopes = ["user", "source", "appuser"];

    private readonly User user = caller.User;

    /// <summary>Names of the user's groups, in the org's order.</summary>
    internal IEnumerable<string> Groups => org.Current.Configuration.Groups.Where(group => user.Groups.Contains(group.Id)).Select(group => group.Name);

    internal static bool Knows(string scope, string name) => Scopes.Contains(scope) || (scope, name) is ("session", "amr") or ("org", "name");

    internal ImmutableArray<string> Values(string scope, string name) => (scope, name) switch
    {
        ("session", "amr") => caller.Session.Amr,
        ("org", "name") => [org.Name],
        _ => Attribute(name) is { Length: > 0 } value ? [Writable(value)] : [],
    };

    // A profile may hold what XML cannot.
    private static string Writable(string value) => string.Concat(value.EnumerateRunes().Where(rune => rune.Value > 0xFFFF || XmlConvert.IsXmlChar((char)rune.Value)));

    private string? Attribute(string name) => name switch
    {
        "login" or "userName" => user.Login,
        "email" => user.Email,
        "firstName" => user.FirstName,
        "lastName" => user.LastName,
        "id" => user.Id,
        "locale" => user.Locale,
        "timezone" => user.TimeZone,
        "displayName" => user.Profile.GetValueOrDefault(name) ?? string.Join(' ', new[] { user.FirstName, user.LastName }.Where(part => !string.IsNullOrEmpty(part))),
        _ => user.Profile.GetValueOrDefault(name),
    };
}
