using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary>Looking at a transaction, going back in it, passing something over, giving it up (Authentication API, "State management operations").</summary>
internal static class TransactionState
{
    internal static Task Introspect(HttpContext context) => Take(context, new Step.Looked());

    internal static Task Previous(HttpContext context) => Take(context, new Step.WentBack());

    internal static Task Skip(HttpContext context) => Take(context, new Step.Skipped());

    internal static Task Cancel(HttpContext context) => Take(context, new Step.Cancelled());

    private static async Task Take(HttpContext context, Step step)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        await AuthnResponse.Write(context, await SignOnRunner.Take(context.Org(), Client.Of(context), body.Text("stateToken") ?? "", step));
    }
}
