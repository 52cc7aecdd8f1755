using System.Collections.Immutable;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Lab;

/// <summary>The faults of an org, in the order in which they were asked for; the first that fits strikes.</summary>
internal sealed class Faults
{
    internal const int Most = 100;

    private ImmutableArray<Fault> all = [];

    internal bool IsEmpty => All.IsEmpty;

    internal ImmutableArray<Fault> All => ImmutableInterlocked.InterlockedCompareExchange(ref all, default, default);

    /// <returns>false where there are too many.</returns>
    internal bool Add(Fault fault) => ImmutableInterlocked.Update(ref all, (now, added) => now.Length < Most ? now.Add(added) : now, fault);

    internal bool Remove(string id) => ImmutableInterlocked.Update(ref all, (now, gone) => now.RemoveAll(f => f.Id == gone), id);

    internal void Clear() => ImmutableInterlocked.InterlockedExchange(ref all, []);

    /// <summary>The fault that strikes a factor's provider; null where it works.</summary>
    internal Fault? OfFactor(string factor, string? login) => IsEmpty ? null : Strike(f => f.Factor == factor && IsOf(f, login));

    /// <summary>The fault that strikes a directory; null where it works.</summary>
    internal Fault? OfDirectory(string directory, string? login) => IsEmpty
        ? null
        : Strike(f => string.Equals(f.Directory, directory, StringComparison.OrdinalIgnoreCase) && IsOf(f, login));

    /// <summary>Takes one strike of the first fault that fits.</summary>
    internal Fault? Strike(Predicate<Fault> fits)
    {
        foreach (var fault in All)
        {
            if (!fault.IsSpent && fits(fault) && fault.Strikes())
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>Whether a fault is meant for a user, by the whole login or the part before the @.</summary>
    internal static bool IsOf(Fault fault, string? login) => fault.User is not { } user || (login is not null && Names(user, login));

    internal static bool Names(string user, string login)
    {
        var (wanted, key) = (Login.Key(user), Login.Key(login));
        return wanted == key || (!wanted.Contains('@', StringComparison.Ordinal) && key.StartsWith(wanted + "@", StringComparison.Ordinal));
    }
}
