using System.Collections.Immutable;
using System.Globalization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Core.Policies;

/// <summary>
/// What a rule of an app's sign-on policy carries. It has no place for a chain or for the name of a factor: sequences belong to Okta
/// sign-on policies alone ("MFA factor sequencing").
/// </summary>
/// <param name="ReauthenticateMinutes">How old the last proof may be; 0 is as old as the session.</param>
public sealed record AppSignOnAction(bool Allows, AppPrompt Prompt = AppPrompt.Never, int ReauthenticateMinutes = 0);

/// <summary>How often an app asks for a factor besides the password.</summary>
public enum AppPrompt
{
    /// <summary>Not at all.</summary>
    Never,

    /// <summary>Each time it is opened, whatever the session has proved.</summary>
    EverySignOn,

    /// <summary>Where the session has proved none.</summary>
    OncePerSession,
}

/// <summary>What a session has to show.</summary>
/// <param name="Password">When the password was proved; null for a passwordless session.</param>
/// <param name="Factor">When a factor other than the password was last proved.</param>
/// <param name="ForThisApp">Whether that was for the app that is being opened, and nothing was opened with it yet.</param>
public sealed record SessionProofs(DateTimeOffset Opened, DateTimeOffset? Password, DateTimeOffset? Factor, bool ForThisApp = false)
{
    /// <summary>Each factor that was proved, with its last times. Classic's rules never ask which it was; those of Identity Engine do.</summary>
    public ImmutableArray<FactorProof> Proved { get; init; } = [];
}

/// <summary>That a factor was proved, and when.</summary>
public sealed record FactorProof(FactorKind Kind, DateTimeOffset At)
{
    // No chain has more steps, each of which wants a proof of its own.
    private const int MostOfOneFactor = 3;

    /// <summary>What is known once newer proofs have come: of each factor the last few.</summary>
    public static ImmutableArray<FactorProof> Newest(ImmutableArray<FactorProof> known, ImmutableArray<FactorProof> newer)
    {
        var all = newer.AddRange(known);
        return all.Length < 2
            ? all
            : [.. all.GroupBy(proof => proof.Kind).SelectMany(each => each.OrderByDescending(proof => proof.At).Take(MostOfOneFactor))];
    }
}

/// <summary>What an app's policy makes of a session.</summary>
public enum AppAccess
{
    Granted,

    /// <summary>Granted once more is proved.</summary>
    StepUp,
    Denied,
}

/// <summary>What an app's policy says, and why.</summary>
/// <param name="Rule">The rule that decided.</param>
/// <param name="NeedsPassword">The password must be proved again.</param>
/// <param name="NeedsFactor">A factor must be proved; any that the user has.</param>
public sealed record AppSignOnDecision(string? Policy, string? Rule, AppAccess Access, bool NeedsPassword, bool NeedsFactor, string Reason)
{
    /// <summary>Works out every rule that was asked, and why it held or not.</summary>
    public required Func<IEnumerable<PolicyTrace>> Trace { get; init; }

    /// <summary>What is to be proved, where the rule names factors, as those of Identity Engine do; null for any.</summary>
    public FactorChains? Chains { get; init; }

    internal static AppSignOnDecision Of<TAction>(
        Evaluation<TAction> evaluation, AppAccess access, string reason, bool needsPassword = false, bool needsFactor = false, FactorChains? chains = null) =>
        new(evaluation.Policy?.Name, evaluation.Rule?.Name, access, needsPassword, needsFactor, reason) { Trace = evaluation.Trace, Chains = chains };
}

/// <summary>Evaluates app sign-on policies: each app has one, asked by itself, after the Okta sign-on policy has let its user in.</summary>
public static class AppSignOn
{
    /// <summary>The rule for whom no other holds: access allowed, nothing asked.</summary>
    public const string DefaultRule = "Default sign on rule";

    private static readonly AppSignOnAction ByDefault = new(Allows: true);

    /// <summary>The policy of an app: its rules in order, and after them the one that every app has.</summary>
    public static Policy<AppSignOnAction> Policy(string appId, string label, ImmutableArray<Rule<AppSignOnAction>> rules) => new()
    {
        Id = appId,
        Name = label,
        Priority = 1,
        Rules =
        [
            .. rules,
            new Rule<AppSignOnAction>
            {
                Id = appId, Name = DefaultRule, Priority = rules.Length + 1, System = true, Action = ByDefault,
            },
        ],
    };

    /// <summary>Holds a session against the rule that decides.</summary>
    public static AppSignOnDecision Decide(
        Policy<AppSignOnAction> policy, PolicyNames names, SignOnRequest request, SessionProofs session, DateTimeOffset now)
    {
        var evaluation = Evaluate.First([policy], names, request);
        var action = evaluation.Rule?.Action ?? ByDefault;
        if (!action.Allows)
        {
            return AppSignOnDecision.Of(evaluation, AppAccess.Denied, "the rule denies access");
        }

        // What opened the session is what renews it: the password, or for those who signed in without one any factor.
        var last = session.Password ?? session.Factor ?? session.Opened;
        var stale = action.ReauthenticateMinutes > 0 && now - last >= TimeSpan.FromMinutes(action.ReauthenticateMinutes);
        var (asks, why) = Asks(action.Prompt, session);
        var needsPassword = stale && session.Password is not null;
        var needsFactor = asks || stale && session.Password is null;
        return AppSignOnDecision.Of(
            evaluation,
            needsPassword || needsFactor ? AppAccess.StepUp : AppAccess.Granted,
            stale ? $"the rule asks again after {action.ReauthenticateMinutes} minutes, and the last proof was at {Instant(last)}; {why}" : why,
            needsPassword,
            needsFactor);
    }

    private static (bool Asks, string Why) Asks(AppPrompt prompt, SessionProofs session) => (prompt, session) switch
    {
        (AppPrompt.Never, _)                                => (false, "the rule asks for no factor"),
        (AppPrompt.EverySignOn, { ForThisApp: true })       => (false, "a factor was proved for this sign-on"),
        (AppPrompt.EverySignOn, _)                          => (true, "the rule asks for a factor at every sign-on"),
        (AppPrompt.OncePerSession, { Factor: { } at })      => (false, $"once per session, and this session proved a factor at {Instant(at)}"),
        _                                                   => (true, "once per session, and this session has proved no factor"),
    };

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
