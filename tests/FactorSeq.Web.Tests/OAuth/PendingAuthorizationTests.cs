using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>What is kept of a request while its user signs in, and for how long.</summary>
public sealed class PendingAuthorizationTests : IAsyncLifetime
{
    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await GrantOrg.Start(apps: "  - { label: Strict, clientId: strict-web, clientSecret: strict-web-secret, redirectUris: [ \"http://strict-web.test/cb\" ], assign: [ Everyone ], signOn: [ { name: Nobody, access: DENY } ] }\n");

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Only_what_is_read_of_a_request_is_kept()
    {
        var back = (await GrantOrg.Client(org, "web").Authorize(("padding", new string('x', 1000)), ("login_hint", GrantOrg.Ana), ("sessionToken", "none"))).FromUri();
        var kept = await org.Documents.Find(org.Org.Name, DocumentKinds.Authorizations, Tokens.Digest(back[(back.IndexOf('=') + 1)..]));
        Assert.Equal(
            ["client_id", "code_challenge", "code_challenge_method", "login_hint", "nonce", "redirect_uri", "response_type", "scope", "state"],
            kept!.Value.Parameters.Keys);
    }

    [Theory]
    [InlineData("state")]
    [InlineData("nonce")]
    [InlineData("login_hint")]
    public async Task Free_texts_have_an_end(string name)
    {
        var web = await GrantOrg.Client(org, "web").As(org);
        Assert.NotNull((await web.Authorize((name, new string('x', 2048)))).Answer("code"));
        var refused = await web.Authorize((name, new string('x', 2049)));
        Assert.Equal(("invalid_request", $"The authentication request has an invalid '{name}' parameter."), (refused.Answer("error"), refused.Answer("error_description")));
    }

    [Theory]
    [InlineData("closed")]
    [InlineData("strict-web")]
    public async Task A_refusal_is_an_answer_too_and_is_given_once(string client)
    {
        var app = GrantOrg.Client(org, client);
        var back = (await app.Authorize()).FromUri();
        await app.As(org);
        Assert.Equal("access_denied", (await app.Visit(back)).Answer("error"));
        (await app.Visit(back)).ExpectErrorPage("invalid_request");
    }
}
