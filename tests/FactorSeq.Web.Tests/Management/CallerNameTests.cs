using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>What callers are told who may not, and by which names they are themselves.</summary>
public sealed class CallerNameTests
{
    [Fact]
    public async Task Who_lacks_a_role_is_not_told_of_scopes()
    {
        await using var org = await OrgHost.Start(
            RelyingParty.Seed.Replace("clientId: web\n", "clientId: web\n    oktaApiScopes: [ okta.users.read ]\n", StringComparison.Ordinal));
        var web = await RelyingParty.Web(org, "/oauth2/v1").SignedIn();
        var bearer = ("Authorization", $"Bearer {(await web.Tokens(("scope", "openid okta.users.read"))).Text("access_token")}");
        Assert.Null((await org.Get("/api/v1/users", bearer)).Expect(403, "E0000006").Header("WWW-Authenticate"));
        (await org.Get("/api/v1/users/me", bearer)).Expect(200);
        Assert.StartsWith("Bearer error=\"insufficient_scope\"", (await org.Get("/api/v1/groups", bearer)).Expect(403, "E0000006").Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.StartsWith("Bearer error=\"insufficient_scope\"", (await org.Post("/api/v1/users", new { }, bearer)).Expect(403, "E0000006").Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everybody_is_themselves_by_the_short_name_that_nobody_else_has()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        (await org.Get("/api/v1/users/ana", ManagementOrg.Token("ana"))).Expect(200);
        (await org.Get("/api/v1/users/an", ManagementOrg.Token("ana"))).Expect(403, "E0000006");
        (await org.Get("/api/v1/users/ben", ManagementOrg.Token("ana"))).Expect(403, "E0000006");
        (await org.Make(ManagementOrg.Person("ana@other.test", "Passw0rd-enough"))).Expect(200);
        (await org.Get("/api/v1/users/ana", ManagementOrg.Token("ana"))).Expect(403, "E0000006");
    }
}
