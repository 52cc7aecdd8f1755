using FactorSeq.Core.Orgs;

namespace FactorSeq.Core.Tests.Org;

/// <summary>The text a setting gives limits in, and what Okta grants by default.</summary>
public sealed class RateLimitsTests
{
    [Theory]
    [InlineData("authn", 600)]
    [InlineData("verify", 600)]
    [InlineData("authnPerUsername", 4)]
    [InlineData("sessions", 600)]
    [InlineData("authorize", 1200)]
    [InlineData("oauth2", 1200)]
    [InlineData("users", 600)]
    [InlineData("groups", 600)]
    [InlineData("apps", 100)]
    [InlineData("logs", 50)]
    [InlineData("registration", 600)]
    [InlineData("api", 600)]
    public void Every_class_has_a_limit_at_Okta_and_can_be_given_another(string @class, int limit)
    {
        Assert.Equal(limit, RateLimits.Okta.Of(@class));
        Assert.Null(RateLimits.Off.Of(@class));
        Assert.Equal(7, RateLimits.Parse($"{@class}: 7")?.Of(@class));
    }

    [Fact]
    public void Okta_limits_every_class_and_no_other() => Assert.Equal(RateLimits.Classes.Order(StringComparer.Ordinal), RateLimits.Okta.Table.Keys);

    [Theory]
    [InlineData("off", "off")]
    [InlineData("okta", "okta")]
    [InlineData("verify:2 , authn : 1", "authn: 1, verify: 2")]
    [InlineData("authn: 1000000", "authn: 1000000")]
    public void A_table_is_read_and_written(string text, string written)
    {
        Assert.Equal(written, RateLimits.Parse(text)?.ToString());
        Assert.Equal(RateLimits.Parse(text), RateLimits.Parse(written));
    }

    [Theory]
    [InlineData("")]
    [InlineData("on")]
    [InlineData("authn")]
    [InlineData("authn: many")]
    [InlineData("authn: 0")]
    [InlineData("authn: 1000001")]
    [InlineData("authn: 1: 2")]
    [InlineData("authn: 1, authn: 2")]
    [InlineData("nothing: 1")]
    [InlineData("authn: 1,")]
    public void What_is_no_table_is_none(string text) => Assert.Null(RateLimits.Parse(text));

    [Fact]
    public void Tables_are_the_same_where_their_limits_are()
    {
        Assert.NotEqual(RateLimits.Parse("authn: 1"), RateLimits.Parse("authn: 2"));
        Assert.False(RateLimits.Off.Equals(null));
        Assert.True(RateLimits.Off.IsOff);
        Assert.False(RateLimits.Okta.IsOff);
    }
}
