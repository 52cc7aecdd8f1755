using System.Diagnostics;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace FactorSeq.Web.Tests.Lab;

/// <summary>What test suites do: an org for each test, many at once.</summary>
public sealed class ParallelTests(ITestOutputHelper output)
{
    private const int Orgs = 500;
    private const int AtOnce = 50;

    [Fact]
    public async Task Five_hundred_orgs_fifty_at_once_and_each_knows_its_own_only()
    {
        await using var host = await OrgHost.Start();
        var foreign = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, Orgs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
        {
            var name = $"test-{number}";
            (await host.Send(HttpMethod.Post, $"/emulator/orgs/{name}", OrgsTests.Yaml(Seeds.Ana))).Expect(201);
            var success = (await OrgsTests.SignIn(host, name)).Expect("SUCCESS");
            foreign.Enqueue(success.SessionToken!);
            var session = (await host.Post($"/o/{name}/api/v1/sessions", new { sessionToken = success.SessionToken })).Expect(200).Text("id");
            (await host.Post($"/o/{name}/emulator/clock", new { advance = $"PT{number + 1}M" })).Expect(200);
            (await host.Get("/api/v1/sessions/me", ("Cookie", $"sid={session}"))).Expect(404);
            var offset = System.Xml.XmlConvert.ToTimeSpan((await host.Get($"/o/{name}/emulator/clock")).Text("offset")!);
            Assert.Equal(number + 1, offset.TotalMinutes, 0.2);
            Assert.Equal(4, (await host.Get($"/o/{name}/emulator/requests")).Json!.AsArray().Count);
            var events = (await host.Get($"/o/{name}/emulator/events?user=ana@demo.test")).Json!.AsArray();
            Assert.Single(events, happened => (string?)happened!["eventType"] == "user.session.start");
            if (number % 2 == 0)
            {
                (await host.Send(HttpMethod.Delete, $"/emulator/orgs/{name}", null)).Expect(204);
                (await host.Get($"/o/{name}/api/v1/sessions/me", ("Cookie", $"sid={session}"))).Expect(404, "E0000007");
            }
        });
        output.WriteLine($"{Orgs} orgs with a sign-in each: {watch.ElapsedMilliseconds} ms");

        Assert.Equal((Orgs / 2) + 1, (await host.Get("/emulator/orgs")).Json!.AsArray().Count);
        Assert.Empty(await host.Documents.List("demo", DocumentKinds.Sessions, 10));
        Assert.Equal("[]", (await host.Get("/emulator/events?user=ana@demo.test")).Body);
        foreach (var token in foreign.Take(20))
        {
            (await host.OpenSessionOf(token)).Expect(401, "E0000004");
        }
    }

    [Fact]
    public async Task Making_and_dropping_one_takes_about_a_millisecond()
    {
        await using var host = await OrgHost.Start();
        async Task<double> Each(int count, string prefix)
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < count; i++)
            {
                (await host.Send(HttpMethod.Post, $"/emulator/orgs/{prefix}{i}", OrgsTests.Yaml(Seeds.Ana))).Expect(201);
                (await host.Send(HttpMethod.Delete, $"/emulator/orgs/{prefix}{i}", null)).Expect(204);
            }

            return watch.Elapsed.TotalMilliseconds / count;
        }

        await Each(50, "warm");
        var each = await Each(200, "t");
        output.WriteLine($"made and dropped over HTTP, each: {each:0.00} ms");
        Assert.InRange(each, 0, 50);
    }
}
