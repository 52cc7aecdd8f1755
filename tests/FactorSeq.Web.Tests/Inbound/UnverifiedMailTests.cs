using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.OAuth;

namespace FactorSeq.Web.Tests.Inbound;

/// <summary>An address that anybody may have typed at the provider opens nobody's account.</summary>
public sealed class UnverifiedMailTests : IAsyncLifetime
{
    private TwoOrgs orgs = null!;
    private ScriptedProvider provider = null!;

    public async Task InitializeAsync()
    {
        provider = await ScriptedProvider.Start();
        orgs = await TwoOrgs.Start(providers: provider.Seed());
        provider.Now = orgs.Hub.Clock.Now;
    }

    public async Task DisposeAsync()
    {
        await orgs.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Theory]
    [InlineData("", "false")]
    [InlineData("", "\"false\"")]
    [InlineData("", "\"False\"")]
    [InlineData(", subject: { userNameTemplate: idpuser.userName }", "false")]
    [InlineData(", subject: { userNameTemplate: '${idpuser.email}' }", "false")]
    [InlineData(", subject: { userNameTemplate: 'String.substringBefore(idpuser.email, \"@\") + \"@far.test\"' }", "false")]
    [InlineData(", subject: { matchType: USERNAME_OR_EMAIL }", "false")]
    public async Task An_account_that_is_found_by_an_unverified_address_is_not_linked(string subject, string verified)
    {
        await orgs.Configure(providers: provider.Seed(subject));
        Says("ben@far.test", JsonNode.Parse(verified));
        (await provider.Answer(orgs)).ExpectErrorPage("unverified_email");
        Assert.Null(orgs.HubSid);
        Assert.Equal(["unverified_email"], await orgs.Failures());
        // Nothing was written: the next one decides anew.
        Says("eve@scripted.test", true);
        (await provider.Answer(orgs)).Expect(302);
        await orgs.ExpectIn(subject.Contains("substringBefore", StringComparison.Ordinal) ? "eve@far.test" : "eve@scripted.test");
    }

    [Fact]
    public async Task An_account_s_own_address_is_as_little_of_use()
    {
        await orgs.Configure(providers: provider.Seed(", subject: { matchType: EMAIL }"));
        Says("ben@hub.test", false);
        (await provider.Answer(orgs)).ExpectErrorPage("unverified_email");
        Says("ben@hub.test", true);
        (await provider.Answer(orgs)).Expect(302);
        await orgs.ExpectIn("ben@far.test");
    }

    [Fact]
    public async Task What_userinfo_alone_says_about_the_address_counts()
    {
        provider.IdToken = claims =>
        {
            claims.Remove("email");
            return ScriptedProvider.Sign(claims);
        };
        provider.UserInfo = () => new JsonObject { ["sub"] = "them", ["email"] = "ben@far.test", ["email_verified"] = false };
        (await provider.Answer(orgs)).ExpectErrorPage("unverified_email");
    }

    [Theory]
    [InlineData("true")]
    [InlineData("\"true\"")]
    [InlineData(null)]
    public async Task A_verified_address_links_and_so_does_one_about_which_nothing_is_said(string? verified)
    {
        Says("ben@far.test", verified is null ? null : JsonNode.Parse(verified));
        (await provider.Answer(orgs)).Expect(302);
        await orgs.ExpectIn("ben@far.test");
    }

    [Fact]
    public async Task A_name_that_is_not_made_of_the_address_links()
    {
        await orgs.Configure(providers: provider.Seed(", subject: { userNameTemplate: idpuser.upn }"));
        provider.IdToken = claims =>
        {
            claims["email"] = "private@mail.test";
            claims["email_verified"] = false;
            claims["upn"] = "ben@far.test";
            return ScriptedProvider.Sign(claims);
        };
        (await provider.Answer(orgs)).Expect(302);
        await orgs.ExpectIn("ben@far.test");
    }

    [Fact]
    public async Task Who_is_new_or_linked_already_comes_in_with_an_unverified_address()
    {
        Says("eve@scripted.test", false);
        (await provider.Answer(orgs)).Expect(302);
        await orgs.ExpectIn("eve@scripted.test");
        orgs.Browser.Jar(orgs.Hub.Address).Remove("sid");
        (await provider.Answer(orgs)).Expect(302);
        await orgs.ExpectIn("eve@scripted.test");
    }

    private void Says(string email, JsonNode? verified)
    {
        provider.UserInfo = () => new JsonObject { ["sub"] = email };
        provider.IdToken = claims =>
        {
            claims["sub"] = email;
            claims["email"] = email;
            if (verified is not null)
            {
                claims["email_verified"] = verified.DeepClone();
            }

            return ScriptedProvider.Sign(claims);
        };
    }
}
