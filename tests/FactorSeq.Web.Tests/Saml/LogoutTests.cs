using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Saml;

/// <summary>Single logout that an app begins.</summary>
public sealed class LogoutTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";

    private OrgHost org = null!;
    private ServiceProvider app = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(ServiceProvider.Seed);
        await org.Clock.StopAt(Approve.Noon);
        app = await new ServiceProvider(org, "Signed").SignedIn();
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_signed_request_ends_the_session_and_is_answered_signed(bool post)
    {
        var sid = app.Sid!;
        var form = SamlForm.Of(await Send(app.LogoutRequest(Ana, ("NotOnOrAfter", "2031-02-03T12:00:01Z")), post));
        Assert.Equal(("http://sp.test/bye", "state"), (form.Action, form.RelayState));
        Assert.Equal(["Success"], form.Status);
        Assert.Equal(("LogoutResponse", "_req1", "http://sp.test/bye"), (form.Root.LocalName, form.Root.GetAttribute("InResponseTo"), form.Root.GetAttribute("Destination")));
        Assert.True(SamlForm.IsSigned(form.Root, await MetadataTests.Certificate(org, app)));
        (await org.Me(sid)).Expect(404, "E0000007");
        Assert.Equal("user.authentication.slo", (await org.Log(Ana))[^1]);
    }

    [Fact]
    public async Task Whoever_has_no_session_is_signed_out()
    {
        app.Sid = null;
        Assert.Equal(["Success"], SamlForm.Of(await Send(app.LogoutRequest(Ana), post: false)).Status);
    }

    [Fact]
    public async Task Somebody_else_s_session_stays()
    {
        Assert.Equal(["Requester", "UnknownPrincipal"], SamlForm.Of(await Send(app.LogoutRequest("ben@demo.test"), post: true)).Status);
        (await org.Me(app.Sid!)).Expect(200);
    }

    [Fact]
    public async Task What_is_unsigned_badly_signed_late_or_meant_for_another_ends_nothing()
    {
        var unsigned = app.LogoutRequest(Ana);
        (await app.Post(unsigned, path: app.LogoutPath)).ExpectErrorPage("missing_signature");
        (await app.Visit($"{app.LogoutPath}?{ServiceProvider.Query(unsigned)}")).ExpectErrorPage("missing_signature");
        (await app.Visit($"{app.LogoutPath}?{ServiceProvider.Query(unsigned, null, ServiceProvider.Stranger)}")).ExpectErrorPage("invalid_signature");
        (await Send(app.LogoutRequest(Ana, ("NotOnOrAfter", "2031-02-03T12:00:00Z")), post: false)).ExpectErrorPage("expired_saml_request");
        (await Send(app.LogoutRequest(Ana, ("NotOnOrAfter", "soon")), post: false)).ExpectErrorPage("expired_saml_request");
        (await Send(app.LogoutRequest(Ana, ("Destination", app.Url)), post: false)).ExpectErrorPage("wrong_destination");
        (await Send(unsigned.Replace(ServiceProvider.Issuer, "http://evil.test"), post: false)).ExpectErrorPage("unknown_saml_issuer");
        (await Send(app.AuthnRequest(("Destination", org.Address + app.LogoutPath)), post: false)).ExpectErrorPage("unexpected_saml_message");
        (await app.Visit(app.LogoutPath)).ExpectErrorPage("missing_saml_request");
        (await org.Me(app.Sid!)).Expect(200);
    }

    [Fact]
    public async Task An_app_without_single_logout_has_none()
    {
        var wiki = await new ServiceProvider(org, "Wiki").SignedIn();
        (await wiki.Visit($"{wiki.LogoutPath}?{ServiceProvider.Query(wiki.LogoutRequest(Ana), null, ServiceProvider.Signing)}")).ExpectErrorPage("slo_not_enabled");
        (await org.Get("/app/demo_wiki_1/exknobody/slo/saml")).Expect(404, "E0000007");
    }

    private Task<Reply> Send(string xml, bool post) => post
        ? app.Post(ServiceProvider.Sign(xml), "state", app.LogoutPath)
        : app.Visit($"{app.LogoutPath}?{ServiceProvider.Query(xml, "state", ServiceProvider.Signing)}");
}
