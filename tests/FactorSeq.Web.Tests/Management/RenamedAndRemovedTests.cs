using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Directories;
using FactorSeq.Web.Tests.Inbound;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Logins and ids that part company: who was renamed, who was removed, and who comes after them.</summary>
public sealed class RenamedAndRemovedTests
{
    [Fact]
    public async Task A_token_stays_its_owners_under_another_name()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        (await org.Do("/api/v1/users/me", new { profile = new { login = "root2@demo.test" } })).Expect(200);
        Assert.Equal("root2@demo.test", (string?)(await org.Ask("/api/v1/users/me")).Expect(200).Json!["profile"]!["login"]);
        await org.EditSeed(ManagementOrg.Seed + "\n# edited\n");
        (await org.Ask("/api/v1/users/me")).Expect(200);
    }

    [Fact]
    public async Task A_login_that_a_rename_has_freed_can_be_registered()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        await org.Set(new { selfServiceRegistration = true });
        (await org.Do("/api/v1/users/ben@demo.test", new { profile = new { login = "benedict@demo.test" } })).Expect(200);
        await Register(org, "ben@demo.test");
        Assert.NotEqual(
            (await org.Ask("/api/v1/users/benedict@demo.test")).Expect(200).Text("id"),
            (await org.Ask("/api/v1/users/ben@demo.test")).Expect(200).Text("id"));
    }

    [Fact]
    public async Task A_login_that_a_rename_has_freed_comes_in_from_a_provider()
    {
        await using var orgs = await (await TwoOrgs.Start()).SignedInThere("ben@far.test", "Passw0rd-ben");
        var ben = (await orgs.Hub.Org.FindAccount("ben@far.test"))!;
        var renamed = ben.Value with { User = ben.Value.User with { Login = "benedict@far.test" } };
        Assert.True(await orgs.Hub.Documents.Commit(new UnitOfWork(orgs.Hub.Org.Name).Rename(DocumentKinds.Accounts, ben, renamed, "benedict@far.test")));
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId))).Expect(200);
        await orgs.ExpectIn("ben@far.test");
        Assert.NotEqual(ben.Id, (await orgs.Hub.Org.FindAccount("ben@far.test"))!.Id);
    }

    [Fact]
    public async Task A_login_that_a_rename_has_freed_comes_in_from_a_directory()
    {
        await using var org = await CorpOrg.Start(feature: false);
        (await org.Make(ManagementOrg.Person("late@corp.test"))).Expect(200);
        var made = (await org.Org.FindAccount("late@corp.test"))!;
        var derived = Web.Seed.Ids.User("corp", "late@corp.test");
        var moved = made.Value with { User = made.Value.User with { Id = derived, Login = "later@corp.test" } };
        Assert.True(await org.Documents.Commit(new UnitOfWork("corp")
            .Delete(DocumentKinds.Accounts, made)
            .Insert(DocumentKinds.Accounts, derived, moved, alias: "later@corp.test")));
        (await org.SignIn("late@corp.test", "Passw0rd-late")).Expect("SUCCESS");
        Assert.NotEqual(derived, (await org.Org.FindAccount("late@corp.test"))!.Id);
    }

    [Fact]
    public async Task Whoever_comes_after_somebody_who_was_removed_has_nothing_of_theirs()
    {
        await using var org = await OrgHost.Start(Seeds.WithRule("authenticate: password", more: $$"""
            apiTokens: [ { name: ci, token: 00ci-token } ]
            apps:
              - { label: Web, clientId: web, clientSecret: "{{RelyingParty.Secret}}", redirectUris: [ "http://app.test/cb" ], grants: [ authorization_code, refresh_token ], assign: [ ana@demo.test ] }
            """));
        await org.Set(new { selfServiceRegistration = true });
        var web = RelyingParty.Web(org, "/oauth2/v1");
        var ana = (await org.Ask("/api/v1/users/ana@demo.test")).Text("id")!;
        web.Sid = (await org.OpenSession((await org.SignIn("ana@demo.test", Seeds.Password)).Expect("SUCCESS"))).Expect(200).Text("id");
        var tokens = (await web.Exchange(await web.Code(("scope", "openid offline_access")))).Expect(200);
        var pending = (await org.Do("/api/v1/users/ana@demo.test/factors", new { factorType = "token:software:totp", provider = "GOOGLE" })).Expect(200).Text("id");
        (await org.Do("/api/v1/users/ana@demo.test/credentials/forgot_password?sendEmail=false")).Expect(200);
        await org.Documents.Commit(new UnitOfWork("demo")
            .Insert(DocumentKinds.Devices, "device", new RememberedDevice(ana, null))
            .Insert(DocumentKinds.IdentityProviderLinks, "link", new IdentityProviderLink(ana))
            .Insert(DocumentKinds.ImportLinks, "import", new Core.Imports.ImportLink(ana, 1))
            .Insert(DocumentKinds.Consents, "consent", new Consent(ana, "web", null, ["openid"], org.Clock.Now)));
        var ben = (await org.OpenSession((await org.SignIn("ben@demo.test", "Passw0rd-ben")).Expect("SUCCESS"))).Expect(200).Text("id")!;

        (await org.Remove("/api/v1/users/ana@demo.test")).Expect(204);
        (await org.Remove("/api/v1/users/ana@demo.test")).Expect(204);
        await Register(org, "ana@demo.test");
        Assert.Equal(ana, (await org.Ask("/api/v1/users/ana@demo.test")).Text("id"));
        (await org.Me(web.Sid!)).Expect(404, "E0000007");
        (await web.Refresh(tokens.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");
        (await org.Do($"/api/v1/users/ana@demo.test/factors/{pending}/lifecycle/activate", new { passCode = "000000" })).Expect(404, "E0000007");
        Assert.DoesNotContain(ana, org.Org.Current.App("web")!.Users);
        Assert.DoesNotContain(await org.Documents.List("demo", DocumentKinds.Devices, 10), device => device.Value.UserId == ana);
        Assert.DoesNotContain(await org.Documents.List("demo", DocumentKinds.IdentityProviderLinks, 10), link => link.Value.UserId == ana);
        Assert.DoesNotContain(await org.Documents.List("demo", DocumentKinds.ImportLinks, 10), link => link.Value.UserId == ana);
        Assert.DoesNotContain(await org.Documents.List("demo", DocumentKinds.Consents, 10), consent => consent.Value.UserId == ana);
        Assert.Single(await org.Documents.List("demo", DocumentKinds.RecoveryTokens, 10));
        (await org.Me(ben)).Expect(200);
    }

    [Fact]
    public async Task A_reset_of_factors_takes_those_that_wait_for_their_activation()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        var at = "/api/v1/users/ben@demo.test/factors";
        var pending = (await org.Do(at, new { factorType = "token:software:totp", provider = "GOOGLE" })).Expect(200).Text("id");
        (await org.Do("/api/v1/users/ben@demo.test/lifecycle/reset_factors")).Expect(200);
        (await org.Ask($"{at}/{pending}")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_deactivation_ends_refresh_tokens_for_good()
    {
        await using var org = await OrgHost.Start(Seeds.WithRule("authenticate: password", more: $$"""
            apiTokens: [ { name: ci, token: 00ci-token } ]
            apps:
              - { label: Web, clientId: web, clientSecret: "{{RelyingParty.Secret}}", redirectUris: [ "http://app.test/cb" ], grants: [ authorization_code, refresh_token ], assign: [ Everyone ] }
            """));
        var web = RelyingParty.Web(org, "/oauth2/v1");
        web.Sid = (await org.OpenSession((await org.SignIn("ana@demo.test", Seeds.Password)).Expect("SUCCESS"))).Expect(200).Text("id");
        var tokens = (await web.Exchange(await web.Code(("scope", "openid offline_access")))).Expect(200);
        (await org.Do("/api/v1/users/ana@demo.test/lifecycle/deactivate")).Expect(200);
        (await org.Do("/api/v1/users/ana@demo.test/lifecycle/activate")).Expect(200);
        (await web.Refresh(tokens.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");
    }

    private static async Task Register(OrgHost org, string email)
    {
        var policy = (await org.Get("/api/v1/registration/form")).Expect(200).Text("policyId");
        (await org.Post($"/api/v1/registration/{policy}/register", new { userProfile = new { email, password = "Passw0rd-anew", firstName = "New", lastName = "User" } })).Expect(200);
    }
}
