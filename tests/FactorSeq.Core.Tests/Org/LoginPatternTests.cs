using FactorSeq.Core.Orgs;

namespace FactorSeq.Core.Tests.Org;

/// <summary>Which logins a pattern of routing fits.</summary>
public sealed class LoginPatternTests
{
    [Theory]
    [InlineData(LoginMatch.Suffix, "partner.test", "kim@partner.test", true)]
    [InlineData(LoginMatch.Suffix, "partner.test", "KIM@Partner.Test", true)]
    [InlineData(LoginMatch.Suffix, "partner.test", "kim@home@partner.test", true)]
    [InlineData(LoginMatch.Suffix, "partner.test", "kim@sub.partner.test", false)]
    [InlineData(LoginMatch.Suffix, "partner.test", "kim@notpartner.test", false)]
    [InlineData(LoginMatch.Suffix, "partner.test", "partner.test", false)]
    [InlineData(LoginMatch.Suffix, "m@partner.test", "kim@partner.test", true)]
    [InlineData(LoginMatch.Equals, "Kim@partner.test", "kim@partner.test", true)]
    [InlineData(LoginMatch.Equals, "kim", "kim@partner.test", false)]
    [InlineData(LoginMatch.StartsWith, "ki", "Kim@partner.test", true)]
    [InlineData(LoginMatch.StartsWith, "im", "Kim@partner.test", false)]
    [InlineData(LoginMatch.Contains, "@PART", "kim@partner.test", true)]
    [InlineData(LoginMatch.Contains, "@parz", "kim@partner.test", false)]
    [InlineData(LoginMatch.Expression, "k.m@.*", "kim@partner.test", true)]
    [InlineData(LoginMatch.Expression, "k.m", "kim@partner.test", false)]
    public void A_pattern_fits_a_login_whatever_its_case(LoginMatch match, string value, string login, bool fits) =>
        Assert.Equal(fits, new LoginPattern(match, value).Fits(login));
}
