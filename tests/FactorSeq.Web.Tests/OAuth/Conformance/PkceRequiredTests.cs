using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth.Conformance;

/// <summary>The PKCE tests of the FAPI 1 and 2 plans, for a client that must use it; their other demands are not Okta's.</summary>
public sealed class PkceRequiredTests : IAsyncLifetime
{
    private OrgHost org = null!;
    private RelyingParty client = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(RelyingParty.Seed.Replace("clientId: web\n", "clientId: web\n    pkceRequired: true\n", StringComparison.Ordinal));
        client = await RelyingParty.Web(org).SignedIn();
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory(DisplayName = "A challenge that is none")]
    [InlineData("fapi1-advanced-final-par-ensure-pkce-required", null, null)]
    [InlineData("fapi1-advanced-final-par-plain-pkce-rejected", RelyingParty.Verifier, "plain")]
    [InlineData("fapi2-security-profile-final-par-ensure-pkce-required", null, null)]
    [InlineData("fapi2-security-profile-final-par-plain-pkce-rejected", RelyingParty.Verifier, null)]
    public async Task Challenge(string id, string? challenge, string? method)
    {
        Assert.NotEmpty(id);
        var reply = await client.Authorize(("code_challenge", challenge), ("code_challenge_method", method));
        Assert.Equal("invalid_request", reply.Answer("error"));
        Assert.Null(reply.Answer("code"));
    }

    [Theory(DisplayName = "A verifier that is none")]
    [InlineData("fapi1-advanced-final-ensure-pkce-code-verifier-required", null, "invalid_request")]
    [InlineData("fapi2-security-profile-final-ensure-pkce-code-verifier-required", "", "invalid_request")]
    [InlineData("fapi1-advanced-final-incorrect-pkce-code-verifier-rejected", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX", "invalid_grant")]
    [InlineData("fapi2-security-profile-final-incorrect-pkce-code-verifier-rejected", RelyingParty.Challenge, "invalid_grant")]
    public async Task Verifier(string id, string? verifier, string error)
    {
        Assert.NotEmpty(id);
        (await client.Exchange(await client.Code(), ("code_verifier", verifier))).ExpectRefusal(400, error);
    }

    [Fact(DisplayName = "fapi1-advanced-final-ensure-valid-pkce-succeeds: tokens")]
    public async Task Right() => (await client.Exchange(await client.Code())).Expect(200);
}
