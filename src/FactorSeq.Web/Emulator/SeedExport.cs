using System.Text;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed.Export;

namespace FactorSeq.Web.Emulator;

/// <summary>The org as it stands now, as a seed: YAML, or JSON for whoever asks for that.</summary>
internal static class SeedExport
{
    private const string Yaml = "text/yaml; charset=utf-8";
    private const string Json = "application/json";

    internal static async Task Get(HttpContext context)
    {
        var export = await OrgExport.Of(context.Org());
        var asJson = context.Request.GetTypedHeaders().Accept.FirstOrDefault()?.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) == true;
        context.Response.ContentType = asJson ? Json : Yaml;

        // Secrets stand in it.
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(asJson ? export.Document.ToJsonString() : export.ToYaml(), Encoding.UTF8);
    }
}
