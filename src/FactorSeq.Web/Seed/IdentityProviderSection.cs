using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Seed;

/// <summary><c>identityProviders</c>: where some people sign in, found by the domain of their login or by the login itself.</summary>
internal static class IdentityProviderSection
{
    // As IdentityProviderType has them.
    private static readonly ImmutableArray<string> Types = ["SAML2", "OIDC"];

    internal static ImmutableArray<IdentityProvider> Read(Fields seed, SeedScope scope)
    {
        var providers = ImmutableArray.CreateBuilder<IdentityProvider>();
        var names = new Names("provider", name => name, scope.Errors);
        var domains = new Names("provider with the domain", domain => domain, scope.Errors);
        var users = new Names("provider with the user", Login.Key, scope.Errors);
        foreach (var node in seed.List("identityProviders"))
        {
            if (Fields.Of(node, Shapes.IdentityProvider, scope.Errors) is not { } fields)
            {
                continue;
            }

            var type = (IdentityProviderType)fields.Choice("type", (int)IdentityProviderType.Saml2, Types);
            var itsDomains = fields.List("domains").Select(domain => Domain(domain, domains, scope.Errors)).OfType<string>().ToImmutableArray();
            var itsUsers = fields.List("users").Select(user => User(user, users, scope.Errors)).OfType<string>().ToImmutableArray();
            if (fields.Required("name") is { } name && names.Declare(node, name, name))
            {
                var provider = new IdentityProvider(Ids.IdentityProvider(scope.Org.Name, name), name, type, itsDomains, itsUsers);
                providers.Add(new FarEndSection(scope).Read(fields, provider));
            }
        }

        return providers.ToImmutable();
    }

    private static string? Domain(SeedNode node, Names declared, SeedErrors errors)
    {
        if (Scalars.Text(node, errors) is not { } text)
        {
            return null;
        }

        if (Uri.CheckHostName(text) == UriHostNameType.Unknown)
        {
            errors.Add(node, $"{Wording.Quoted(text)} is not a domain", "Write what stands after the @: partner.test.");
            return null;
        }

        var domain = text.ToLowerInvariant();
        return declared.Declare(node, domain, domain) ? domain : null;
    }

    // They need no account here: whoever has none is routed all the same, and told by the sign-in that follows.
    private static string? User(SeedNode node, Names declared, SeedErrors errors)
    {
        if (Scalars.Text(node, errors) is not { } text)
        {
            return null;
        }

        if (!Login.IsPlausible(text))
        {
            errors.Add(node, $"a login has {Login.MaxLength} characters at most", "Shorten it.");
            return null;
        }

        return declared.Declare(node, text, text) ? Login.Key(text) : null;
    }
}
