using FactorSeq.Core.Upgrade;
using FactorSeq.Web.Tests.Support;
using FactorSeq.Web.Upgrade;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FactorSeq.Web.Tests.Upgrade;

/// <summary>An org read at its address: from our own server, and from one that pages, throttles and refuses as Okta's does.</summary>
public sealed class ForeignClientTests
{
    private const string Token = "00secret-token";

    [Fact]
    public async Task Our_own_server_says_of_itself_what_it_says_to_whoever_reads_its_API()
    {
        var seed = await File.ReadAllTextAsync(PolicySet.Place("17-company"));
        await using var org = await OrgHost.Start($"{seed}\napiTokens: [ {{ name: audit, token: {Token} }} ]\n");

        var read = await Read(org.Address);
        var live = (await AuditRun.OfLive(org.Org, strict: false)).Audit;

        Assert.Equal((live.State, live.Target), (read.State, read.Target));
        Assert.Equal(live.Rules.Select(rule => (rule.Policy, rule.Rule, rule.Editor, string.Join(';', rule.Chains))), read.Rules.Select(rule => (rule.Policy, rule.Rule, rule.Editor, string.Join(';', rule.Chains))));
        AuditCheck[] ofPolicies = [AuditCheck.OktaMobile, AuditCheck.OktaMobileFewer, AuditCheck.RequiredEnrollment, AuditCheck.Unreachable, AuditCheck.SameAuthenticator];
        Assert.Equal(Of(live, ofPolicies), Of(read, ofPolicies));
        Assert.All(read.Findings.Where(finding => finding.Check == AuditCheck.FactorServiceError), finding => Assert.EndsWith("Users of directories are in the org.", finding.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(read.Findings, finding => finding.Check == AuditCheck.Unreadable);
    }

    [Fact]
    public async Task Pages_are_followed_and_a_limit_is_waited_for_as_long_as_the_org_says()
    {
        await using var okta = await Okta.Start();
        var waited = new List<TimeSpan>();

        var audit = await Read(okta.Address, waited);

        Assert.Equal(["A", "B", "Default Rule"], audit.Rules.Select(rule => rule.Rule));
        Assert.Equal([TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(3)], waited);
        Assert.Contains(audit.Findings, finding => finding.Message == "Which factors are active: /api/v1/org/factors answered 403.");
        Assert.All(okta.Tokens, token => Assert.Equal($"SSWS {Token}", token));
    }

    [Theory]
    [InlineData("elsewhere", "the token is for")]
    [InlineData("unknown", "does not know the token: Invalid token provided")]
    [InlineData("throttled", "answered 429 5 times")]
    [InlineData("forbidden", "/api/v1/policies answered 403: You do not have permission")]
    [InlineData("html", "it sends no JSON")]
    [InlineData("redirect", "/api/v1/policies answered 302")]
    public async Task A_token_goes_nowhere_else_and_what_is_no_org_is_refused(string behavior, string error)
    {
        await using var okta = await Okta.Start(behavior);
        var refused = await Assert.ThrowsAsync<ForeignException>(() => Read(okta.Address));
        Assert.Contains(error, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, refused.Message + refused.Cure, StringComparison.Ordinal);
        Assert.All(okta.Hosts, host => Assert.Equal(new Uri(okta.Address).Authority, host));
    }

    [Fact]
    public async Task A_token_is_not_sent_in_the_clear_and_not_to_nobody()
    {
        Assert.StartsWith("http://acme.okta.com: a token is sent over https alone.", (await Assert.ThrowsAsync<ForeignException>(() => Read("http://acme.okta.com"))).Message, StringComparison.Ordinal);
        Assert.True((await Assert.ThrowsAsync<ForeignException>(() => Read("http://127.0.0.1:1"))).NobodyThere);
    }

    private static IEnumerable<string> Of(Audit audit, AuditCheck[] checks) =>
        audit.Findings.Where(finding => checks.Contains(finding.Check)).Select(finding => $"{finding.Check.Id} {finding.Policy} {finding.Rule} {finding.Message}");

    private static async Task<Audit> Read(string address, List<TimeSpan>? waited = null)
    {
        var uri = new Uri(address);
        using var http = ForeignClient.Http(uri);
        var org = await new ForeignClient(http, uri, Token, (pause, _) =>
        {
            waited?.Add(pause);
            return Task.CompletedTask;
        }).Read(default);
        return AuditRun.OfForeign(org, address, PolicySet.Catalog, feature: null, isFolder: false, strict: false).Audit;
    }

    /// <summary>Answers as an Okta org does; in one way or another, badly.</summary>
    private sealed class Okta(WebApplication app) : IAsyncDisposable
    {
        private int asked;

        internal string Address => app.Urls.First();

        internal List<string> Tokens { get; } = [];

        internal List<string> Hosts { get; } = [];

        internal static async Task<Okta> Start(string behavior = "")
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var okta = new Okta(app);
            app.Run(context => okta.Answer(context, behavior));
            await app.StartAsync();
            return okta;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task Answer(HttpContext context, string behavior)
        {
            Tokens.Add(context.Request.Headers.Authorization.ToString());
            Hosts.Add(context.Request.Host.Value!);
            asked += context.Request.Path == "/api/v1/policies" ? 1 : 0;
            var second = context.Request.Query.ContainsKey("after");
            switch (behavior, context.Request.Path.Value)
            {
                case ("elsewhere", _):
                    context.Response.Headers.Link = """<https://evil.example/api/v1/policies?after=1>; rel="next" """;
                    return context.Response.WriteAsync("[]");
                case ("unknown", _):
                    return Fail(context, 401, "E0000011", "Invalid token provided");
                case ("forbidden", _):
                    return Fail(context, 403, "E0000006", "You do not have permission to perform the requested action");
                case ("throttled", _):
                    return Fail(context, 429, "E0000047", "API call exceeded rate limit due to too many requests.");
                case ("html", _):
                    return context.Response.WriteAsync("<html>");
                case ("redirect", _):
                    context.Response.Redirect("/elsewhere");
                    return Task.CompletedTask;
                case (_, "/api/v1/org/factors"):
                    return Fail(context, 403, "E0000006", "You do not have permission to perform the requested action");
                case (_, "/api/v1/policies") when asked == 1:
                    context.Response.Headers.Date = "Sat, 01 Mar 2031 12:00:00 GMT";
                    context.Response.Headers["X-Rate-Limit-Reset"] = $"{new DateTimeOffset(2031, 3, 1, 12, 0, 7, TimeSpan.Zero).ToUnixTimeSeconds()}";
                    return Fail(context, 429, "E0000047", "API call exceeded rate limit due to too many requests.");
                case (_, "/api/v1/policies") when asked == 2:
                    context.Response.Headers.RetryAfter = "3";
                    return Fail(context, 429, "E0000047", "API call exceeded rate limit due to too many requests.");
                case (_, "/api/v1/policies") when context.Request.Query["type"] == "OKTA_SIGN_ON" && !second:
                    context.Response.Headers.Link = new(
                        [$"<{Address}/api/v1/policies?type=OKTA_SIGN_ON>; rel=\"self\"", $"<{Address}/api/v1/policies?type=OKTA_SIGN_ON&after=00pA>; rel=\"next\""]);
                    return context.Response.WriteAsync($"[{Policy("00pA", "Staff", 1, system: false)}]");
                case (_, "/api/v1/policies") when second:
                    return context.Response.WriteAsync($"[{Policy("00pZ", "Default Policy", 2, system: true)}]");
                case (_, "/api/v1/policies/00pA/rules"):
                    context.Response.Headers.Link = second ? default : (Microsoft.Extensions.Primitives.StringValues)$"<{Address}/api/v1/policies/00pA/rules?after=0prA>; rel=\"next\"";
                    return context.Response.WriteAsync($"[{(second ? Rule("0prB", "B", 2) : Rule("0prA", "A", 1))}]");
                case (_, "/api/v1/policies/00pZ/rules"):
                    return context.Response.WriteAsync($"[{Rule("0prZ", "Default Rule", 1)}]");
                case (_, "/api/v1/groups/00gA"):
                    return context.Response.WriteAsync("""{"id":"00gA","profile":{"name":"Staff"}}""");
                default:
                    return context.Response.WriteAsync("[]");
            }
        }

        private static string Policy(string id, string name, int priority, bool system) =>
            $$$$"""{"id":"{{{{id}}}}","status":"ACTIVE","name":"{{{{name}}}}","priority":{{{{priority}}}},"system":{{{{(system ? "true" : "false")}}}},"conditions":{"people":{"groups":{"include":["00gA"]}}},"type":"OKTA_SIGN_ON"}""";

        private static string Rule(string id, string name, int priority) =>
            $$$$$"""{"id":"{{{{{id}}}}}","status":"ACTIVE","name":"{{{{{name}}}}}","priority":{{{{{priority}}}}},"type":"SIGN_ON","actions":{"signon":{"access":"CHALLENGE","challenge":{"chain":[{"criteria":[{"factorType":"push","provider":"OKTA"}]}]}}}}""";

        private static Task Fail(HttpContext context, int status, string code, string summary)
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync($$"""{"errorCode":"{{code}}","errorSummary":"{{summary}}","errorCauses":[]}""");
        }
    }
}
