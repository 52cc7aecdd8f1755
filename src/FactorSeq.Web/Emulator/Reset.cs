using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Throttling;

namespace FactorSeq.Web.Emulator;

/// <summary>Back to the seed: this org, and nothing else.</summary>
internal static class Reset
{
    internal static async Task Post(HttpContext context)
    {
        var org = context.Org();
        await context.RequestServices.GetRequiredService<Seeding>().Reset(org);
        context.RequestServices.GetRequiredService<RateLimiter>().Forget(org);
        foreach (var kind in (string[])["users", "directories", "pushes", "activations", "visits", "messages", "events", "clock", "sign-ins"])
        {
            org.Changes.Tell(kind);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
