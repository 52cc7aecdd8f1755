using System.Collections.Concurrent;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Throttling;

/// <summary>Where the caller's limit stands after this request.</summary>
/// <param name="Reset">When the count begins anew, in seconds of the machine's epoch, as the <c>Date</c> header counts.</param>
internal sealed record RateLimitStanding(int Limit, int Remaining, long Reset);

/// <summary>
/// Counts requests per org and class in windows of a minute, and sign-ins per username in windows of a second, in the memory of this node
/// (Okta, "Rate limits"). Windows follow the org's clock, so that a tester can move to the next one.
/// </summary>
internal sealed class RateLimiter
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(Org, string), Window> windows = new();

    /// <summary>Lets a request through and says where its limit stands, or answers E0000047.</summary>
    internal async Task Guard(HttpContext context, RequestDelegate next)
    {
        var org = context.Org();
        var limits = org.Current.Configuration.Settings.RateLimits;
        if (limits.IsOff || RateLimitClasses.Of(context.Request.Path) is not { } @class || limits.Of(@class) is not { } limit
            || await Admits(context, org, @class, "", limit, Minute))
        {
            await next(context);
        }
    }

    /// <summary>Counts a sign-in towards its username's limit.</summary>
    /// <returns>true after E0000047 was answered: the sign-in must not go on.</returns>
    internal static async ValueTask<bool> Refuses(HttpContext context, string username)
    {
        var org = context.Org();
        return org.Current.Configuration.Settings.RateLimits.Of(RateLimits.PerUsername) is { } limit
            && Login.IsPlausible(username)
            && !await context.RequestServices.GetRequiredService<RateLimiter>()
                .Admits(context, org, RateLimits.PerUsername, Login.Key(username), limit, Second);
    }

    /// <summary>Begins every count of an org anew.</summary>
    internal void Forget(Org org)
    {
        foreach (var @class in RateLimits.Classes)
        {
            windows.TryRemove((org, @class), out _);
        }
    }

    private async ValueTask<bool> Admits(HttpContext context, Org org, string @class, string key, int limit, TimeSpan length)
    {
        var ticks = org.Clock.Now.Ticks / length.Ticks;
        var left = windows.GetOrAdd((org, @class), _ => new Window()).Take(ticks, key, limit);
        var standing = new RateLimitStanding(limit, Math.Max(left, 0), Reset(org.Clock, new DateTimeOffset((ticks + 1) * length.Ticks, TimeSpan.Zero)));

        // A username's own limit is told only once it is spent: until then the org's is what the caller has to watch.
        if (left < 0 || length == Minute)
        {
            context.Features.Set(standing);
            OktaHeaders.Put(context);
        }

        if (left >= 0)
        {
            return true;
        }

        if (left == -1)
        {
            var work = new UnitOfWork(org.Name);
            var what = length == Minute ? $"{@class}: {limit} a minute" : $"{key}: {limit} a second";
            LogEntry.Append(work, org.Clock.Now, new SystemEvent("system.org.rate_limit.violation", EventOutcome.Deny, Detail: what), null, Client.Of(context));
            await org.Documents.Commit(work);
            org.Changes.Tell("events");
        }

        await ErrorCodes.TooManyRequests.Because().Write(context);
        return false;
    }

    // Clients wait from Date to Reset, and Date is the machine's: a window of a shifted clock is told in the machine's time.
    private static long Reset(OrgClock clock, DateTimeOffset end)
    {
        var setting = clock.Setting;
        var there = setting.FrozenAt is { } frozen ? clock.Machine + (end - frozen) : end - setting.Offset;
        return (long)Math.Ceiling((there - DateTimeOffset.UnixEpoch).TotalSeconds);
    }

    private sealed class Window
    {
        private readonly Lock counting = new();
        private readonly Dictionary<string, int> taken = [];
        private long at;

        /// <returns>How many more the limit admits; -1 where it did not admit this one, less where it did not admit the one before either.</returns>
        internal int Take(long window, string key, int limit)
        {
            lock (counting)
            {
                if (at != window)
                {
                    at = window;
                    taken.Clear();
                }

                var before = taken.GetValueOrDefault(key);
                if (before >= limit)
                {
                    taken[key] = limit + 1;
                    return limit - before - 1;
                }

                taken[key] = before + 1;
                return limit - before - 1;
            }
        }
    }
}
