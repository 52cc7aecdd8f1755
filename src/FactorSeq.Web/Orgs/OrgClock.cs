namespace FactorSeq.Web.Orgs;

/// <summary>The org's time: the machine's, shifted or stopped by the tester. Moving it back changes nothing already written.</summary>
internal sealed class OrgClock(TimeProvider machine)
{
    private ClockSetting setting = new(TimeSpan.Zero, null);

    internal DateTimeOffset Now => At(Volatile.Read(ref setting));

    internal ClockSetting Setting => Volatile.Read(ref setting);

    internal bool IsFrozen => Setting.FrozenAt is not null;

    /// <summary>How far the org is ahead of the machine.</summary>
    internal TimeSpan Offset => Now - machine.GetUtcNow();

    internal void Set(ClockSetting to) => Volatile.Write(ref setting, to);

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
