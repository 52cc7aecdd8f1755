using FactorSeq.Core.Ports;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Authn;

/// <summary>Every error of the Authentication API, headers (as a trusted page sees them) and body, against the answer a person approved.</summary>
public sealed class ErrorTests
{
    private const string Ana = "ana@demo.test";

    private static readonly (string, string) Page = ("Origin", "http://trusted.test");

    private static readonly Dictionary<string, Func<OrgHost, Task<Reply>>> Refusals = new()
    {
        ["E0000001"] = org => Post(org, "/api/v1/authn", new { password = "x" }),
        ["E0000001-type"] = org => Post(org, "/api/v1/authn", """{"username":{"a":1}}"""),
        ["E0000003"] = org => Post(org, "/api/v1/authn", "{ \"username\": "),
        ["E0000004"] = org => Post(org, "/api/v1/authn", new { username = "nobody@demo.test" }),
        ["E0000007-factor"] = async org => await Verify(org, await org.Identify(Ana), "opfnobodyhasthisfact"),
        ["E0000007-session"] = org => org.Get("/api/v1/sessions/me", Page),
        ["E0000008"] = org => org.Get("/api/v1/nothing", Page),
        ["E0000011"] = org => Verify(org, "00" + new string('x', 40), "password"),
        ["E0000021"] = org => org.Send(HttpMethod.Post, "/api/v1/authn", new StringContent("username=ana"), Page),
        ["E0000022"] = org => org.Get("/api/v1/authn", Page),
        ["E0000068-passcode"] = async org => await Verify(org, await org.Identify(Ana), "token:software:totp", new { passCode = "000000" }),
        ["E0000068-answer"] = async org => await Verify(org, await org.Identify(Ana), "question", new { answer = "wrong" }),
        ["E0000068-password"] = async org => await Verify(org, await org.Identify(Ana), "password", new { password = "wrong" }),
        ["E0000069"] = async org =>
        {
            var named = await org.Identify(Ana);
            for (var i = 0; i < 4; i++)
            {
                (await org.Verify(named, "question", answer: "wrong")).Expect(403, "E0000068");
            }

            return await Verify(org, named, "question", new { answer = "wrong" });
        },
        ["E0000079"] = async org => await Verify(org, await org.Identify(Ana), await EmailOf(org)),
        ["E0000082"] = async org =>
        {
            var (code, one, other) = (await org.Otp(Ana), await org.Identify(Ana), await org.Identify(Ana));
            (await org.Verify(one, "token:software:totp", passCode: code)).Expect("SUCCESS");
            return await Verify(org, other, "token:software:totp", new { passCode = code });
        },
        ["E0000083"] = async org =>
        {
            var (code, named) = (await org.Otp(Ana), await org.Identify(Ana));
            await org.Clock.Advance("PT2M");
            return await Verify(org, named, "token:software:totp", new { passCode = code });
        },
        ["E0000085"] = async org =>
        {
            await org.Set(new { missingSecondFactor = "deny" });
            var named = await org.Identify("eve@demo.test");
            return await Verify(org, named, "sms", new { passCode = await Sent(org, named, "sms", "eve@demo.test") });
        },
        ["E0000109"] = async org => await SentTwice(org, "sms"),
        ["E0000118"] = async org => await SentTwice(org, "email"),
        ["E0000133"] = async org => await SentTwice(org, "call"),
    };

    public static TheoryData<string> Names { get; } = [.. Refusals.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_refusal_is_answered_in_Oktas_words(string name)
    {
        await using var org = await OrgHost.Start(Seed);
        await org.Clock.StopAt(Approve.Noon);
        Approve.Json(name, await Refusals[name](org));
    }

    [Fact]
    public async Task A_broken_machine_says_nothing_but_E0000009()
    {
        await using var org = await OrgHost.Start(Seed, services: BrokenDocuments.Put);
        org.Services.GetRequiredService<BrokenDocuments>().Broken = true;
        Approve.Json("E0000009", await Post(org, "/api/v1/authn", new { username = Ana }));
    }

    private static string Seed { get; } = Seeds.WithRule(
        Seeds.Chains("push", "totp", "sms", "call", "question", "password -> email"),
        users: """
              - login: eve@demo.test
                firstName: Eve
                lastName: Old
                password: Passw0rd-eve
                status: PASSWORD_EXPIRED
                groups: [ others ]
                factors: { sms: { phone: "+14155550102" } }
            """,
        signOn: """
                - name: Others
                  groups: [ others ]
                  rules: [ { name: Two steps, chains: [ "password", "sms -> totp" ] } ]
            """);

    private static Task<Reply> Post(OrgHost org, string path, object body) => org.Post(path, body, Page);

    private static Task<Reply> Verify(OrgHost org, Reply at, string factor, object? answer = null) =>
        Verify(org, at.StateToken!, at.FactorId(factor) ?? factor, answer);

    private static Task<Reply> Verify(OrgHost org, string stateToken, string factorId, object? answer = null)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(answer ?? new { })!.AsObject();
        body["stateToken"] = stateToken;
        return Post(org, $"/api/v1/authn/factors/{factorId}/verify", body);
    }

    private static async Task<string> EmailOf(OrgHost org) =>
        (await org.Documents.List(org.Org.Name, Orgs.DocumentKinds.Accounts, 10))
            .Single(a => a.Value.User.Login == Ana).Value.Enrollments.Single(e => e.Kind.Type == "email").Id;

    private static async Task<string> Sent(OrgHost org, Reply at, string factor, string login)
    {
        (await org.Verify(at, factor)).Expect("MFA_CHALLENGE");
        return await org.LatestCode(login, factor);
    }

    private static async Task<Reply> SentTwice(OrgHost org, string factor)
    {
        var named = await org.Identify(Ana);
        if (factor == "email")
        {
            named = (await org.Verify(named, "password", password: Seeds.Password)).Expect("MFA_REQUIRED");
        }

        var challenged = (await org.Verify(named, factor)).Expect("MFA_CHALLENGE");
        return await Post(org, $"/api/v1/authn/factors/{challenged.FactorId(factor)}/verify/resend", new { stateToken = named.StateToken });
    }
}
