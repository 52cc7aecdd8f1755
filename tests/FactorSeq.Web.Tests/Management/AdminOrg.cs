using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>What the tests of an org's settings have in common.</summary>
internal static class AdminOrg
{
    /// <summary>Starts an org whose clock stands.</summary>
    internal static async Task<OrgHost> Start(string? seed = null)
    {
        var org = await OrgHost.Start(seed ?? ManagementOrg.Seed);
        await org.Clock.StopAt(Approve.Noon);
        return org;
    }

    /// <summary>An approved answer with an id that differs from run to run.</summary>
    internal static Reply ApprovedAs(this Reply reply, string name, string? id = null)
    {
        Approve.Json(name, id is null ? reply : new Reply(reply.Status, reply.Body.Replace(id, "{id}", StringComparison.Ordinal), reply.Headers));
        return reply;
    }

    /// <summary>Event types about the org's settings, oldest first.</summary>
    internal static async Task<string[]> Events(this OrgHost org, string prefix) =>
        [.. (await org.Get("/emulator/events?limit=1000")).Json!.AsArray().Reverse().Select(e => (string)e!["eventType"]!).Where(type => type.StartsWith(prefix, StringComparison.Ordinal))];

    internal static async Task<string> Group(this OrgHost org, string name) =>
        (await org.Ask($"/api/v1/groups?q={Uri.EscapeDataString(name)}")).All(group => group["id"]).First();

    internal static async Task<string> User(this OrgHost org, string login) => (await org.Ask($"/api/v1/users/{login}")).Expect(200).Text("id")!;

    internal static async Task<string[]> GroupsOf(this OrgHost org, string login) =>
        (await org.Ask($"/api/v1/users/{login}/groups")).All(group => group["profile"]!["name"]);

    internal static T With<T>(this T what, Action<T> change)
    {
        change(what);
        return what;
    }

    internal static JsonNode Json(string text) => JsonNode.Parse(text)!;

    /// <summary>Every route of a resource refuses who has no right to it, and answers 404 for what is not there.</summary>
    internal static async Task Refuses(this OrgHost org, string routes, string reader, string stranger)
    {
        foreach (var route in routes.Split(',', StringSplitOptions.TrimEntries))
        {
            var (method, path) = (new HttpMethod(route.Split(' ')[0]), route.Split(' ')[1]);
            var reads = method == HttpMethod.Get;
            Task<Reply> As(params (string, string)[] caller) => org.Send(method, path, reads || method == HttpMethod.Delete ? null : OrgHost.Body(new { }), caller);
            (await As()).Expect(403, "E0000005");
            (await As(ManagementOrg.Token(stranger))).Expect(403, "E0000006");
            var read = await As(ManagementOrg.Token(reader));
            Assert.True(reads ? read.Status is 200 or 404 : read is { Status: 403, ErrorCode: "E0000006" }, $"{route}: {read}");
        }
    }
}
