using System.Buffers.Text;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>The public half of the org's key (RFC 7517).</summary>
internal static class Keys
{
    internal static async Task Get(HttpContext context, AuthorizationServer server)
    {
        var key = await context.RequestServices.GetRequiredService<SigningKeys>().Of(context.Org());
        var numbers = key.Rsa.ExportParameters(includePrivateParameters: false);
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            json.WriteStartObject();
            json.WriteString("kty", "RSA");
            json.WriteString("alg", "RS256");
            json.WriteString("kid", key.Kid);
            json.WriteString("use", "sig");
            json.WriteString("e", Base64Url.EncodeToString(numbers.Exponent));
            json.WriteString("n", Base64Url.EncodeToString(numbers.Modulus));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
