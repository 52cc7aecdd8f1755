using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.SignIn;

/// <summary>
/// <c>GET /auth/services/devicefingerprint</c>: the page that okta-auth-js and the widget load in a hidden frame to ask what browser this is.
/// It may be framed by, and answers, the org's own pages and those of trusted origins only.
/// </summary>
internal static class Fingerprint
{
    internal static Task Get(HttpContext context)
    {
        string[] origins =
        [
            $"{context.Request.Scheme}://{context.Request.Host.Value}",
            .. context.Org().Current.CorsOrigins.Where(origin => origin.All(char.IsAscii)),
        ];
        var config = PageConfig.Write(json =>
        {
            json.WriteStartArray("origins");
            foreach (var origin in origins)
            {
                json.WriteStringValue(origin);
            }

            json.WriteEndArray();
        });
        return Assets.Page(
            context,
            "signin/fingerprint.html",
            StatusCodes.Status200OK,
            $"default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {string.Join(' ', origins)}",
            [("config", config)]);
    }
}
