using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Throttling;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>Where clients begin a factor (Okta, "OpenID Connect &amp; OAuth 2.0 API": <c>/primary-authenticate</c>, <c>/oob-authenticate</c>, <c>/challenge</c>).</summary>
internal static class DirectEndpoints
{
    /// <summary><c>/primary-authenticate</c>: an out-of-band factor comes first.</summary>
    internal static Task Primary(HttpContext context, AuthorizationServer server) => Begin(context, server, needsHint: true);

    /// <summary><c>/oob-authenticate</c>: its older form, which takes no other kind of challenge.</summary>
    internal static Task OutOfBand(HttpContext context, AuthorizationServer server) => Begin(context, server, needsHint: false);

    /// <summary><c>/challenge</c>: goes on where the password was not enough.</summary>
    internal static async Task Challenge(HttpContext context, AuthorizationServer server)
    {
        if (await ClientAuthentication.Read(context) is not var (form, client))
        {
            return;
        }

        var types = (form["challenge_types_supported"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(client.Grants.Contains).ToList();
        if (form["mfa_token"] is not { } token)
        {
            await Refuse(context, client, DirectErrors.NoMfaToken);
        }
        else if (!types.Contains(GrantTypes.MfaOob) && !types.Contains(GrantTypes.MfaOtp))
        {
            await Refuse(context, client, DirectErrors.ChallengeTypes);
        }
        else if (await MfaTickets.Find(context, server, client, token) is not { } ticket || await context.Org().FindAccountById(ticket.Value.UserId) is not { } account)
        {
            await Refuse(context, client, DirectErrors.InvalidMfaToken);
        }
        else if (!types.Contains(GrantTypes.MfaOob) || form["channel_hint"] is not (null or "push"))
        {
            await (types.Contains(GrantTypes.MfaOob) ? Refuse(context, client, DirectErrors.ChannelHint) : OktaJson.Ok(context, json =>
            {
                json.WriteStartObject();
                json.WriteString("challenge_type", GrantTypes.MfaOtp);
                json.WriteEndObject();
            }));
        }
        else
        {
            await Answer(context, client, await DirectAuthentication.Begin(context, server, client, account.Value.User.Login, ticket), GrantTypes.MfaOob);
        }
    }

    private static async Task Begin(HttpContext context, AuthorizationServer server, bool needsHint)
    {
        if (await ClientAuthentication.Read(context) is not var (form, client))
        {
            return;
        }

        if (Objection(client, form, needsHint) is { } objection)
        {
            await Refuse(context, client, objection);
        }
        else if (!await RateLimiter.Refuses(context, form["login_hint"]!))
        {
            await Answer(context, client, await DirectAuthentication.Begin(context, server, client, form["login_hint"]!), null);
        }
    }

    private static OAuthError? Objection(App client, Parameters form, bool needsHint) =>
        !client.Grants.Contains(GrantTypes.Oob) ? OAuthErrors.UnauthorizedClient
        : form["challenge_hint"] is { } hint ? hint != GrantTypes.Oob ? DirectErrors.ChallengeHint : Objection(form)
        : needsHint ? DirectErrors.ChallengeHint
        : Objection(form);

    private static OAuthError? Objection(Parameters form) =>
        form["channel_hint"] != "push" ? DirectErrors.ChannelHint
        : form["login_hint"] is null ? DirectErrors.NoLoginHint
        : null;

    private static Task Answer(HttpContext context, App client, DirectProof proof, string? type) => proof is DirectProof.Begun begun
        ? OktaJson.Ok(context, json => Write(json, begun, type, context.Org().Clock.Now))
        : Refuse(context, client, ((DirectProof.Refused)proof).Error);

    private static void Write(Utf8JsonWriter json, DirectProof.Begun begun, string? type, DateTimeOffset now)
    {
        json.WriteStartObject();
        if (type is not null)
        {
            json.WriteString("challenge_type", type);
        }

        json.WriteString("oob_code", begun.Code);
        json.WriteNumber("expires_in", (int)(begun.Challenge.Expires - now).TotalSeconds);
        json.WriteNumber("interval", DirectAuthentication.Interval);
        json.WriteString("channel", "push");
        json.WriteString("binding_method", begun.Number is null ? "none" : "transfer");
        if (begun.Number is { } number)
        {
            json.WriteString("binding_code", number.ToString());
        }

        json.WriteEndObject();
    }

    private static async Task Refuse(HttpContext context, App client, OAuthError error)
    {
        await ClientRefusal.Tell(context, client, error);
        await error.Write(context);
    }
}
