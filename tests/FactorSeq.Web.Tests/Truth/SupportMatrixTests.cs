using FactorSeq.Web.Errors;
using FactorSeq.Web.Tests.Support;
using FactorSeq.Web.Tests.Walk;

namespace FactorSeq.Web.Tests.Truth;

/// <summary>What of Okta is here: its documented calls, error codes and states of a sign-in against the routes that are really served and what tests have seen them answer.</summary>
public sealed class SupportMatrixTests
{
    // Authentication API, "Transaction state".
    private static readonly string[] States =
    [
        "UNAUTHENTICATED", "PASSWORD_WARN", "PASSWORD_EXPIRED", "RECOVERY", "RECOVERY_CHALLENGE", "PASSWORD_RESET", "LOCKED_OUT",
        "MFA_ENROLL", "MFA_ENROLL_ACTIVATE", "MFA_REQUIRED", "MFA_CHALLENGE", "SUCCESS",
    ];

    // Served, and not all of it. A row that is served whole is taken out here.
    private static readonly (string Route, string Why)[] Partly =
    [
        ("POST /api/v1/policies",                    "not IDP_DISCOVERY: the seed has those"),
        ("PUT /api/v1/policies/{}",                  "the same"),
        ("POST /api/v1/policies/{}/rules",           "the same; conditions: see management-api.md"),
        ("PUT /api/v1/policies/{}/rules/{}",         "the same"),
        ("POST /api/v1/zones",                       "type IP alone; BLOCKLIST is kept and refuses nobody"),
        ("PUT /api/v1/zones/{}",                     "the same"),
        ("GET /api/v1/logs",                         "20,000 events, not 90 days; no places, networks, sessions"),
        ("GET /api/v1/features",                     "an empty list: nothing here is for administrators to switch"),
        ("GET /api/v1/features/{}",                  "404: the same"),
        ("POST /api/v1/features/{}/{}",              "403 for factor sequencing, which Okta Support switches; 404 else"),
        ("POST /api/v1/users/{}/factors",            "no Duo, no identity providers as factors"),
        ("POST /oauth2/v1/clients",                  "members that are not emulated are passed over"),
        ("POST /api/v1/apps",                        "OPENID_CONNECT, SAML_2_0 and BOOKMARK; members that are not emulated are passed over"),
        ("PUT /api/v1/apps/{}",                      "the same"),
        ("GET /api/v1/apps/{}/credentials/keys",     "the org's key, which signs for all apps"),
        ("GET /api/v1/apps/{}/credentials/keys/{}",  "the same"),
        ("GET /api/v1/apps/{}/sso/saml/metadata",    "without `kid`"),
        ("GET /api/v1/authorizationServers/{}/claims", "not the protocol's own"),
        ("POST /api/v1/authorizationServers/{}/policies/{}/rules", "no inline hooks"),
        ("PUT /api/v1/authorizationServers/{}/policies/{}/rules/{}", "the same"),
        ("GET /.well-known/webfinger",               "routing rules of the seed"),
    ];

    [Fact]
    public async Task The_support_matrix_is_up_to_date()
    {
        var served = await Served();
        var seen = Reached.Kept(Reached.Routes);
        var page = new ReferencePage("Support matrix")
            .Paragraph(
                "Every call that Okta's reference described on 15 October 2021, when its pages were still the Classic Engine's own, against the routes that this server"
                + "\nserves. A test writes this page; nobody keeps it by hand.")
            .Paragraph(
                "* **supported**: the server has mapped the route, and a test of the web project has seen it succeed (a status below 400) in the last run that recorded what it"
                + "\n  reached (`FACTORSEQ_RECORD=1`). It does not say that every parameter of the call is there: what is known to be missing makes it **partly**, and the why"
                + "\n  is written by hand."
                + "\n* **untried**: mapped, and no test has seen it succeed."
                + "\n* **no**: the route is not there. The answer is 404 E0000008, or 405 E0000022 for another method of a path that is.")
            .Paragraph("*answers*: the statuses that tests have seen there. Who may call which route: a test walks all of them, see [management-api](management-api.md#who-may-call).");
        foreach (var area in Okta.Routes.GroupBy(route => route.Area))
        {
            page.Section(area.Key).Table(["call", "", "answers", "why"], area.Select(route => Row(route, served, seen)));
        }

        var documented = served.Where(route => Okta.Routes.Any(okta => okta.Is(route))).ToHashSet();
        page.Section("Beyond those pages")
            .Paragraph("Okta-shaped routes that the reference of that day does not list: hosted pages, undocumented calls that clients make, later additions.")
            .Table(
                ["call", "answers"],
                served.Where(route => !documented.Contains(route) && !route.IsEmulator && !OpenRoutes.AreFiles(route))
                    .Select(route => (string[])[$"`{route}`", string.Join(' ', seen.GetValueOrDefault(route.ToString(), ["untried"]))]))
            .Section("States of a sign-in")
            .Table(["state", ""], States.Select(state => (string[])[$"`{state}`", Reached.Kept(Reached.States).ContainsKey(state) ? "seen by tests" : "no"]))
            .Section("Error codes")
            .Paragraph($"{UsedCodes.Count} of the {Okta.ErrorCodes.Count} codes of Okta's catalogue (release 2026.08) are answered, with the words in [errors](errors.md):")
            .Paragraph(string.Join(' ', Okta.ErrorCodes.Keys.Where(UsedCodes.Contains)))
            .Paragraph("These are not. They belong to calls that are not here, to the Identity Engine, or to things that do not fail here:")
            .Paragraph(string.Join(' ', Okta.ErrorCodes.Keys.Where(code => !UsedCodes.Contains(code))))
            .ShouldBe("support-matrix.md");
    }

    [Fact]
    public async Task What_was_seen_is_still_served()
    {
        var served = (await Served()).Select(route => route.ToString()).ToHashSet();
        var gone = Reached.Kept(Reached.Routes).Keys.Where(route => !served.Contains(route) && !route.StartsWith("HEAD ", StringComparison.Ordinal)).ToList();
        Assert.True(gone.Count == 0, $"reached.json names what is not served: {string.Join("; ", gone)}. Take these lines out.");
    }

    [Fact]
    public void Every_state_of_a_sign_in_was_seen() => Assert.Empty(States.Except(Reached.Kept(Reached.States).Keys));

    [Fact]
    public async Task What_is_partly_there_is_there()
    {
        var served = await Served();
        Assert.All(Partly, row => Assert.Contains(Okta.Routes, route => route.ToString() == row.Route && served.Any(route.Is)));
    }

    private static HashSet<string> UsedCodes { get; } =
    [
        .. typeof(ErrorCodes).GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)
            .Select(field => field.GetValue(null)).OfType<ErrorCode>().Select(code => code.Code).Where(Okta.ErrorCodes.ContainsKey),
    ];

    private static string[] Row(OktaRoute route, ServedRoute[] served, SortedDictionary<string, string[]> seen)
    {
        if (served.FirstOrDefault(route.Is) is not { } found)
        {
            return [$"`{route}`", "no", "", ""];
        }

        var answers = seen.GetValueOrDefault(found.ToString(), []);
        var why = Partly.FirstOrDefault(row => row.Route == route.ToString()).Why;
        var state = why is not null ? "partly" : answers.Any(status => int.Parse(status) < 400) ? "supported" : "untried";
        return [$"`{route}`", state, string.Join(' ', answers), why ?? ""];
    }

    private static async Task<ServedRoute[]> Served()
    {
        await using var org = await OrgHost.Start();
        return ServedRoutes.All(org);
    }
}
