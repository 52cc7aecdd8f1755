using System.Buffers.Text;
using System.Text.Json;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>The public halves of an issuer's keys (RFC 7517).</summary>
internal static class Keys
{
    internal static async Task Get(HttpContext context, AuthorizationServer server)
    {
        var keys = await context.RequestServices.GetRequiredService<SigningKeys>().RingOf(context.Org(), server);
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var (key, _) in keys.Published)
            {
                Write(json, key);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, SigningKey key)
    {
        var numbers = key.Rsa.ExportParameters(includePrivateParameters: false);
        json.WriteStartObject();
        json.WriteString("kty", "RSA");
        json.WriteString("alg", "RS256");
        json.WriteString("kid", key.Kid);
        json.WriteString("use", "sig");
        json.WriteString("e", Base64Url.EncodeToString(numbers.Exponent));
        json.WriteString("n", Base64Url.EncodeToString(numbers.Modulus));
        json.WriteEndObject();
    }
}
