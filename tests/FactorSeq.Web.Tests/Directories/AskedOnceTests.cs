using System.Text.Json.Nodes;
using FactorSeq.Web.Directories;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static FactorSeq.Web.Tests.Directories.CorpOrg;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>A directory counts how often it is asked, so a request asks it once at most, whatever happens meanwhile.</summary>
public sealed class AskedOnceTests
{
    private const string Late = "late@corp.test";
    private const string Another = "Another-passw0rd";

    private readonly WatchedDirectories watched = new();

    [Fact]
    public async Task A_sign_in_that_creates_its_user_puts_the_password_to_the_directory_once()
    {
        await using var org = await Start();

        (await org.ByBoth(Late)).Expect("SUCCESS");

        Assert.Equal(1, watched.Put);
    }

    [Fact]
    public async Task A_sign_in_that_an_admin_overtakes_puts_the_password_to_the_directory_once()
    {
        await using var org = await Start();
        watched.Meanwhile(() => Overtake(org));

        (await org.ByBoth(Ad1)).Expect("SUCCESS");

        Assert.Equal(1, watched.Put);
    }

    [Fact]
    public async Task Whom_an_import_has_seen_is_asked_for_by_their_id()
    {
        await using var org = await Start();

        (await org.ByBoth(Ad1)).Expect("SUCCESS");

        Assert.Equal((await org.Org.FindAccount(Ad1))!.Value.User.Directory!.ExternalId, watched.LastAsked!.ExternalId);
    }

    [Fact]
    public async Task A_change_of_password_that_an_admin_overtakes_is_put_to_the_directory_once()
    {
        await using var org = await Start(", mustChangePassword: true");
        var expired = (await org.ByBoth(Ad1)).Expect("PASSWORD_EXPIRED");
        watched.Meanwhile(() => Overtake(org));

        (await Change(org, expired)).Expect("SUCCESS");

        Assert.Equal(1, watched.Set);
        (await org.ByBoth(Ad1, Another)).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_change_of_password_that_Okta_refuses_never_reaches_the_directory()
    {
        await using var org = await Start(", mustChangePassword: true");
        var expired = (await org.ByBoth(Ad1)).Expect("PASSWORD_EXPIRED");
        await org.InOkta(Ad1, "SUSPENDED");

        Assert.NotEqual(200, (await Change(org, expired)).Status);

        Assert.Equal(0, watched.Set);
    }

    [Fact]
    public async Task A_change_of_password_that_no_agent_takes_to_the_directory_says_so_and_changes_nothing()
    {
        await using var org = await Start(", mustChangePassword: true");
        var expired = (await org.ByBoth(Ad1)).Expect("PASSWORD_EXPIRED");
        await org.Directory(new { agents = 0 });

        (await Change(org, expired)).Expect(504, "E0000241");

        Assert.Equal(0, watched.Set);
        await org.Directory(new { agents = 1 });
        (await org.ByBoth(Ad1)).Expect("PASSWORD_EXPIRED");
    }

    [Fact]
    public async Task Imports_of_one_directory_wait_for_one_another()
    {
        await using var org = await Start();
        Task<JsonNode>? second = null;
        watched.Meanwhile(async () =>
        {
            second = org.Import("full");

            // Time enough for an import that does not wait to be where this one is: a whole sign-in and another directory's import.
            (await org.ByBoth(Okta1)).Expect("SUCCESS");
            await org.Import("full", "corp-ldap");
        });

        var first = await org.Import("full");
        var next = await second!;

        Assert.Equal((null, null), ((string?)first["error"], (string?)next["error"]));
        Assert.Equal((int)first["number"]! + 1, (int)next["number"]!);
    }

    private static async Task Overtake(OrgHost org)
    {
        await org.InOkta(Ad1, "SUSPENDED");
        await org.InOkta(Ad1, "ACTIVE");
    }

    private static Task<Reply> Change(OrgHost org, Reply expired) => org.Post(
        "/api/v1/authn/credentials/change_password",
        new { stateToken = expired.StateToken, oldPassword = PasswordOf(Ad1), newPassword = Another });

    private Task<OrgHost> Start(string ad1 = "") => OrgHost.Start(
        CorpOrg.Seed(null, feature: false, directory: "importInterval: never", ad1: ad1), services: services => services.AddSingleton<IDirectories>(watched));
}
