using System.Collections.Immutable;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Lab;

/// <summary>The faults of an org, in the order in which they were asked for; the first that fits strikes.</summary>
internal sealed class Faults(LabBoard board)
{
    internal const int Most = 100;

    internal bool IsEmpty => All.IsEmpty;

    internal ImmutableArray<Fault> All => board.State.Faults;

    /// <returns>false where there are too many.</returns>
    internal ValueTask<bool> Add(Fault fault) => board.Change(now => now.Faults.Length < Most ? now with { Faults = now.Faults.Add(fault) } : null);

    internal ValueTask<bool> Remove(string id) => board.Change(now => now.Faults.Any(f => f.Id == id) ? now with { Faults = now.Faults.RemoveAll(f => f.Id == id) } : null);

    internal ValueTask<bool> Clear() => board.Change(now => now.Faults.IsEmpty ? null : now with { Faults = [] });

    /// <summary>The fault that strikes a factor's provider; null where it works.</summary>
    internal ValueTask<Fault?> OfFactor(string factor, string? login) => IsEmpty ? default : Strike(f => f.Factor == factor && IsOf(f, login));

    /// <summary>The same for whoever cannot wait: only where several nodes count a tester's faults is there anything to wait for.</summary>
    internal Fault? OfFactorAtOnce(string factor, string? login)
    {
        var struck = OfFactor(factor, login);
        return struck.IsCompletedSuccessfully ? struck.Result : struck.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>The fault that strikes a directory; null where it works.</summary>
    internal ValueTask<Fault?> OfDirectory(string directory, string? login) => IsEmpty
        ? default
        : Strike(f => string.Equals(f.Directory, directory, StringComparison.OrdinalIgnoreCase) && IsOf(f, login));

    /// <summary>Takes one strike of the first fault that fits: of any number of requests at once, as many as are left.</summary>
    internal async ValueTask<Fault?> Strike(Predicate<Fault> fits)
    {
        while (All.FirstOrDefault(fault => !fault.IsSpent && fits(fault)) is { } fault)
        {
            if (fault.Remaining is null || await board.Change(now => Struck(now, fault.Id)))
            {
                return fault;
            }
        }

        return null;
    }

    private static LabState? Struck(LabState now, string id) => now.Faults.FirstOrDefault(fault => fault.Id == id) is { Remaining: > 0 } fault
        ? now with { Faults = now.Faults.Replace(fault, fault with { Remaining = fault.Remaining - 1 }) }
        : null;

    /// <summary>Whether a fault is meant for a user, by the whole login or the part before the @.</summary>
    internal static bool IsOf(Fault fault, string? login) => fault.User is not { } user || (login is not null && Names(user, login));

    internal static bool Names(string user, string login)
    {
        var (wanted, key) = (Login.Key(user), Login.Key(login));
        return wanted == key || (!wanted.Contains('@', StringComparison.Ordinal) && key.StartsWith(wanted + "@", StringComparison.Ordinal));
    }
}
