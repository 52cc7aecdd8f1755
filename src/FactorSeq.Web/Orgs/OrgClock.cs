namespace FactorSeq.Web.Orgs;

/// <summary>The org's time: the machine's, shifted or stopped by the tester. Moving it back changes nothing already written.</summary>
/// <param name="at">Where it stands, or null where nobody has moved it.</param>
internal sealed class OrgClock(TimeProvider machine, ClockSetting? at)
{
    private static readonly ClockSetting Untouched = new(TimeSpan.Zero, null);

    private readonly Lock taking = new();
    private ClockSetting setting = at ?? Untouched;
    private long version;

    internal DateTimeOffset Now => At(Volatile.Read(ref setting));

    /// <summary>The machine's own time.</summary>
    internal DateTimeOffset Machine => machine.GetUtcNow();

    internal ClockSetting Setting => Volatile.Read(ref setting);

    internal bool IsFrozen => Setting.FrozenAt is not null;

    /// <summary>How far the org is ahead of the machine.</summary>
    internal TimeSpan Offset => Now - machine.GetUtcNow();

    /// <summary>The version of the document that it stands by; 0 where nobody has moved it.</summary>
    internal long Version => Volatile.Read(ref version);

    /// <summary>Begins where the store says it stands.</summary>
    internal void Set(ClockSetting? to, long at)
    {
        lock (taking)
        {
            version = at;
            Volatile.Write(ref setting, to ?? Untouched);
        }
    }

    /// <summary>Goes to where a move has put it, unless a later move was here already.</summary>
    internal void Take(ClockSetting to, long moved)
    {
        lock (taking)
        {
            if (moved > version)
            {
                version = moved;
                Volatile.Write(ref setting, to);
            }
        }
    }

    internal ClockSetting Advanced(TimeSpan by) => Setting is { FrozenAt: { } at } frozen
        ? frozen with { FrozenAt = at + by }
        : Setting with { Offset = Setting.Offset + by };

    internal ClockSetting SetTo(DateTimeOffset instant) => IsFrozen
        ? new ClockSetting(TimeSpan.Zero, instant)
        : new ClockSetting(instant - machine.GetUtcNow(), null);

    internal ClockSetting Frozen(bool freeze) => freeze
        ? Setting with { FrozenAt = Now }
        : new ClockSetting(Now - machine.GetUtcNow(), null);

    private DateTimeOffset At(ClockSetting of) => of.FrozenAt ?? machine.GetUtcNow() + of.Offset;
}
