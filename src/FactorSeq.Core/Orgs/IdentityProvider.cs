using System.Collections.Immutable;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Orgs;

/// <summary>How an identity provider is spoken to.</summary>
public enum IdentityProviderType
{
    Saml2,
    Oidc,
}

/// <summary>Where some of an org's users sign in (Identity Providers API; the routing is that of IdP discovery policies).</summary>
/// <param name="Id">20 characters, prefix <c>0oa</c>.</param>
/// <param name="Domains">What stands after the @ of its users' logins, in small letters.</param>
/// <param name="Users">Logins that are its users' whatever their domain, as <see cref="Login.Key"/> has them.</param>
public sealed record IdentityProvider(
    string Id, string Name, IdentityProviderType Type, ImmutableArray<string> Domains, ImmutableArray<string> Users)
{
    /// <summary>
    /// The provider of a login: by its name, else by its domain; null where the org itself signs it in. The login alone decides, so that
    /// nobody learns from the answer who has an account.
    /// </summary>
    public static IdentityProvider? Of(ImmutableArray<IdentityProvider> providers, string login)
    {
        var key = Login.Key(login);
        var domain = key[(key.LastIndexOf('@') + 1)..].ToLowerInvariant();
        return providers.FirstOrDefault(p => p.Users.Contains(key))
            ?? (key.Contains('@', StringComparison.Ordinal) ? providers.FirstOrDefault(p => p.Domains.Contains(domain)) : null);
    }
}
