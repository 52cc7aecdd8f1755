using FactorSeq.Web.Saml;

namespace FactorSeq.Web.Tests.Saml;

public sealed class SamlExpressionTests
{
    [Theory]
    [InlineData("${user.login}", true)]
    [InlineData("a ${source.email} b ${fn:substringBefore(source.login, \"@\")}", true)]
    [InlineData("no part at all", true)]
    [InlineData("${user.login", false)]
    [InlineData("${}", false)]
    [InlineData("${nobody.login}", false)]
    [InlineData("${user.}", false)]
    [InlineData("${fn:shout(user.login)}", false)]
    [InlineData("${fn:toUpperCase()}", false)]
    [InlineData("${fn:toUpperCase(user.login) x}", false)]
    [InlineData("${fn:substringBefore(user.login)}", false)]
    [InlineData("${\"open}", false)]
    public void A_template_is_known_by_its_parts(string template, bool isOne) => Assert.Equal(isOne, SamlExpression.IsTemplate(template));

    [Fact]
    public void Functions_may_stand_in_functions_but_not_without_end()
    {
        static string Nested(int depth) => string.Concat(Enumerable.Repeat("String.toUpperCase(", depth)) + "user.login" + new string(')', depth);
        Assert.True(SamlExpression.IsValue(Nested(10)));
        Assert.False(SamlExpression.IsValue(Nested(10_000)));
    }

    [Theory]
    [InlineData("\"Ab\"", "Ab")]
    [InlineData("'Ab'", "Ab")]
    [InlineData("String.toLowerCase(\"Ab\")", "ab")]
    [InlineData("String.substringAfter(\"a@b\", \"@\")", "b")]
    [InlineData("String.substringBefore(\"ab\", \"@\")", "ab")]
    [InlineData("String.append(\"a\", 'b')", "ab")]
    [InlineData("String.replace(\"a.b.c\", \".\", \"-\")", "a-b-c")]
    public void Functions_do_what_they_are_called(string expression, string value) => Assert.Equal(value, Assert.Single(SamlExpression.Values(expression, null)));
}
