using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>What administrators may do to each other.</summary>
public sealed class AdministratorsTests : IAsyncLifetime
{
    private const string Root = "/api/v1/users/root@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(Seeds.WithRule("authenticate: password", more: """
        admins:
          - { login: root@demo.test, password: Passw0rd-root, factors: { sms: { phone: "+14155550109" } } }
          - { login: other@demo.test, password: Passw0rd-other, roles: [ SUPER_ADMIN ] }
          - { login: org@demo.test, password: Passw0rd-org, roles: [ ORG_ADMIN ] }
          - { login: people@demo.test, password: Passw0rd-people, roles: [ USER_ADMIN ] }
          - { login: help@demo.test, password: Passw0rd-help, roles: [ HELP_DESK_ADMIN ] }
        apiTokens:
          - { name: ci, token: 00ci-token }
          - { name: other, token: 00other-token, user: other@demo.test }
          - { name: org, token: 00org-token, user: org@demo.test }
          - { name: people, token: 00people-token, user: people@demo.test }
          - { name: help, token: 00help-token, user: help@demo.test }
        """));

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("help", "POST", "/lifecycle/reset_password?sendEmail=false")]
    [InlineData("help", "POST", "/lifecycle/expire_password?tempPassword=true")]
    [InlineData("help", "POST", "/lifecycle/reset_factors")]
    [InlineData("help", "POST", "/credentials/forgot_password?sendEmail=false")]
    [InlineData("help", "DELETE", "/factors/{sms}")]
    [InlineData("people", "POST", "", """{"credentials":{"password":{"value":"Passw0rd-stolen"}}}""")]
    [InlineData("people", "POST", "", """{"profile":{"email":"thief@demo.test"}}""")]
    [InlineData("people", "POST", "/factors?activate=true", """{"factorType":"call","provider":"OKTA","profile":{"phoneNumber":"+14155550177"}}""")]
    [InlineData("people", "POST", "/factors/{sms}/verify")]
    [InlineData("people", "POST", "/lifecycle/deactivate")]
    [InlineData("people", "DELETE", "")]
    [InlineData("org", "DELETE", "")]
    [InlineData("org", "POST", "/lifecycle/reset_password?sendEmail=false")]
    public async Task Only_super_admins_change_administrators(string token, string method, string path, string body = "{}")
    {
        var sms = (string)(await org.Ask($"{Root}/factors")).Json![0]!["id"]!;
        var before = await org.Ask(Root);
        var call = Root + path.Replace("{sms}", sms, StringComparison.Ordinal);
        (await Send(token, method, call, body)).Expect(403, "E0000006");
        Assert.Equal(before.Body, (await org.Ask(Root)).Body);
        Assert.Single((await org.Ask($"{Root}/factors")).Json!.AsArray());
        (await Send("other", "POST", $"{Root}/lifecycle/reset_password?sendEmail=false")).Expect(200);
    }

    [Fact]
    public async Task An_administrator_of_a_lesser_kind_is_as_safe()
    {
        (await Send("people", "POST", "/api/v1/users/help@demo.test/lifecycle/reset_password?sendEmail=false")).Expect(403, "E0000006");
        (await Send("people", "POST", "/api/v1/users/ben@demo.test/lifecycle/reset_password?sendEmail=false")).Expect(200);
        (await Send("ci", "POST", "/api/v1/users/help@demo.test/lifecycle/reset_password?sendEmail=false")).Expect(200);
    }

    [Fact]
    public async Task What_Okta_lets_all_of_them_do_to_a_super_admin_they_may()
    {
        (await Send("help", "DELETE", $"{Root}/sessions")).Expect(204);
        (await Send("org", "POST", "/api/v1/users/other@demo.test/lifecycle/suspend")).Expect(200);
        (await Send("org", "POST", "/api/v1/users/other@demo.test/lifecycle/unsuspend")).Expect(200);
    }

    [Fact]
    public async Task Administrators_change_themselves()
    {
        (await Send("people", "POST", "/api/v1/users/me", """{"profile":{"firstName":"Paula","lastName":"People"}}""")).Expect(200);
        (await Send("people", "POST", "/api/v1/users/people@demo.test", """{"credentials":{"password":{"value":"Passw0rd-mine"}}}""")).Expect(200);
    }

    private Task<Reply> Send(string token, string method, string path, string body = "{}") =>
        org.Send(new HttpMethod(method), path, method == "GET" ? null : OrgHost.Body(body), ManagementOrg.Token(token));
}
