using FactorSeq.Web.Tests.Saml;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Apps;

/// <summary>App sign-on policies of SAML apps, which stand at the same door as all others.</summary>
public sealed class AppSamlTests : IAsyncLifetime
{
    private const string Apps = AppOrg.Apps + "\n" + """
          - { label: Books, type: saml, ssoAcsUrl: "http://sp.test/acs", audience: "http://sp.test/metadata", assign: [ Everyone ], signOn: mfa every sign-on }
          - { label: Shelf, type: saml, ssoAcsUrl: "http://sp.test/acs", audience: "http://sp.test/metadata", assign: [ Everyone ], signOn: [ { name: No, access: deny } ] }
        """;

    private AppOrg apps = null!;
    private ServiceProvider books = null!;

    public async Task InitializeAsync()
    {
        apps = new AppOrg(await OrgHost.Start(Seeds.WithRule(AppOrg.Push, more: Apps)));
        await apps.SignedInBy("push");
        books = new ServiceProvider(apps.Org, "Books");
    }

    public async Task DisposeAsync() => await apps.Org.DisposeAsync();

    [Fact]
    public async Task Scenario_30_A_request_is_answered_once_a_factor_is_proved_for_it_and_the_next_asks_again()
    {
        var form = SamlForm.Of(await apps.ProvePush(await apps.ToStepUp(await Ask("deep"))));
        Assert.Equal(("_req1", "deep"), (form.Root.GetAttribute("InResponseTo"), form.RelayState));
        Assert.Equal(["Success"], form.Status);
        await apps.ToStepUp(await Ask("deep"));
    }

    [Fact]
    public async Task A_link_that_needs_a_factor_comes_back_to_itself()
    {
        var form = SamlForm.Of(await apps.ProvePush(await apps.ToStepUp(await apps.Visit(books.Path + "?RelayState=%2Fa%26b"))));
        Assert.Equal("/a&b", form.RelayState);
        Assert.False(form.Root.HasAttribute("InResponseTo"));
    }

    [Fact]
    public async Task A_request_that_shows_no_page_is_answered_NoPassive_where_a_factor_is_wanted()
    {
        var form = SamlForm.Of(await Ask("s", ("IsPassive", "true")));
        Assert.Equal(["Responder", "NoPassive"], form.Status);
        Assert.Equal(("_req1", "s"), (form.Root.GetAttribute("InResponseTo"), form.RelayState));
    }

    [Fact]
    public async Task Whom_the_policy_denies_gets_a_page_and_no_response()
    {
        var reply = await apps.Visit(new ServiceProvider(apps.Org, "Shelf").Path);
        reply.Expect(403);
        Assert.Contains("E0000057", reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("SAMLResponse", reply.Body, StringComparison.Ordinal);
        Assert.Contains("policy.evaluate_sign_on", await apps.Org.Log(AppOrg.Ana));
    }

    [Fact]
    public async Task What_was_proved_for_another_app_opens_no_SAML_app()
    {
        await apps.ProvePush(await apps.ToStepUp(await apps.Open("Payroll")));
        await apps.ToStepUp(await Ask("s"));
    }

    private Task<Reply> Ask(string state, params (string Name, string? Value)[] changes) =>
        apps.Visit($"{books.Path}?{ServiceProvider.Query(books.AuthnRequest(changes), state)}");
}
