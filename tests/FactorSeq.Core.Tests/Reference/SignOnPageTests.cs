using System.Text;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Properties;
using FactorSeq.Core.Tests.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Reference;

/// <summary>
/// Keeps <c>docs/reference/sign-on.md</c> true: its picture is what the machine does, its examples are run, its refusals are all there are.
/// With <c>FACTORSEQ_APPROVE=1</c> in the environment the picture is drawn anew.
/// </summary>
public sealed class SignOnPageTests
{
    private const int Depth = 8;

    private static readonly string Page = Repository.Path("docs", "reference", "sign-on.md");

    // Half-steps of one request, and looks: they leave the state as it is.
    private static readonly string[] Undrawn = [nameof(Step.Chose), nameof(Step.AskedAgain), nameof(Step.Looked)];

    private static readonly string[] Order =
        ["Bootstrapped", "Unauthenticated", "MfaRequired", "MfaChallenge", "LockedOut", "Success", "Ended"];

    private static readonly (string Step, string Text)[] Labels =
    [
        ("Identified", "username"),
        ("VouchedFor", "vouched for"),
        ("Judged.Challenged", "challenge"),
        ("Judged.Pending", "poll"),
        ("Judged.Over", "denied or timed out"),
        ("Judged.Accepted", "proof"),
        ("WentBack", "previous"),
        ("Redeemed", "redirect"),
        ("Cancelled", "cancel"),
    ];

    private static readonly Dictionary<string, string> AroundLabels = new()
    {
        ["AskedForLink"] = "link wanted",
        ["AskedForCode"] = "code wanted",
        ["Skipped"] = "skip",
        ["WishedToEnroll"] = "factor chosen",
        ["Enrolled"] = "factor set up",
        ["ActivationRenewed"] = "another code",
        ["ActivationJudged"] = "activated",
        ["WentBack"] = "previous",
        ["PasswordChanged"] = "new password",
        ["PasswordReset"] = "new password",
        ["RecoveryCodeJudged"] = "right code",
        ["RecoveryAnswered"] = "right answer",
    };

    private sealed record Edge(string From, string Step, string To);

    [Fact]
    public void The_picture_of_the_states_is_what_the_machine_does()
    {
        var drawn = Draw(Edges());
        var page = File.ReadAllText(Page);
        var block = Block(page, "generated:states");
        if (Environment.GetEnvironmentVariable("FACTORSEQ_APPROVE") == "1" && block != drawn)
        {
            File.WriteAllText(Page, page.Replace($"<!-- generated:states -->\n{block}", $"<!-- generated:states -->\n{drawn}"));
            block = drawn;
        }

        Assert.Equal(drawn, block);
    }

    [Fact]
    public void The_picture_of_the_states_around_is_the_table_that_is_tried()
    {
        var drawn = DrawAround();
        var page = File.ReadAllText(Page);
        var block = Block(page, "generated:around");
        if (Environment.GetEnvironmentVariable("FACTORSEQ_APPROVE") == "1" && block != drawn)
        {
            File.WriteAllText(Page, page.Replace($"<!-- generated:around -->\n{block}", $"<!-- generated:around -->\n{drawn}"));
            block = drawn;
        }

        Assert.Equal(drawn, block);
    }

    [Fact]
    public void The_picture_is_complete()
    {
        var edges = Edges();

        Assert.All(
            StateAndStepTests.Taken().Where(cell => Order.Contains(cell.From) && Order.Contains(cell.To)),
            cell => Assert.Contains(new Edge(cell.From, cell.Step, cell.To), edges));
        Assert.All(edges.Where(edge => Undrawn.Contains(edge.Step)), edge => Assert.Equal(edge.From, edge.To));
    }

    [Fact]
    public void The_examples_of_residuals_are_true()
    {
        var rows = Rows(Block(File.ReadAllText(Page), "tried:residuals"));
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var chains = Chains.Parse(row[0].Replace("`", "").Replace("\\|", "|").Split(';'));
            var signOn = ASignOn.Under(new RuleAction.Sequence(chains)).EnrolledIn(Ana.Factors);
            var proved = row[1] == "nothing" ? [] : row[1].Split(", ");
            var left = chains.Residual(proved.Select(Chains.Kind));

            Assert.Equal(row[2], left.IsComplete ? "complete" : left.IsEmpty ? "nothing"
                : string.Join("; ", left.Items.Select(chain => $"`{chain.Describe(ASignOn.Catalog.NameOf).Replace("|", "\\|")}`")));
            Assert.Equal(row[3], left.IsComplete ? "" : string.Join(", ", signOn.Facts().Offers(left, []).Select(e => ASignOn.Catalog.NameOf(e.Kind))));
        }
    }

    [Fact]
    public void Every_refusal_stands_on_the_page_with_its_error() =>
        Assert.All(Enum.GetNames<Refusal>(), name => Assert.Matches($@"(?m)^\| `{name}` \|.*\| \d{{3}} E\d{{7}} \|$", File.ReadAllText(Page)));

    // Tries every move in every situation it has not met before, in each of a few orgs that between them can reach every state.
    private static HashSet<Edge> Edges()
    {
        var edges = new HashSet<Edge>();
        Explore(edges, ["push", "sms", "question"], () => ASignOn.Under("push -> question", "question -> sms").EnrolledIn("push", "sms", "question").OnAHostedPage());
        Explore(edges, ["password"], () => ASignOn.Under("password").EnrolledIn("password").Locking(new PasswordAction(MaxAttempts: 1, ShowLockoutFailures: true)));
        Explore(edges, [], () => ASignOn.Under("password").EnrolledIn("password")
            .WithStatus(AccountStatus.LockedOut).Locking(new PasswordAction(ShowLockoutFailures: true)));
        return edges;
    }

    private static void Explore(HashSet<Edge> edges, string[] factors, Func<ASignOn> begin)
    {
        Move[] moves =
        [
            .. new[] { Act.Identify, Act.Vouch, Act.Approve, Act.Deny, Act.Back, Act.Look, Act.Redeem, Act.Cancel }.Select(act => new Move(act)),
            .. factors.SelectMany(factor => new[] { Act.Ask, Act.Right, Act.Wrong, Act.Resend }.Select(act => new Move(act, factor))),
        ];
        var seen = new HashSet<string>();
        var ways = new Queue<Move[]>([[]]);
        while (ways.TryDequeue(out var way))
        {
            var signOn = new Story([], [], false, way).Play(begin(), _ => { });
            foreach (var taken in signOn.Walk.Where(taken => taken.Decision.Refusal is null))
            {
                edges.Add(new Edge(taken.From.GetType().Name, StepOf(taken), taken.Decision.Next.GetType().Name));
            }

            if (way.Length < Depth && seen.Add(Situation(signOn)))
            {
                foreach (var move in moves)
                {
                    ways.Enqueue([.. way, move]);
                }
            }
        }
    }

    private static string Situation(ASignOn signOn) => string.Join(
        '/',
        signOn.State.GetType().Name,
        (signOn.State as Transaction.MfaChallenge)?.EnrollmentId,
        (signOn.State as Transaction.MfaChallenge)?.Result,
        string.Join(',', signOn.State.Context.ProvedKinds),
        signOn.Account.User.Status,
        signOn.Phone);

    private static string StepOf(Taken taken) => taken.Step is Step.Judged judged ? $"Judged.{judged.Verdict.GetType().Name}" : taken.Step.GetType().Name;

    private static string Draw(HashSet<Edge> edges)
    {
        var text = new StringBuilder("```mermaid\nstateDiagram-v2\n");
        foreach (var state in Order)
        {
            text.Append($"    state \"{NameOf(state)}\" as {state}\n");
        }

        text.Append("    [*] --> Bootstrapped\n");
        foreach (var pair in edges.Where(edge => !Undrawn.Contains(edge.Step)).GroupBy(edge => (edge.From, edge.To))
            .OrderBy(pair => Array.IndexOf(Order, pair.Key.From)).ThenBy(pair => Array.IndexOf(Order, pair.Key.To)))
        {
            var steps = Labels.Where(label => pair.Any(edge => edge.Step == label.Step)).Select(label => label.Text);
            var why = pair.Key.To == "LockedOut" ? "account is locked" : string.Join(", ", steps);
            text.Append($"    {pair.Key.From} --> {pair.Key.To} : {why}\n");
        }

        return text.Append("    Ended --> [*]\n```\n").ToString();
    }

    private static string DrawAround()
    {
        var cells = StateAndStepTests.Taken()
            .Where(cell => !(Order.Contains(cell.From) && Order.Contains(cell.To)) && !Undrawn.Contains(cell.Step) && cell.Step != "Cancelled")
            .ToList();
        var states = cells.SelectMany(cell => new[] { cell.From, cell.To }).Distinct().ToList();
        var text = new StringBuilder("```mermaid\nstateDiagram-v2\n");
        foreach (var state in states)
        {
            text.Append($"    state \"{NameOf(state)}\" as {state}\n");
        }

        foreach (var pair in cells.GroupBy(cell => (cell.From, cell.To)))
        {
            text.Append($"    {pair.Key.From} --> {pair.Key.To} : {string.Join(", ", pair.Select(cell => AroundLabels[cell.Step]))}\n");
        }

        return text.Append("```\n").ToString();
    }

    private static string NameOf(string state) => state switch
    {
        "Bootstrapped" => "nobody named yet",
        "Ended" => "ended",
        "MfaRequired" => "MFA_REQUIRED",
        "MfaChallenge" => "MFA_CHALLENGE",
        "LockedOut" => "LOCKED_OUT",
        "RecoveryMailed" => "RECOVERY_CHALLENGE by mail",
        "RecoveryGranted" => "RECOVERY for a trusted app",
        "Unlocked" => "SUCCESS of an unlock",
        _ => string.Concat(state.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{c}")).ToUpperInvariant(),
    };

    private static string Block(string page, string name)
    {
        var from = page.IndexOf($"<!-- {name} -->\n", StringComparison.Ordinal);
        var to = page.IndexOf($"<!-- /{name} -->", StringComparison.Ordinal);
        Assert.True(from >= 0 && to > from, $"{name} is not marked on the page");
        return page[(from + $"<!-- {name} -->\n".Length)..to];
    }

    private static List<string[]> Rows(string table) =>
        [.. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
            .Select(line => line.Replace("\\|", "\0").Trim('|').Split('|').Select(cell => cell.Replace("\0", "\\|").Trim()).ToArray())];
}
