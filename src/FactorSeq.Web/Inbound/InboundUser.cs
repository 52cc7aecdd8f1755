using System.Collections.Immutable;
using FactorSeq.Core.Expressions;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Inbound;

/// <summary>Somebody as an identity provider tells of them, after everything about it was checked.</summary>
/// <param name="ExternalId">What the provider never calls anybody else.</param>
/// <param name="Attributes">Each a text, or several.</param>
internal sealed record InboundUser(string ExternalId, ImmutableDictionary<string, object> Attributes)
{
    private const string Prefix = "idpuser.";

    private const string OtherMail = "somebody@else.invalid";

    // What the profile takes of a provider where the seed says nothing (Okta, "Map Okta attributes to IdP attributes"); the first that is there.
    private static readonly (string Attribute, string[] Names)[] Usual =
    [
        ("firstName", ["firstName", "given_name"]),
        ("lastName", ["lastName", "family_name"]),
        ("email", ["email"]),
        ("displayName", ["displayName", "name"]),
        ("mobilePhone", ["mobilePhone", "phone_number"]),
    ];

    /// <summary>The first value of a claim or attribute; null where there is none.</summary>
    internal string? Text(string name) => Values(name).FirstOrDefault(value => value.Length > 0);

    internal IReadOnlyList<string> Values(string name) => Attributes.GetValueOrDefault(name) switch
    {
        null => [],
        string[] list => list,
        var one => [$"{one}"],
    };

    /// <summary>
    /// The provider says that it has not seen the mail address to be the user's: anybody may have typed it. One that says nothing vouches for what it
    /// gives.
    /// </summary>
    internal bool HasUnverifiedMail => string.Equals(Text("email_verified"), "false", StringComparison.OrdinalIgnoreCase);

    /// <summary>The same user, had they typed another address: who is called otherwise then, is called by it.</summary>
    internal InboundUser WithOtherMail()
    {
        var mail = Text("email") ?? "";
        return this with
        {
            Attributes = Attributes.SetItems(Attributes
                .Where(pair => Values(pair.Key).Any(value => value.Equals(mail, StringComparison.OrdinalIgnoreCase)))
                .Select(pair => KeyValuePair.Create(pair.Key, (object)OtherMail))),
        };
    }

    /// <summary>What the user is called here; empty where the template comes to nothing.</summary>
    internal string UserName(IdentityProvider provider)
    {
        var template = provider.Policy.UserNameTemplate ?? (provider.Oidc is null ? "idpuser.subjectNameId" : "idpuser.email");
        return (template.Contains("${", StringComparison.Ordinal)
            ? Template.Parse(template).Fill(Context())
            : One(Expression.Parse(template).Evaluate(Context()))).Trim();
    }

    /// <summary>What the user's profile is to have.</summary>
    internal ImmutableSortedDictionary<string, string> Profile(IdentityProvider provider)
    {
        var profile = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (attribute, names) in Usual)
        {
            Add(attribute, names.Select(Text).FirstOrDefault(text => text is not null));
        }

        foreach (var (attribute, source) in provider.Policy.Attributes)
        {
            Add(attribute, source.Contains(Prefix, StringComparison.Ordinal) ? One(Expression.Parse(source).Evaluate(Context())) : Text(source));
        }

        return profile.ToImmutable();

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                profile[name] = value;
            }
        }
    }

    private ExpressionContext Context() => new()
    {
        Names = Attributes.Select(pair => KeyValuePair.Create(Prefix + pair.Key, pair.Value)).ToImmutableDictionary(),
    };

    private static string One(object? value) => value switch
    {
        null => "",
        string[] list => list.FirstOrDefault() ?? "",
        _ => $"{value}",
    };
}
