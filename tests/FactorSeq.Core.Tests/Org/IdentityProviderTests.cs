using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Org;

/// <summary>Which provider signs a login in.</summary>
public sealed class IdentityProviderTests
{
    private static readonly IdentityProvider Partner = new("0oa1", "Partner", IdentityProviderType.Saml2, ["partner.test"], []);
    private static readonly IdentityProvider Agency = new("0oa2", "Agency", IdentityProviderType.Oidc, ["agency.test", "nobody"], [Login.Key("ana@partner.test"), Login.Key("bo")]);

    [Theory]
    [InlineData("kim@partner.test", "Partner")]
    [InlineData("KIM@Partner.Test", "Partner")]
    [InlineData("kim@home@partner.test", "Partner")]
    [InlineData("ana@partner.test", "Agency")]
    [InlineData("kim@agency.test", "Agency")]
    [InlineData("bo", "Agency")]
    [InlineData("nobody", null)]
    [InlineData("kim@sub.partner.test", null)]
    [InlineData("kim", null)]
    [InlineData("partner.test", null)]
    public void A_login_s_own_provider_comes_before_its_domain_s(string login, string? provider) =>
        Assert.Equal(provider, IdentityProvider.Of([Partner, Agency], login)?.Name);
}
