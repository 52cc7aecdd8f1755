using System.Reflection;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Tests.Seed;

public sealed class OrgSettingsTableTests
{
    [Fact]
    public void Every_setting_of_an_org_has_its_row() => Assert.Equal(
        typeof(OrgSettings).GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Order(),
        OrgSettingsTable.Rows.Select(row => row.Name).Order());

    [Fact]
    public void Each_row_reads_and_writes_its_own_member_alone()
    {
        var standard = new OrgSettings();
        foreach (var row in OrgSettingsTable.Rows)
        {
            var other = row.Read(standard) switch
            {
                bool flag => (object)!flag,
                int number => number + 1,
                var word => row.Values.Split(" or ").First(value => value != (string)word),
            };
            Assert.True(OrgSettingsTable.TrySet(standard, row.Name, other.ToString()!, out var updated, out _), row.Name);
            Assert.Equal(
                OrgSettingsTable.Read(standard).Select(pair => pair.Name == row.Name ? (pair.Name, other) : pair),
                OrgSettingsTable.Read(updated));
            Assert.NotEqual(standard, updated);
        }
    }

    [Theory]
    [InlineData("pushMinutes", "7", "pushMinutes", 7)]
    [InlineData("previousInFirstStep", "\"UNAUTHENTICATED\"", "previousInFirstStep", "UNAUTHENTICATED")]
    [InlineData("logFirstFactor", "true", "logFirstFactor", true)]
    [InlineData("logFirstFactor", "\"true\"", "logFirstFactor", true)]
    [InlineData("resendSeconds", """{"call":9}""", "resendCallSeconds", 9)]
    public void A_setting_can_be_given_as_JSON(string name, string json, string changed, object value)
    {
        Assert.True(OrgSettingsTable.TrySet(new OrgSettings(), name, Json(json), out var updated, out var error), error);
        Assert.Contains((changed, value), OrgSettingsTable.Read(updated));
    }

    [Theory]
    [InlineData("pushMinutes", "61", "pushMinutes: \"61\" is not a value of pushMinutes. Write a number from 1 to 60.")]
    [InlineData("pushMinutes", "null", "pushMinutes: \"\" is not a value of pushMinutes. Write a number from 1 to 60.")]
    [InlineData("pushMinutes", "[1]", "pushMinutes: \"[1]\" is not a value of pushMinutes. Write a number from 1 to 60.")]
    [InlineData("resendSeconds", "5", "resendSeconds: resendSeconds has parts. Write { sms: 30, call: 30, email: 5 }.")]
    public void A_bad_setting_changes_nothing_and_says_why(string name, string json, string message)
    {
        var standard = new OrgSettings();
        Assert.False(OrgSettingsTable.TrySet(standard, name, Json(json), out var updated, out var error));
        Assert.Same(standard, updated);
        Assert.Equal(message, error);
    }

    [Fact]
    public void One_bad_part_of_the_pauses_changes_none()
    {
        var standard = new OrgSettings();
        Assert.False(OrgSettingsTable.TrySet(standard, "resendSeconds", Json("""{"sms":1,"fax":2}"""), out var updated, out var error));
        Assert.Same(standard, updated);
        Assert.StartsWith("resendSeconds.fax: unknown setting", error);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
