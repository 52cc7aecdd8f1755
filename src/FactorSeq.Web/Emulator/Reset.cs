using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>Back to the seed: this org, and nothing else.</summary>
internal static class Reset
{
    /// <summary><c>POST /emulator/reset</c>: <c>{"keepEvents"?}</c>, or no body.</summary>
    internal static async Task Post(HttpContext context)
    {
        using var body = await JsonBody.ReadOptional(context);
        if (body is null)
        {
            return;
        }

        await context.RequestServices.GetRequiredService<OrgTurnover>().Reset(context.Org().Name, body.Flag("keepEvents"));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
