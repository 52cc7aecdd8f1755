using System.Globalization;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>
/// The account-state matrix against a directory that is really there: each state is made in the directory, after the import that knew nothing of
/// it, and then signed in through every kind of chain. A row: the state, then what a user gets without the feature, with the feature and no chain,
/// by <c>password -> push</c>, by <c>push -> password</c> and by <c>push</c> alone.
/// </summary>
public abstract class AccountStateMatrix(DirectoryWorld world)
{
    private static readonly (bool Feature, string Rule)[] Ways =
    [
        (false, "authenticate: password"),
        (true,  "authenticate: password"),
        (true,  "chains: [ password -> push ]"),
        (true,  "chains: [ push -> password ]"),
        (true,  "chains: [ push ]"),
    ];

    [Theory]
    //           state                 off         unused      password -> push         push -> password         push
    [InlineData("Bound",              "SUCCESS",  "SUCCESS",  "MFA_REQUIRED SUCCESS",  "MFA_REQUIRED SUCCESS",  "SUCCESS")]
    [InlineData("WrongPassword",      "E0000004", "E0000068", "E0000068",              "MFA_REQUIRED E0000068", "SUCCESS")]
    [InlineData("Locked",             "E0000004", "E0000074", "E0000074",              "MFA_REQUIRED E0000074", "SUCCESS")]
    [InlineData("Disabled",           "E0000004", "E0000068", "E0000068",              "MFA_REQUIRED E0000068", "SUCCESS")]
    [InlineData("MustChangePassword", "PASSWORD_EXPIRED", "PASSWORD_EXPIRED", "MFA_REQUIRED PASSWORD_EXPIRED", "MFA_REQUIRED PASSWORD_EXPIRED", "SUCCESS")]
    [InlineData("PasswordExpired",    "PASSWORD_EXPIRED", "PASSWORD_EXPIRED", "MFA_REQUIRED PASSWORD_EXPIRED", "MFA_REQUIRED PASSWORD_EXPIRED", "SUCCESS")]
    [InlineData("AccountExpired",     "E0000004", "E0000068", "E0000068",              "MFA_REQUIRED E0000068", "SUCCESS")]
    [InlineData("LogonHours",         "E0000004", "E0000068", "E0000068",              "MFA_REQUIRED E0000068", "SUCCESS")]
    [InlineData("Workstation",        "E0000004", "E0000068", "E0000068",              "MFA_REQUIRED E0000068", "SUCCESS")]
    [InlineData("deleted",            "E0000004", "E0000068", "E0000068",              "MFA_REQUIRED E0000068", "SUCCESS")]
    [InlineData("moved",              "E0000004", "E0000068", "E0000068",              "MFA_REQUIRED E0000068", "SUCCESS")]
    public async Task Every_state_by_every_way(string state, params string[] outcomes)
    {
        if (Enum.TryParse<DirectoryAnswer>(state, out var answer) && IsMade(answer) && !world.Knows(answer))
        {
            return;
        }

        for (var way = 0; way < Ways.Length; way++)
        {
            var unit = await world.NewUnit();
            var person = await world.Hire(unit);
            await using var org = await OrgHost.Start(Seed(person, unit, Ways[way].Feature, Ways[way].Rule));
            (await org.Post("/emulator/directories/corp/import", new { mode = "full" })).Expect(200);
            var password = await Make(state, person);
            var outcome = await SignIn(org, person.Login, password, way);
            Assert.True(outcomes[way] == outcome, $"{state}, {Ways[way].Rule}: wanted {outcomes[way]}, got {outcome}");
            await Shows(org, state, person.Login, way);
        }
    }

    // The directory's own states; the others are made by wrong passwords, and by what every directory has.
    private static bool IsMade(DirectoryAnswer state) =>
        state is not (DirectoryAnswer.Bound or DirectoryAnswer.WrongPassword or DirectoryAnswer.Locked);

    private async Task<string> Make(string state, Person person)
    {
        switch (state)
        {
            case "Bound":
                break;
            case "WrongPassword":
                return "Wrong-Passw0rd1";
            case "Locked":
                var directory = world.Open();
                for (var i = 0; i <= world.LockoutThreshold; i++)
                {
                    await directory.Authenticate(person.User, new Secret("Wrong-Passw0rd1"), default);
                }

                break;
            case "deleted":
                await world.Delete(person);
                break;
            case "moved":
                await world.Move(person, world.Elsewhere);
                break;
            default:
                await world.Put(person, Enum.Parse<DirectoryAnswer>(state));
                break;
        }

        return person.Password;
    }

    private static async Task<string> SignIn(OrgHost org, string login, string password, int way)
    {
        if (!Ways[way].Feature)
        {
            return Outcome(await org.SignIn(login, password));
        }

        var named = (await org.Identify(login)).Expect("UNAUTHENTICATED");
        if (way is 1)
        {
            return Outcome(await org.Verify(named, "password", password: password));
        }

        var first = way == 2 ? await org.Verify(named, "password", password: password) : await Push(org, named, login);
        if (first.State != "MFA_REQUIRED")
        {
            return Outcome(first);
        }

        var second = way == 2 ? await Push(org, first, login) : await org.Verify(first, "password", password: password);
        return $"MFA_REQUIRED {Outcome(second)}";
    }

    private static async Task<Reply> Push(OrgHost org, Reply at, string login)
    {
        (await org.Verify(at, "push")).Expect("MFA_CHALLENGE");
        await org.Approve(login);
        return await org.Verify(at, "push");
    }

    private static string Outcome(Reply reply) => reply.ErrorCode ?? reply.State ?? reply.Body;

    // The user sees the public text; the log and the explanation say what the directory said.
    private static async Task Shows(OrgHost org, string state, string login, int way)
    {
        var asked = await org.Event("user.authentication.auth_via_AD_agent", login) ?? await org.Event("user.authentication.auth_via_LDAP_agent", login);
        if (way == 4)
        {
            Assert.Null(asked);
            return;
        }

        Assert.Equal(state == "Bound" ? "SUCCESS" : "FAILURE", (string?)asked!["outcome"]!["result"]);
        if (state == "Disabled")
        {
            Assert.Equal("DEPROVISIONED", await org.StatusOf(login));
        }
        else
        {
            Assert.Equal("ACTIVE", await org.StatusOf(login));
        }
    }

    private string Seed(Person person, string unit, bool feature, string rule)
    {
        var integration = world.Integration;
        var source = (DirectorySource.Ldap)integration.Source;
        return string.Create(CultureInfo.InvariantCulture, $$"""
            org: { name: corp, features: [ {{(feature ? "PASSWORDLESS_AUTHN_SIGNON_POLICY" : "")}} ] }
            directories:
              - name: corp
                type: {{(integration.Type == DirectoryType.ActiveDirectory ? "activeDirectory" : "ldap")}}
                importInterval: never
                organizationalUnits: [ "{{unit}}" ]
                ldap:
                  url: "{{source.Url}}"
                  startTls: {{(source.StartTls ? "true" : "false")}}
                  caFile: "{{source.CaFile}}"
                  bindDn: "{{source.BindDn}}"
                  bindPassword: "{{source.BindPassword}}"
                  baseDn: "{{source.BaseDn}}"
            users:
              - { login: {{person.Login}}, directory: corp, factors: { push: { device: phone } } }
            policies:
              signOn:
                - { name: P, rules: [ { name: R, {{rule}} } ] }
            """);
    }
}

/// <summary>The matrix against a domain controller.</summary>
[Collection(nameof(SambaWorld))]
public sealed class SambaMatrixTests(SambaWorld world) : AccountStateMatrix(world);

/// <summary>The matrix against an OpenLDAP with password policies.</summary>
[Collection(nameof(SlapdWorld))]
public sealed class SlapdMatrixTests(SlapdWorld world) : AccountStateMatrix(world);
