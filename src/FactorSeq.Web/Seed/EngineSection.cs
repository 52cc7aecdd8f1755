using System.Collections.Immutable;
using System.Globalization;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Upgrade;

namespace FactorSeq.Web.Seed;

/// <summary><c>org.identityEngine</c>: the org was upgraded, how, and when.</summary>
internal static class EngineSection
{
    private static readonly ImmutableArray<string> Modes = ["assurance", "preserve"];

    /// <summary>The org with its switch, where the seed has one.</summary>
    /// <param name="about">The members of <c>org</c>.</param>
    /// <param name="org">As the rest of the seed describes it: whether sequences can stay depends on its rules.</param>
    internal static OrgConfiguration Switch(Fields? about, OrgConfiguration org, SeedScope scope)
    {
        if (about?.Part("identityEngine", Shapes.IdentityEngine) is not { } engine)
        {
            return org;
        }

        var blockers = UpgradePlanning.Blockers(org);
        var preserves = engine.Choice("mode", -1, Modes) switch
        {
            0 => false,
            1 => true,
            _ => blockers.IsEmpty && Sequencing.State(org) == SequencingState.EnabledActive,
        };
        foreach (var blocker in preserves ? blockers : [])
        {
            scope.Errors.Add(
                engine["mode"]!,
                $"{UpgradeBlocker.Id}: {blocker.Policy} / {blocker.Rule}, chain {blocker.Chain + 1}: {scope.Catalog.NameOf(blocker.One)} and {scope.Catalog.NameOf(blocker.Other)} are methods of one authenticator",
                "Edit or remove one, or write mode: assurance.");
        }

        return org with { Engine = new EngineUpgrade(preserves, engine.Flag("methodChains", false), Since(engine, scope)) };
    }

    internal static string Mode(EngineUpgrade engine) => Modes[engine.PreservesSequences ? 1 : 0];

    // The clock of an exported org may have been ahead of this one's: what is still to come is taken for now.
    private static DateTimeOffset Since(Fields engine, SeedScope scope)
    {
        if (engine.Text("startedAt") is not { } text)
        {
            return scope.Now;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var since))
        {
            return since < scope.Now ? since : scope.Now;
        }

        scope.Errors.Add(engine["startedAt"]!, $"{Wording.Quoted(text)} is not a time", "Write for example 2030-01-31T18:00:00Z.");
        return scope.Now;
    }
}
