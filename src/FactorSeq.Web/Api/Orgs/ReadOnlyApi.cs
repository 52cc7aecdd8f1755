using System.Text.Json;
using FactorSeq.Core.Directories;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Orgs;

/// <summary>What clients look up of an org and cannot change here: its one brand, and the agents of its directories.</summary>
internal static class ReadOnlyApi
{
    private const string AgentVersion = "3.22.0";

    internal static readonly ApiRoute[] Table =
    [
        new("GET", "/api/v1/brands",      Brands),
        new("GET", "/api/v1/brands/{id}", Brand),
        new("GET", "/api/v1/agentPools",  AgentPools),
    ];

    private static async Task Brands(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadBrands) is not null)
        {
            await ManagementJson.List<string>(context, [Ids.Brand(context.Org().Name)], (json, id) => WriteBrand(json, context, id));
        }
    }

    private static async Task Brand(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadBrands) is not null)
        {
            var id = (string)context.Request.RouteValues["id"]!;
            await (id == Ids.Brand(context.Org().Name)
                ? OktaJson.Ok(context, json => WriteBrand(json, context, id))
                : RequestErrors.NotFound(id, "Brand").Write(context));
        }
    }

    private static void WriteBrand(Utf8JsonWriter json, HttpContext context, string id)
    {
        var address = $"{context.BaseUrl()}/api/v1/brands/{id}";
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("name", context.Org().Name);
        json.WriteBoolean("removePoweredByOkta", false);
        json.WriteNull("customPrivacyPolicyUrl");
        json.WriteBoolean("agreeToCustomPrivacyPolicy", false);
        json.WriteBoolean("isDefault", true);
        json.WriteStartObject("defaultApp");
        json.WriteNull("appInstanceId");
        json.WriteNull("appLinkName");
        json.WriteNull("classicApplicationUri");
        json.WriteEndObject();
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", address, "GET");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static async Task AgentPools(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadAgentPools) is not null)
        {
            var type = context.Request.Query["poolType"].ToString();
            var pools = context.Org().Current.Configuration.Directories.Where(directory => type.Length == 0 || type == TypeOf(directory));
            await ManagementJson.List(context, pools, (json, directory) => WritePool(json, context.Org().Clock.Now, directory));
        }
    }

    private static void WritePool(Utf8JsonWriter json, DateTimeOffset now, DirectoryIntegration directory)
    {
        json.WriteStartObject();
        json.WriteString("id", directory.Id);
        json.WriteString("name", directory.Name);
        json.WriteString("type", TypeOf(directory));
        json.WriteString("operationalStatus", directory.Agents > 0 ? "OPERATIONAL" : "DISRUPTED");
        json.WriteStartArray("agents");
        foreach (var number in Enumerable.Range(1, directory.Agents))
        {
            json.WriteStartObject();
            json.WriteString("id", Ids.Agent(directory.Id, number));
            json.WriteString("poolId", directory.Id);
            json.WriteString("type", TypeOf(directory));
            json.WriteString("name", $"{directory.Name}-{number}");
            json.WriteString("operationalStatus", "OPERATIONAL");
            json.WriteString("version", AgentVersion);
            json.WriteNumber("lastConnection", now.ToUnixTimeMilliseconds());
            json.WriteBoolean("isLatestGAedVersion", true);
            json.WriteBoolean("isHidden", false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string TypeOf(DirectoryIntegration directory) => directory.Type == DirectoryType.ActiveDirectory ? "AD" : "LDAP";
}
