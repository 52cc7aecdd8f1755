using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Upgrade;

/// <summary><c>GET /emulator/audit</c>: the org as it stands, looked over for the upgrade to Identity Engine.</summary>
internal static class AuditApi
{
    /// <summary><c>?format=sarif</c> for code hosts, <c>?strictPairs=true</c> for the stricter reading of what blocks the upgrade.</summary>
    internal static async Task Get(HttpContext context)
    {
        var query = context.Request.Query;
        var format = query["format"].ToString();
        if (format is not ("" or "json" or "sarif"))
        {
            await ErrorCodes.ValidationFailed.With("format", "format: write json or sarif.").Write(context);
            return;
        }

        var strict = false;
        if (query["strictPairs"].ToString() is { Length: > 0 } given && !bool.TryParse(given, out strict))
        {
            await ErrorCodes.ValidationFailed.With("strictPairs", "strictPairs: write true or false.").Write(context);
            return;
        }

        var run = await AuditRun.OfLive(context.Org(), strict);
        await (format == "sarif"
            ? OktaJson.Ok(context, json => AuditSarif.Write(json, run), contentType: AuditSarif.ContentType)
            : OktaJson.Ok(context, json => AuditJson.Write(json, run)));
    }
}
