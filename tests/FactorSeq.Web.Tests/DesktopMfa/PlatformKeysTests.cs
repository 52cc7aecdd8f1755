using System.Buffers.Text;
using FactorSeq.Factors.WebAuthn;
using FactorSeq.Web.Macs;

namespace FactorSeq.Web.Tests.DesktopMfa;

public sealed class PlatformKeysTests
{
    [Theory]
    [InlineData("fbfc3007154e4ecc8c0b6e020557d7bd", "My key", true)]
    [InlineData("08987058cadc4b81b6e130de50dcbe96", "", true)]
    [InlineData("2fc0579f811347eab116bb5a8db9202a", "My key", false)]
    [InlineData("00000000000000000000000000000000", "My key", false)]
    [InlineData("2fc0579f811347eab116bb5a8db9202a", "Ana's touch id", true)]
    [InlineData(null, "Windows Hello", true)]
    [InlineData(null, "Blue", false)]
    public void What_lives_inside_a_device_is_told_by_its_model_or_else_by_its_name(string? model, string name, bool expected) => Assert.Equal(
        expected, PlatformKeys.Are(new WebAuthnEnrollment("id", "key", 0, name, model is null ? null : Base64Url.EncodeToString(Convert.FromHexString(model)))));

    [Fact]
    public void A_model_that_cannot_be_read_tells_nothing() => Assert.False(PlatformKeys.Are(new WebAuthnEnrollment("id", "key", 0, "Blue", "no base64!")));
}
