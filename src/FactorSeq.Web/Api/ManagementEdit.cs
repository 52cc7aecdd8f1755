using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api;

/// <summary>What an edit came to: the configuration with it, or why it was refused.</summary>
/// <param name="Item">What was edited; null where it was refused.</param>
internal sealed record Outcome<T>(OrgConfiguration Configuration, T? Item, OktaError? Error)
    where T : class;

/// <summary>Edits of the configuration by administrators.</summary>
internal static class ManagementEdit
{
    /// <summary>Writes an edit together with its entry in the System Log. One that leaves all as it was has no entry.</summary>
    /// <param name="type">The entry's event type.</param>
    /// <param name="target">What it was done to.</param>
    /// <param name="edit">May be asked again, with what somebody else has written meanwhile.</param>
    /// <returns>What was edited; null after an error was answered.</returns>
    internal static ValueTask<T?> Write<T>(
        HttpContext context, ApiCaller caller, string type, Func<T, LogTarget> target, Func<OrgConfiguration, Outcome<T>> edit)
        where T : class =>
        Write(context, (work, item) => caller.Log(work, Client.Of(context), context.Org().Clock.Now, type, target(item)), edit);

    /// <summary>Writes an edit together with its entry in the System Log, which is about several things.</summary>
    internal static ValueTask<T?> Write<T>(
        HttpContext context, ApiCaller caller, string type, Func<T, ImmutableArray<LogTarget>> targets, Func<OrgConfiguration, Outcome<T>> edit)
        where T : class => Write(
        context,
        (work, item) =>
        {
            var about = targets(item);
            caller.Log(work, Client.Of(context), context.Org().Clock.Now, new SystemEvent(type, EventOutcome.Success), about[0].Id, about);
        },
        edit);

    /// <summary>Writes an edit together with whatever else is to be written, or not at all.</summary>
    internal static async ValueTask<T?> Write<T>(HttpContext context, Action<UnitOfWork, T> with, Func<OrgConfiguration, Outcome<T>> edit)
        where T : class
    {
        var org = context.Org();
        Outcome<T>? outcome = null;
        var changes = false;
        await org.Change(
            configuration =>
            {
                outcome = edit(configuration);
                changes = !ReferenceEquals(outcome.Configuration, configuration);
                return outcome.Configuration;
            },
            work =>
            {
                if (changes && outcome!.Item is { } item)
                {
                    with(work, item);
                }
            });
        if (outcome!.Error is not { } error)
        {
            return outcome.Item;
        }

        await error.Write(context);
        return null;
    }
}
