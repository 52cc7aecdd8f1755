using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Policies;

/// <summary>What a new password must be made of.</summary>
public sealed class PasswordComplexityTests
{
    private static readonly User Alexandra = new()
    {
        Id = "00u", Login = "alexandra.ruiz@demo.test", Email = "alexandra.ruiz@demo.test", FirstName = "Sascha", LastName = "Ruiz",
    };

    [Theory]
    [InlineData("Passw0rd", true)]
    [InlineData("Passw0r", false)] // too short
    [InlineData("PASSW0RD", false)]
    [InlineData("passw0rd", false)]
    [InlineData("Password", false)]
    [InlineData("Passw0rd-of-Alexandra", false)]
    [InlineData("Passw0rd-of-ALEXANDRA", false)]
    [InlineData("Passw0rd-of-Sascha", true)] // names count only where the policy says so
    [InlineData("Passw0rd-test", false)]     // a part of the login, too
    [InlineData("Passw0rd-ale", true)]
    public void The_standard_demands(string password, bool admitted) =>
        Assert.Equal(admitted, new PasswordComplexity().Admits(password, Alexandra));

    [Theory]
    [InlineData("firstName", "Passw0rd-sascha", false)]
    [InlineData("firstName", "Passw0rd-ruiz", false)] // still a part of the login
    [InlineData("lastName", "Passw0rd-Ruiz", false)]
    [InlineData("lastName", "Passw0rd-Sascha", true)]
    public void Names_that_may_not_stand_in_it(string attribute, string password, bool admitted) =>
        Assert.Equal(admitted, new PasswordComplexity { ExcludeAttributes = [attribute] }.Admits(password, Alexandra));

    [Fact]
    public void A_last_name_counts_where_the_policy_says_so_even_if_the_login_does_not_hold_it()
    {
        var married = Alexandra with { LastName = "Mendoza" };

        Assert.True(new PasswordComplexity().Admits("Passw0rd-Mendoza", married));
        Assert.False(new PasswordComplexity { ExcludeAttributes = ["lastName"] }.Admits("Passw0rd-Mendoza", married));
        Assert.True(new PasswordComplexity { ExcludeAttributes = ["lastName"] }.Admits("Passw0rd-Mendoza", married with { LastName = null }));
    }

    [Theory]
    [InlineData("abc", 3, 3, 0, 0, 0, true)]
    [InlineData("abc", 3, 0, 0, 0, 0, true)]
    [InlineData("abc", 3, 4, 0, 0, 0, false)]
    [InlineData("ABc", 3, 0, 2, 0, 0, true)]
    [InlineData("ABc", 3, 0, 3, 0, 0, false)]
    [InlineData("a12", 3, 0, 0, 2, 0, true)]
    [InlineData("a12", 3, 0, 0, 3, 0, false)]
    [InlineData("a!?", 3, 0, 0, 0, 2, true)]
    [InlineData("a!?", 3, 0, 0, 0, 3, false)]
    public void Each_demand_counts(string password, int length, int lower, int upper, int digits, int symbols, bool admitted) =>
        Assert.Equal(admitted, new PasswordComplexity
        {
            MinLength = length, MinLowerCase = lower, MinUpperCase = upper, MinNumber = digits, MinSymbol = symbols,
        }.Admits(password, Alexandra));

    [Fact]
    public void Nobodys_password_is_a_megabyte()
    {
        Assert.True(new PasswordComplexity().Admits("Aa1" + new string('x', PasswordComplexity.MaxLength - 3), Alexandra));
        Assert.False(new PasswordComplexity().Admits("Aa1" + new string('x', PasswordComplexity.MaxLength - 2), Alexandra));
    }

    [Fact]
    public void The_demands_are_told_in_words()
    {
        Assert.Equal(
            "Password requirements: at least 8 characters, a lowercase letter, an uppercase letter, a number, no parts of your username.",
            new PasswordComplexity().Demands);
        Assert.Equal(
            "Password requirements: at least 8 characters, 2 lowercase letters, 2 uppercase letters, 2 numbers, a symbol.",
            new PasswordComplexity { MinLowerCase = 2, MinUpperCase = 2, MinNumber = 2, MinSymbol = 1, ExcludeUsername = false }.Demands);
        Assert.Equal(
            "Password requirements: at least 12 characters, 2 symbols, does not include your first name, does not include your last name.",
            new PasswordComplexity
            {
                MinLength = 12, MinLowerCase = 0, MinUpperCase = 0, MinNumber = 0, MinSymbol = 2, ExcludeUsername = false,
                ExcludeAttributes = ["firstName", "lastName"],
            }.Demands);
    }
}
