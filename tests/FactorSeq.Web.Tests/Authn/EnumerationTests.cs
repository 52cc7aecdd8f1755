using System.Diagnostics;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using Xunit.Abstractions;

namespace FactorSeq.Web.Tests.Authn;

/// <summary>Whoever cannot sign in is told one and the same; with prevention on, by a decoy that looks like anybody and never succeeds.</summary>
[Trait("setting", "userEnumerationPrevention"), Trait("basis", "inferred")]
public sealed class EnumerationTests(ITestOutputHelper output) : IAsyncLifetime
{
    private OrgHost org = null!;

    // Each cannot sign in for another reason.
    private static readonly string[] Unable =
    [
        "nobody@demo.test", "suspended@demo.test", "staged@demo.test", "gone@demo.test", "locked@demo.test", "denied@demo.test", "bare@demo.test",
        "", " ", "NOBODY@DEMO.TEST", "ünïcode@demo.test", new('x', 3000),
    ];

    public async Task InitializeAsync() => org = await OrgHost.Start(Seeds.WithRule(
        Seeds.Chains("push", "sms -> question", "totp", "question"),
        users: """
              - { login: suspended@demo.test, firstName: S, lastName: S, password: Passw0rd-s, status: SUSPENDED, factors: { sms: { phone: "+14155550111" } } }
              - { login: staged@demo.test, firstName: S, lastName: S, password: Passw0rd-s, status: STAGED, factors: { sms: { phone: "+14155550112" } } }
              - { login: gone@demo.test, firstName: S, lastName: S, password: Passw0rd-s, status: DEPROVISIONED, factors: { sms: { phone: "+14155550113" } } }
              - { login: locked@demo.test, firstName: S, lastName: S, password: Passw0rd-s, status: LOCKED_OUT, factors: { sms: { phone: "+14155550114" } } }
              - { login: denied@demo.test, firstName: S, lastName: S, password: Passw0rd-s, groups: [ others ], factors: { sms: { phone: "+14155550115" } } }
              - { login: bare@demo.test, firstName: S, lastName: S, password: Passw0rd-s }
            """,
        signOn: """
                - { name: Others, groups: [ others ], rules: [ { name: Never, authenticate: deny } ] }
            """));

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Without_prevention_all_hear_the_same_E0000004()
    {
        foreach (var login in Unable)
        {
            var answer = await org.Identify(login);
            Assert.Equal(Approve.Scrub((await org.Identify("nobody@demo.test")).Body), Approve.Scrub(answer.Body));
            answer.Expect(401, "E0000004");
            (await org.SignIn(login, "Passw0rd-s")).Expect(401, "E0000004");
        }
    }

    [Fact]
    public async Task With_prevention_all_see_a_decoy_shaped_like_a_real_user_and_the_same_each_time()
    {
        await org.Set(new { userEnumerationPrevention = true });
        var real = (await org.Identify("ana@demo.test")).Expect("UNAUTHENTICATED");
        foreach (var login in Unable.Concat(Enumerable.Range(0, 40).Select(i => $"maybe{i}@demo.test")))
        {
            var decoy = (await org.Identify(login)).Expect("UNAUTHENTICATED");
            Assert.Matches("^00[A-Za-z0-9_-]{40}$", decoy.StateToken);
            Assert.NotEmpty(decoy.Factors);
            Assert.Empty(decoy.Factors.Except(real.Factors));
            Assert.Equal(Keys(real.Json!), Keys(decoy.Json!));
            foreach (var factor in decoy.Offered)
            {
                var like = real.Offered.Single(f => (string?)f!["factorType"] == (string?)factor!["factorType"])!;
                Assert.Equal(Keys(like), Keys(factor!));
                Assert.Equal(((string)like["id"]!).Length, ((string)factor!["id"]!).Length);
            }

            var again = await org.Identify(login);
            Assert.Equal(Constant(decoy), Constant(again));
            Assert.Equal(Constant(decoy), Constant(await org.SignIn(login, "Passw0rd-s")));
            Assert.Equal(Constant(decoy), Constant(await org.Identify(login.ToUpperInvariant())));
        }
    }

    [Fact]
    public async Task Decoys_differ_as_people_differ()
    {
        await org.Set(new { userEnumerationPrevention = true });
        var looks = new HashSet<string>();
        for (var i = 0; i < 30; i++)
        {
            looks.Add(string.Join(",", (await org.Identify($"maybe{i}@demo.test")).Factors));
        }

        Assert.InRange(looks.Count, 4, 15);
    }

    [Fact]
    public async Task A_decoy_answers_as_a_real_user_answers_and_sends_nothing()
    {
        await org.Set(new { userEnumerationPrevention = true });
        await org.Clock.Freeze();
        var messages = (await org.Documents.Recent(org.Org.Name, DocumentKinds.Messages, null, 100)).Count;
        var real = await org.Identify("ana@demo.test");
        var decoy = await DecoyWith("push", "sms", "question", "token:software:totp");
        foreach (var type in new[] { "push", "sms" })
        {
            var (truth, lie) = (await org.Verify(real, type), await org.Verify(decoy, type));
            lie.Expect("MFA_CHALLENGE");
            Assert.Equal(Keys(truth.Json!), Keys(lie.Json!));
            Assert.Equal(Keys(truth.Json!["_embedded"]!["factor"]!), Keys(lie.Json!["_embedded"]!["factor"]!));
            Assert.Equal(truth.FactorResult, lie.FactorResult);
            Assert.Equal((await org.Resend(truth, type)).Status, (await org.Resend(lie, type)).Status);
        }

        Assert.All(await org.Pushes(), p => Assert.Equal("ana@demo.test", (string?)p!["user"]));
        Assert.Equal(messages + 1, (await org.Documents.Recent(org.Org.Name, DocumentKinds.Messages, null, 100)).Count);
        foreach (var (type, wrong) in new[] { ("sms", new { passCode = "000000", answer = "" }), ("question", new { passCode = "", answer = "x" }) })
        {
            var truth = await org.Verify(real, type, passCode: wrong.passCode, answer: wrong.answer);
            var lie = await org.Verify(decoy, type, passCode: wrong.passCode, answer: wrong.answer);
            Assert.Equal(Approve.Scrub(truth.Body), Approve.Scrub(lie.Body));
            Assert.Equal(403, lie.Status);
        }
    }

    [Fact]
    public async Task Five_wrong_answers_lock_a_decoy_as_they_lock_a_user_and_so_does_everything_after()
    {
        await org.Set(new { userEnumerationPrevention = true });
        var real = await org.Identify("ana@demo.test");
        var decoy = await DecoyWith("question", "push");
        for (var i = 0; i < 7; i++)
        {
            var truth = await org.Verify(real, "question", answer: "x");
            var lie = await org.Verify(decoy, "question", answer: "x");
            Assert.Equal(Approve.Scrub(truth.Body), Approve.Scrub(lie.Body));
            Assert.Equal(i < 4 ? "E0000068" : "E0000069", lie.ErrorCode);
        }

        // Both are answered again, look as everybody looks who cannot sign in, and have five tries.
        real = (await org.Identify("ana@demo.test")).Expect("UNAUTHENTICATED");
        var twin = (await org.Identify(Login(decoy))).Expect("UNAUTHENTICATED");
        Assert.Equal(Constant(decoy), Constant(twin));
        foreach (var again in new[] { real, twin })
        {
            for (var i = 0; i < 6; i++)
            {
                var answer = await org.Verify(again, again.Factors.Contains("question") ? "question" : again.Factors[0], passCode: "x", answer: "x");
                Assert.True(answer.Status == 403 || again.Factors is ["push"], $"{answer}");
            }
        }

        (await org.Verify(decoy, "question", answer: "x")).Expect(403, "E0000069");
    }

    [Fact]
    public async Task A_decoy_never_succeeds_whatever_is_tried()
    {
        await org.Set(new { userEnumerationPrevention = true, resendSmsSeconds = 0 });
        var decoy = await DecoyWith("push", "sms");
        for (var i = 0; i < 3; i++)
        {
            Assert.NotEqual("SUCCESS", (await org.Verify(decoy, "push")).State);
            Assert.NotEqual("SUCCESS", (await org.Verify(decoy, "sms")).State);
        }

        await org.Clock.Advance("PT4M");
        await org.Verify(decoy, "push");
        await org.Clock.Advance("PT4M");
        await org.Look(decoy);
        await org.Clock.Advance("PT2M");
        Assert.Equal("TIMEOUT", (await org.Verify(decoy, "push")).FactorResult);
        Assert.Null((await org.Previous(decoy)).Json!["_embedded"]!["user"]);
        Assert.Null((await org.Cancel(decoy)).Expect(200).State);
        (await org.Look(decoy)).Expect(401, "E0000011");
    }

    [Fact]
    public async Task A_decoys_password_is_judged_like_a_wrong_one()
    {
        await using var other = await OrgHost.Start(Seeds.WithRule("authenticate: password"));
        await other.Set(new { userEnumerationPrevention = true });
        var real = (await other.Identify("ana@demo.test")).Expect("UNAUTHENTICATED");
        var decoy = (await other.Identify("nobody@demo.test")).Expect("UNAUTHENTICATED");
        Assert.Equal(Approve.Scrub(real.Body).Length, Approve.Scrub(decoy.Body).Length);
        Assert.Equal(
            Approve.Scrub((await other.Verify(real, "password", password: "x")).Body),
            Approve.Scrub((await other.Verify(decoy, "password", password: "x")).Body));
        var rivals = new[] { "ana@demo.test", "nobody@demo.test" };
        Assert.Equal(
            Approve.Scrub((await other.SignIn(rivals[0], "x")).Body), Approve.Scrub((await other.SignIn(rivals[1], "x")).Body));

        // Measured, not asserted: two shared cores keep no time.
        foreach (var login in rivals)
        {
            var times = new List<double>();
            for (var i = 0; i < 20; i++)
            {
                var watch = Stopwatch.StartNew();
                await other.Identify(login);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            output.WriteLine($"{login}: median {times.Order().ElementAt(10):0.00} ms");
        }
    }

    private readonly Dictionary<string, string> logins = [];

    private async Task<Reply> DecoyWith(params string[] types)
    {
        for (var i = 0; ; i++)
        {
            var decoy = await org.Identify($"maybe{i}@demo.test");
            if (types.All(decoy.Factors.Contains))
            {
                logins[decoy.StateToken!] = $"maybe{i}@demo.test";
                return decoy;
            }
        }
    }

    private string Login(Reply decoy) => logins[decoy.StateToken!];

    private static string[] Keys(System.Text.Json.Nodes.JsonNode node) => [.. node.AsObject().Select(m => m.Key)];

    // All of it but the token and the instant.
    private static string Constant(Reply reply)
    {
        var body = reply.Json!.DeepClone().AsObject();
        body.Remove("stateToken");
        body.Remove("expiresAt");
        return body.ToJsonString();
    }
}
