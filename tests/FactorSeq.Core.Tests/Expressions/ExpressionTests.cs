using System.Collections.Immutable;
using FactorSeq.Core.Expressions;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Expressions;

public sealed class ExpressionTests
{
    private static readonly ExpressionContext Ana = new()
    {
        User = new User
        {
            Id = "00uana", Login = "ana@demo.test", Email = "ana@mail.test", FirstName = "Ana", LastName = "Ruiz", Groups = ["00g1"],
            Profile = ImmutableSortedDictionary<string, string>.Empty.Add("department", "Sales"),
        },
        Groups = ["Everyone", "sales-eu", "sales-us"],
        Names = ImmutableDictionary<string, object>.Empty.Add("app.clientId", "web").Add("session.amr", new[] { "pwd", "mfa" }),
    };

    [Theory]
    [InlineData("user.email", "ana@mail.test")]
    [InlineData("user.profile.department", "Sales")]
    [InlineData("appuser.login", "ana@demo.test")]
    [InlineData("user.unknown", null)]
    [InlineData("app.clientId", "web")]
    [InlineData("\"a\" + 'b'", "ab")]
    [InlineData("1 + 2", 3L)]
    [InlineData("-1", -1L)]
    [InlineData("user.firstName + \" \" + user.lastName", "Ana Ruiz")]
    [InlineData("user.unknown + 'x'", null)]
    [InlineData("user.department == 'Sales' ? 'S' : 'other'", "S")]
    [InlineData("user.department != 'Sales' OR false", false)]
    [InlineData("!(1 < 2) || 2 >= 2 && true", true)]
    [InlineData("1 <= 0 AND true", false)]
    [InlineData("2 > 1", true)]
    [InlineData("null == user.unknown", true)]
    [InlineData("'it\\'s'", "it's")]
    [InlineData("String.append('a', 'b')", "ab")]
    [InlineData("String.join('-', 'a', user.unknown, 'b')", "a-b")]
    [InlineData("String.len('four')", 4L)]
    [InlineData("String.removeSpaces(' a b ')", "ab")]
    [InlineData("String.replace('aXbX', 'X', '-')", "a-b-")]
    [InlineData("String.replaceFirst('aXbX', 'X', '-')", "a-bX")]
    [InlineData("String.startsWith(user.email, 'ana')", true)]
    [InlineData("String.stringContains(user.unknown, 'a')", false)]
    [InlineData("String.stringSwitch('UK office', 'none', 'US', 'us', 'UK', 'uk')", "uk")]
    [InlineData("String.stringSwitch('FR', 'none', 'US', 'us')", "none")]
    [InlineData("String.substring('abcdef', 1, 3)", "bc")]
    [InlineData("String.substring('abc', 2, 99)", "c")]
    [InlineData("String.substringAfter(user.email, '@')", "mail.test")]
    [InlineData("String.substringBefore(user.email, '@')", "ana")]
    [InlineData("String.toUpperCase(user.lastName)", "RUIZ")]
    [InlineData("String.toLowerCase('ABC')", "abc")]
    [InlineData("Arrays.toCsvString(Arrays.add({'a', 'b'}, 'c'))", "a,b,c")]
    [InlineData("Arrays.toCsvString(Arrays.remove({'a', 'b'}, 'a'))", "b")]
    [InlineData("Arrays.isEmpty(Arrays.clear({'a'}))", true)]
    [InlineData("Arrays.get({'a', 'b'}, 1)", "b")]
    [InlineData("Arrays.get({'a'}, 7)", null)]
    [InlineData("Arrays.size(Arrays.flatten('a', {'b', 'c'}))", 3L)]
    [InlineData("Arrays.contains(session.amr, 'mfa')", true)]
    [InlineData("Convert.toInt('7.5')", 8L)]
    [InlineData("Convert.toNum('x')", null)]
    [InlineData("Arrays.toCsvString(Groups.startsWith('OKTA', 'sales', 1))", "sales-eu")]
    [InlineData("Arrays.toCsvString(Groups.endsWith('OKTA', '-us', 10))", "sales-us")]
    [InlineData("Arrays.size(Groups.contains('OKTA', 'sales', 10))", 2L)]
    [InlineData("isMemberOfGroup('00g1')", true)]
    [InlineData("isMemberOfAnyGroup('00g0', '00g1')", true)]
    [InlineData("isMemberOfGroupName('sales-eu')", true)]
    [InlineData("isMemberOfGroupNameStartsWith('eng')", false)]
    [InlineData("isMemberOfGroupNameContains('-e')", true)]
    [InlineData("isMemberOfGroupNameRegex('sales-..')", true)]
    [InlineData("isMemberOfGroupNameRegex('(')", false)]
    [InlineData("user.getInternalProperty('id')", "00uana")]
    [InlineData("hasDirectoryUser()", false)]
    [InlineData("fn:toUpperCase('a')", "A")]
    [InlineData("true ? user.firstName : user.lastName", "Ana")]
    public void An_expression_comes_to(string text, object? value) => Assert.Equal(value, Expression.Parse(text).Evaluate(Ana));

    [Theory]
    [InlineData("", "something is missing at character 1")]
    [InlineData("user.", "'u' is not expected at character 1")]
    [InlineData("1 +", "something is missing at character 4")]
    [InlineData("(1", "')' is missing at character 3")]
    [InlineData("'a", "the text that begins here does not end at character 1")]
    [InlineData("1 2", "'2' is not expected at character 3")]
    [InlineData("true ? 1", "':' is missing at character 9")]
    [InlineData("99999999999999999999", "99999999999999999999 is not a whole number at character 1")]
    [InlineData("usr.email", "there is nothing called usr.email at character 1")]
    [InlineData("1 + user.manager.email", "there is nothing called user.manager.email at character 5")]
    [InlineData("fn:shout('a')", "there is no function fn:shout at character 1")]
    [InlineData("String.shout('a')", "there is no function String.shout at character 1")]
    [InlineData("String.len()", "String.len takes 1, not 0 at character 1")]
    [InlineData("String.join('a')", "String.join takes at least 2, not 1 at character 1")]
    public void What_is_no_expression_says_where(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ExpressionException>(() => Expression.Parse(text)).Message);

    [Fact]
    public void An_expression_may_not_be_nested_without_end()
    {
        Assert.Throws<ExpressionException>(() => Expression.Parse(new string('(', 100_000)));
        Assert.Throws<ExpressionException>(() => Expression.Parse(new string('!', 100_000)));
    }

    [Theory]
    [InlineData("${user.login}", "ana@demo.test")]
    [InlineData("a ${source.email} b ${fn:substringBefore(source.login, \"@\")}", "a ana@mail.test b ana")]
    [InlineData("no part at all", "no part at all")]
    [InlineData("${user.unknown}-${session.amr}", "-pwd,mfa")]
    [InlineData("", "")]
    public void A_template_is_filled(string template, string filled) => Assert.Equal(filled, Template.Parse(template).Fill(Ana));

    [Theory]
    [InlineData("x ${user.login", "the part that begins here does not end at character 3")]
    [InlineData("${}", "something is missing at character 1")]
    [InlineData("${nobody.login}", "there is nothing called nobody.login at character 1")]
    [InlineData("${user.}", "'u' is not expected at character 1")]
    [InlineData("${fn:toUpperCase()}", "fn:toUpperCase takes 1, not 0 at character 1")]
    [InlineData("${fn:toUpperCase(user.login) x}", "'x' is not expected at character 28")]
    [InlineData("${\"open}", "the text that begins here does not end at character 1")]
    public void What_is_no_template_says_where(string template, string message) =>
        Assert.Equal(message, Assert.Throws<ExpressionException>(() => Template.Parse(template)).Message);

    [Fact]
    public void About_nobody_a_profile_says_nothing() => Assert.Null(Expression.Parse("user.email").Evaluate(new ExpressionContext()));
}
