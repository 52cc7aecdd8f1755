using System.Text.Json;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Tests.Seed;

public sealed class SchemaTests
{
    private static readonly JsonElement Definitions =
        JsonDocument.Parse(Seeds.Resource("seed/factorseq.schema.json")).RootElement.GetProperty("$defs");

    public static TheoryData<string> ShapeNames => [.. Shapes.All.Select(shape => shape.Name)];

    [Theory]
    [MemberData(nameof(ShapeNames))]
    public void Reader_and_schema_know_the_same_members(string name) =>
        Assert.Equal(Shapes.All.Single(shape => shape.Name == name).Members.Order(), Members(name));

    [Fact]
    public void The_schema_defines_nothing_else() =>
        Assert.Equal(Shapes.All.Select(shape => shape.Name).Append("settings").Order(), Definitions.EnumerateObject().Select(d => d.Name).Order());

    [Fact]
    public void Every_setting_is_in_the_schema() =>
        Assert.Equal(OrgSettingsTable.Rows.Select(row => row.Name).Append(OrgSettingsTable.Resend).Order(), Members("settings"));

    [Fact]
    public void Enrollment_policies_name_the_factors_of_the_catalog() => Assert.Equal(
        Seeds.Catalog.All.Select(factor => factor.Type.PolicyKey).Order(),
        Definitions.GetProperty("mfaEnrollPolicy").GetProperty("properties").GetProperty("factors").GetProperty("properties")
            .EnumerateObject().Select(member => member.Name).Order());

    [Fact]
    public void Every_member_is_described() => Assert.All(
        Definitions.EnumerateObject().SelectMany(d => d.Value.GetProperty("properties").EnumerateObject()),
        member => Assert.True(
            member.Value.TryGetProperty("description", out _) || member.Value.TryGetProperty("$ref", out _), member.Name));

    private static IEnumerable<string> Members(string definition) =>
        Definitions.GetProperty(definition).GetProperty("properties").EnumerateObject().Select(member => member.Name).Order();
}
