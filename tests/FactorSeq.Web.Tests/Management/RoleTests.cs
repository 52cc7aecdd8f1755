using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Admin roles given to users and groups, and taken from them: they count with the next call.</summary>
public sealed class RoleTests : IAsyncLifetime
{
    private const string AnaRoles = "/api/v1/users/ana@demo.test/roles";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await AdminOrg.Start();

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_role_is_assigned_counts_at_once_and_is_taken_away()
    {
        (await org.Get("/api/v1/groups", ManagementOrg.Token("ana"))).Expect(403, "E0000006");
        var made = (await org.Do($"{AnaRoles}?disableNotifications=true", new { type = "APP_ADMIN" })).Expect(201).ApprovedAs("role_user");
        Assert.Equal("IFIFAX2BIRGUSTQ", made.Text("id"));
        Assert.Equal(made.Body, (await org.Ask($"{AnaRoles}/{made.Text("id")}")).Expect(200).Body);
        Assert.Equal($"[{made.Body}]", (await org.Ask(AnaRoles)).Expect(200).Body);
        (await org.Get("/api/v1/groups", ManagementOrg.Token("ana"))).Expect(200);
        Assert.Contains("Administrators", await org.GroupsOf("ana@demo.test"));
        Assert.Equal("[]", (await org.Ask($"{AnaRoles}/{made.Text("id")}/targets/groups")).Expect(200).Body);
        Assert.Equal("[]", (await org.Ask($"{AnaRoles}/{made.Text("id")}/targets/catalog/apps?limit=200")).Expect(200).Body);
        (await org.Do(AnaRoles, new { type = "APP_ADMIN" })).Expect(409, "E0000090");
        (await org.Remove($"{AnaRoles}/{made.Text("id")}")).Expect(204);
        (await org.Get("/api/v1/groups", ManagementOrg.Token("ana"))).Expect(403, "E0000006");
        Assert.DoesNotContain("Administrators", await org.GroupsOf("ana@demo.test"));
        Assert.Equal(["user.account.privilege.grant", "user.account.privilege.revoke"], await org.Log("ana@demo.test"));
    }

    [Fact]
    public async Task Super_administrators_have_an_assignment_of_their_own()
    {
        Assert.Matches("^ra1[0-9A-F]{17}$", (await org.Do(AnaRoles, new { type = "SUPER_ADMIN" })).Expect(201).Text("id")!);
        Assert.Equal(["READ_ONLY_ADMIN"], (await org.Ask("/api/v1/users/read@demo.test/roles")).All(role => role["type"]));
    }

    [Fact]
    public async Task The_roles_of_a_group_are_its_members()
    {
        var contractors = await org.Group("contractors");
        var roles = $"/api/v1/groups/{contractors}/roles";
        var made = (await org.Do(roles, new { type = "READ_ONLY_ADMIN" })).Expect(201).ApprovedAs("role_group");
        (await org.Do(roles, new { type = "READ_ONLY_ADMIN" })).Expect(409, "E0000090");
        Assert.Equal(made.Body, (await org.Ask($"{roles}/{made.Text("id")}")).Expect(200).Body);
        Assert.Equal("[]", (await org.Ask($"{roles}/{made.Text("id")}/targets/groups")).Expect(200).Body);
        (await org.Get("/api/v1/groups", ManagementOrg.Token("ana"))).Expect(403, "E0000006");
        (await org.Put($"/api/v1/groups/{contractors}/users/ana@demo.test")).Expect(204);
        (await org.Get("/api/v1/groups", ManagementOrg.Token("ana"))).Expect(200);
        Assert.Equal(["GROUP"], (await org.Ask(AnaRoles)).All(role => role["assignmentType"]));
        (await org.Remove($"{roles}/{made.Text("id")}")).Expect(204);
        (await org.Get("/api/v1/groups", ManagementOrg.Token("ana"))).Expect(403, "E0000006");
        Assert.Equal("[]", (await org.Ask(roles)).Expect(200).Body);
        (await org.Remove($"{roles}/{made.Text("id")}")).Expect(404, "E0000007");
        Assert.Equal(["group.privilege.grant", "group.privilege.revoke"], await org.Events("group.privilege"));
    }

    [Fact]
    public async Task Nobody_but_a_super_administrator_makes_administrators()
    {
        (await org.Do("/api/v1/users/ben@demo.test/roles", new { type = "ORG_ADMIN" })).Expect(201);
        await org.EditSeed(ManagementOrg.Seed.Replace("apiTokens:\n", "apiTokens:\n  - { name: ben, token: 00ben-token, user: ben@demo.test }\n", StringComparison.Ordinal));
        var contractors = await org.Group("contractors");
        (await org.Put($"/api/v1/groups/{contractors}/users/ana@demo.test")).Expect(204);
        (await org.Get(AnaRoles, ManagementOrg.Token("ben"))).Expect(200);
        (await org.Post(AnaRoles, new { type = "SUPER_ADMIN" }, ManagementOrg.Token("ben"))).Expect(403, "E0000006");
        (await org.Post($"/api/v1/groups/{contractors}/roles", new { type = "SUPER_ADMIN" }, ManagementOrg.Token("ben"))).Expect(403, "E0000006");
        (await org.Do($"/api/v1/groups/{contractors}/roles", new { type = "SUPER_ADMIN" })).Expect(201);
        (await org.Send(HttpMethod.Put, $"/api/v1/groups/{contractors}/users/ben@demo.test", null, ManagementOrg.Token("ben"))).Expect(403, "E0000006");
        (await org.Send(HttpMethod.Delete, $"/api/v1/groups/{contractors}/users/ana@demo.test", null, ManagementOrg.Token("members"))).Expect(403, "E0000006");
        (await org.Put($"/api/v1/groups/{contractors}/users/ben@demo.test")).Expect(204);
    }

    [Fact]
    public async Task What_is_no_role_is_refused()
    {
        Assert.Equal("type: The field cannot be left blank", (await org.Do(AnaRoles)).Expect(400, "E0000001").Cause);
        Assert.Equal("type: Invalid role type specified: KING.", (await org.Do(AnaRoles, new { type = "KING" })).Expect(400, "E0000001").Cause);
        (await org.Do(AnaRoles, "[]")).Expect(400, "E0000003");
        (await org.Do($"/api/v1/groups/{await org.Group("Everyone")}/roles", new { type = "ORG_ADMIN" })).Expect(403, "E0000006");
        (await org.Do("/api/v1/users/nobody@demo.test/roles", new { type = "ORG_ADMIN" })).Expect(404, "E0000007");
        (await org.Do("/api/v1/groups/00gnone/roles", new { type = "ORG_ADMIN" })).Expect(404, "E0000007");
        foreach (var gone in new[] { await org.Ask($"{AnaRoles}/x"), await org.Remove($"{AnaRoles}/IFIFAX2BIRGUSTQ"), await org.Ask($"{AnaRoles}/x/targets/groups") })
        {
            gone.Expect(404, "E0000007");
        }
    }

    [Fact]
    public async Task There_are_no_custom_roles_and_everybody_with_a_role_is_listed()
    {
        Assert.Equal("{\"roles\":[]}", (await org.Ask("/api/v1/iam/roles")).Expect(200).Body);
        Assert.Equal("{\"resource-sets\":[]}", (await org.Ask("/api/v1/iam/resource-sets")).Expect(200).Body);
        (await org.Ask("/api/v1/iam/roles/cr0none")).Expect(404, "E0000007");
        var before = (await org.Ask("/api/v1/iam/assignees/users")).Expect(200).Json!["value"]!.AsArray().Count;
        (await org.Do(AnaRoles, new { type = "APP_ADMIN" })).Expect(201);
        Assert.Equal(before + 1, (await org.Ask("/api/v1/iam/assignees/users")).Expect(200).Json!["value"]!.AsArray().Count);
        await org.Refuses($"GET {AnaRoles}, POST {AnaRoles}, DELETE {AnaRoles}/x, GET /api/v1/iam/roles, GET /api/v1/iam/assignees/users", "read", "ana");
    }
}
