using FactorSeq.Web.Api;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Throttling;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Lab;

/// <summary>
/// Lets faults strike: those of requests before a request is served, those of factors when one is reached. Never under <c>/emulator</c>, and never
/// where the console asks.
/// </summary>
internal static class FaultGate
{
    /// <summary>The longest that a fault keeps anybody waiting, in real time.</summary>
    internal static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    internal static Task Guard(HttpContext context, RequestDelegate next)
    {
        var faults = context.Org().Lab.Faults;
        return faults.IsEmpty || context.Request.Path.StartsWithSegments("/emulator") || context.Features.Get<ConsoleAdmin>() is not null
            ? next(context)
            : Guarded(context, next, faults);
    }

    private static async Task Guarded(HttpContext context, RequestDelegate next, Faults faults)
    {
        // Whoever is asked for by name costs a look at the body; nobody else does.
        string? user = null;
        if (faults.All.Any(f => f is { Seam: FaultSeam.Request, User: not null } && FaultRoutes.Fits(f, context)))
        {
            user = await RequestUser.Of(context);
        }

        if (await faults.Strike(f => f.Seam == FaultSeam.Request && FaultRoutes.Fits(f, context) && Faults.IsOf(f, user)) is { } fault)
        {
            await Suffer(context, fault, next);
            return;
        }

        try
        {
            await next(context);
        }
        catch (ProviderDownException down)
        {
            await Answer(context, down.Fault);
        }
    }

    /// <summary>Keeps somebody waiting as long as the fault says.</summary>
    internal static Task Wait(Fault fault, TimeProvider machine, CancellationToken cancellation) =>
        fault.Delay > TimeSpan.Zero ? Task.Delay(fault.Delay, machine, cancellation) : Task.CompletedTask;

    private static async Task Suffer(HttpContext context, Fault fault, RequestDelegate next)
    {
        await Wait(fault, context.RequestServices.GetRequiredService<TimeProvider>(), context.RequestAborted);
        await (fault.OnlyDelays ? next(context) : Answer(context, fault));
    }

    private static Task Answer(HttpContext context, Fault fault)
    {
        if (fault.Drop)
        {
            if (context.Features.Get<JournalEntry>() is { } entry)
            {
                entry.IsDropped = true;
            }

            context.Abort();
            return Task.CompletedTask;
        }

        if (FaultErrors.OAuth(fault) is { } oauth)
        {
            return oauth.Write(context);
        }

        var error = FaultErrors.Okta(fault);
        if (error.Code.Status == StatusCodes.Status429TooManyRequests)
        {
            context.Features.Set(new RateLimitStanding(600, 0, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 60));
            OktaHeaders.Put(context);
        }

        return error.Write(context);
    }
}

/// <summary>A factor's provider fails, as a tester has asked for.</summary>
internal sealed class ProviderDownException(Fault fault) : Exception($"The fault {fault.Id} struck the provider of {fault.Factor}.")
{
    internal Fault Fault => fault;
}
