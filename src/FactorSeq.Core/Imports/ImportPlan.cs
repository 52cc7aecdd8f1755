using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;

namespace FactorSeq.Core.Imports;

/// <summary>When imports run, and what they read.</summary>
public static class ImportPlan
{
    /// <summary>The longest random delay that is added to an interval (Okta, "Scheduled imports run at different times").</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    /// <summary>
    /// When the next import is due: at once before the first, then the interval after the <em>end</em> of the last, and a delay that differs from
    /// import to import; null where imports do not run by themselves.
    /// </summary>
    /// <param name="chance">Keyed by the directory.</param>
    public static DateTimeOffset? Due(ImportState state, DirectoryIntegration directory, Entropy chance) =>
        state.Ended is not { } ended ? DateTimeOffset.MinValue
        : directory.ImportInterval is not { } interval ? null
        : ended + interval + TimeSpan.FromSeconds(chance.Below($"delay {state.Runs}", (int)MaxDelay.TotalSeconds));

    /// <summary>
    /// What an import reads: what was asked for, or everything where what has changed since the last one cannot be told (Okta, "Why was an
    /// incremental import converted into a full import").
    /// </summary>
    /// <returns>The mode, and why an incremental import became a full one.</returns>
    public static (ImportMode Mode, string? Converted) Mode(ImportMode wanted, ImportState state, DirectoryIntegration directory, DirectoryPosition now)
    {
        if (wanted == ImportMode.Full)
        {
            return (ImportMode.Full, null);
        }

        return state.Position is not { } last ? (ImportMode.Full, "the first import reads everything")
            : state.Scope != directory.ImportScope ? (ImportMode.Full, "the organizational units or the user filter have changed")
            : last.Server != now.Server ? (ImportMode.Full, $"the directory answers from {now.Server}, and the last import read {last.Server}")
            : (ImportMode.Incremental, null);
    }

    /// <summary>Whether an import that was broken off can still be gone on with.</summary>
    public static bool GoesOn(ImportRun run, ImportMode wanted, DirectoryIntegration directory, DirectoryPosition now) =>
        run.Scope == directory.ImportScope && run.Begin.Server == now.Server && (run.Mode == ImportMode.Full || wanted == ImportMode.Incremental);
}
