using System.Text.Json;
using FactorSeq.Core.Authorization;
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
        json.WriteStartObject();
        json.WriteString("kty", key.Algorithm == SigningAlgorithm.ES256 ? "EC" : "RSA");
        json.WriteString("alg", key.Algorithm.ToString());
        json.WriteString("kid", key.Kid);
        json.WriteString("use", "sig");
        key.WriteMembers(json);
        json.WriteEndObject();
    }
}
