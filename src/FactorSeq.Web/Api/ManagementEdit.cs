using FactorSeq.Core.Orgs;
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
    /// <summary>Writes an edit and tells the System Log.</summary>
    /// <param name="name">What it was done to, for the tester.</param>
    /// <param name="edit">May be asked again, with what somebody else has written meanwhile.</param>
    /// <returns>What was edited; null after an error was answered.</returns>
    internal static async ValueTask<T?> Write<T>(
        HttpContext context, string admin, string @event, Func<T, string> name, Func<OrgConfiguration, Outcome<T>> edit)
        where T : class
    {
        Outcome<T>? outcome = null;
        await context.Org().Change(configuration =>
        {
            outcome = edit(configuration);
            return outcome.Configuration;
        });
        if (outcome!.Error is { } error)
        {
            await error.Write(context);
            return null;
        }

        await ManagementLog.Write(context, admin, @event, name(outcome.Item!));
        return outcome.Item;
    }
}
