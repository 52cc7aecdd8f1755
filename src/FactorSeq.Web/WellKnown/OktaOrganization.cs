using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.WellKnown;

/// <summary><c>GET /.well-known/okta-organization</c>: how tools tell a Classic org from another. No credentials; the same for everybody.</summary>
internal static class OktaOrganization
{
    internal static Task Get(HttpContext context) => OktaJson.Ok(context, json =>
    {
        json.WriteStartObject();
        json.WriteString("id", context.Org().Current.Configuration.Id);
        json.WriteStartObject("_links");
        json.WriteStartObject("organization");
        json.WriteString("href", context.BaseUrl());
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("pipeline", context.Org().Current.Configuration.Engine is null ? "v1" : "idx");
        json.WriteStartObject("settings");
        foreach (var setting in (ReadOnlySpan<string>)
            ["analyticsCollectionEnabled", "bugReportingEnabled", "omEnabled", "pssoEnabled", "desktopMFAEnabled", "itpEnabled"])
        {
            json.WriteBoolean(setting, false);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });
}
