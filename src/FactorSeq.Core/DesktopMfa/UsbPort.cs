namespace FactorSeq.Core.DesktopMfa;

/// <summary>Which keys macOS lets through while the display is locked (Okta, "Configure FIDO2 keys for Desktop MFA").</summary>
public static class UsbPort
{
    /// <summary>How long an "Allow" is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(3);

    // Of more keys than anybody has, the oldest are forgotten.
    private const int Most = 20;

    /// <summary>Whether a key in a slot reaches the login window.</summary>
    public static bool LetsThrough(Mac mac, UsbKey key, MacFacts facts, DateTimeOffset now)
    {
        if (mac.Usb == UsbMode.Always)
        {
            return true;
        }

        if (key.Approved is not { } approved)
        {
            return false;
        }

        var isRecent = now - approved <= Memory;
        if (mac.Usb != UsbMode.AskEveryTime)
        {
            return isRecent;
        }

        var stayed = !key.Removed;
        var ran = mac.Started <= approved;
        return facts.AskEveryTimeNeedsAll ? isRecent && stayed && ran : isRecent || stayed || ran;
    }

    /// <summary>The same Mac with a key put into a slot.</summary>
    public static Mac Insert(Mac mac, string id) =>
        Put(mac, (mac.Keys.FirstOrDefault(key => key.Id == id) ?? new UsbKey(id, false)) with { IsIn = true });

    /// <summary>The same Mac with a key pulled out.</summary>
    public static Mac Remove(Mac mac, string id) =>
        mac.Keys.FirstOrDefault(key => key.Id == id) is { } key ? Put(mac, key with { IsIn = false, Removed = true }) : mac;

    /// <summary>The same Mac with a key allowed from now on.</summary>
    public static Mac Allow(Mac mac, string id, DateTimeOffset now) =>
        mac.Keys.FirstOrDefault(key => key.Id == id) is { } key ? Put(mac, key with { Approved = now, Removed = false }) : mac;

    private static Mac Put(Mac mac, UsbKey key) => mac with { Keys = [.. mac.Keys.Where(other => other.Id != key.Id).Append(key).TakeLast(Most)] };
}
