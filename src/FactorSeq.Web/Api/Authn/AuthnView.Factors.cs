using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary>Factors on offer, chosen, to be set up, being set up.</summary>
internal readonly partial struct AuthnView
{
    private void WriteOffers(Utf8JsonWriter json)
    {
        var offers = facts.Offers(facts.Residual(at.Context), at.Context.Proved);
        json.WriteStartObject("_embedded");
        WriteUser(json);
        json.WriteStartArray("factors");
        foreach (var enrollment in offers)
        {
            WriteListed(json, enrollment);
        }

        json.WriteEndArray();
        WriteTypes(json, offers);
        WritePolicy(json, offers);
        json.WriteEndObject();
        json.WriteStartObject("_links");
        WriteCancel(json);
        json.WriteEndObject();
    }

    // Of several keys the user may touch any: they have an address of their own.
    private void WriteTypes(Utf8JsonWriter json, IEnumerable<Enrollment> offers)
    {
        var types = offers.Where(e => e.Kind.Type is "webauthn" or "u2f").GroupBy(e => e.Kind.Type).Where(keys => keys.Count() > 1).ToList();
        if (types.Count == 0)
        {
            return;
        }

        json.WriteStartArray("factorTypes");
        foreach (var type in types)
        {
            json.WriteStartObject();
            json.WriteString("factorType", type.Key);
            json.WriteStartObject("_links");
            json.WriteLink("next", $"{FactorUrl(type.Key)}/verify", name: "verify");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteListed(Utf8JsonWriter json, Enrollment enrollment)
    {
        json.WriteStartObject();
        WriteFactor(json, enrollment);
        json.WriteStartObject("_links");
        json.WriteLink("verify", $"{FactorUrl(enrollment.Id)}/verify");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteChallenge(Utf8JsonWriter json, Transaction.MfaChallenge challenge)
    {
        var enrollment = facts.Account!.Enrollment(challenge.EnrollmentId)!;
        var type = facts.Catalog[enrollment.Kind].Type;
        var running = at.Context.Challenge(enrollment.Id);
        var ofKeys = challenge.Result == FactorResult.Challenge;
        var address = ofKeys && challenge.ByType ? enrollment.Kind.Type : enrollment.Id;
        if (challenge.Result is { } result)
        {
            json.WriteString("factorResult", Upper(result));
        }

        if (challenge.Message is { } message)
        {
            json.WriteString("factorResultMessage", message);
        }

        if (ofKeys)
        {
            json.WriteString("challengeType", challenge.ByType ? "FACTOR_TYPE" : "FACTOR");
            if (challenge.ByType)
            {
                json.WriteString("factorType", enrollment.Kind.Type);
            }
        }

        json.WriteStartObject("_embedded");
        WriteUser(json);
        if (ofKeys && challenge.ByType && running?.Face is { } shared)
        {
            json.WritePropertyName(shared.Member);
            shared.Body.WriteTo(json);
            json.WriteStartArray("factors");
            foreach (var key in facts.Offers(facts.Residual(at.Context), at.Context.Proved).Where(e => e.Kind == enrollment.Kind))
            {
                WriteListed(json, key);
            }

            json.WriteEndArray();
        }

        json.WriteStartObject("factor");
        WriteFactor(json, enrollment);
        if (running?.Face is { } face)
        {
            json.WriteStartObject("_embedded");
            WriteFace(json, face, enrollment.Id);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WritePolicy(json, [enrollment]);
        json.WriteEndObject();
        json.WriteStartObject("_links");
        if (running is { VisitId: { } visit, Face: null })
        {
            json.WriteLink("next", $"{baseUrl}/sso/idps/{enrollment.Id}/factor?stateToken={outcome.StateToken}&visit={visit}", "GET", "redirect");
        }
        else
        {
            json.WriteLink("next", $"{FactorUrl(address)}/verify", name: challenge.Result == FactorResult.Waiting ? "poll" : "verify");
        }

        WriteCancel(json);
        WritePrevious(json);
        if (type.SentEvent is not null)
        {
            json.WriteStartArray("resend");
            json.WriteLinkBody($"{FactorUrl(enrollment.Id)}/verify/resend", "POST", type.Kind.Type);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    // A far end's own links stand beside what it needs to know.
    private void WriteFace(Utf8JsonWriter json, ChallengeFace face, string enrollmentId)
    {
        var body = face.Body;
        if (face.Member == "verification")
        {
            body["_links"] = new JsonObject
            {
                ["complete"] = new JsonObject
                {
                    ["href"] = $"{FactorUrl(enrollmentId)}/lifecycle/duoCallback",
                    ["hints"] = new JsonObject { ["allow"] = new JsonArray("POST") },
                },
                ["script"] = new JsonObject { ["href"] = $"{baseUrl}/js/sections/duo/Duo-Web-v2.js", ["type"] = "text/javascript; charset=utf-8" },
            };
        }

        json.WritePropertyName(face.Member);
        body.WriteTo(json);
    }

    private void WriteFactor(Utf8JsonWriter json, Enrollment enrollment)
    {
        var factor = facts.Catalog[enrollment.Kind];
        json.WriteString("id", enrollment.Id);
        WriteKind(json, factor.Type);
        var profile = factor.Profile(enrollment);
        if (profile.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("profile");
        if (!(factor.Type.HidesProfile && at.Context is { IsFirstStep: true, Recovery: null }))
        {
            foreach (var field in profile)
            {
                json.WriteString(field.Name, field.Value);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteKind(Utf8JsonWriter json, FactorType type)
    {
        json.WriteString("factorType", type.Kind.Type);
        json.WriteString("provider", type.Kind.Provider);
        json.WriteString("vendorName", type.VendorName);
    }

    private void WriteChoices(Utf8JsonWriter json)
    {
        json.WriteStartObject("_embedded");
        WriteUser(json);
        json.WriteStartArray("factors");
        foreach (var choice in facts.Choices(facts.Residual(at.Context)))
        {
            WriteChoice(json, choice);
        }

        json.WriteEndArray();
        WritePolicy(json, []);
        json.WriteEndObject();
        json.WriteStartObject("_links");
        WriteCancel(json);
        if (Arrival.MaySkip(at.Context, facts))
        {
            WriteSkip(json);
        }

        json.WriteEndObject();
    }

    private void WriteChoice(Utf8JsonWriter json, EnrollmentChoice choice)
    {
        var type = choice.Factor.Type;
        json.WriteStartObject();
        if (facts.Account!.Enrollments.FirstOrDefault(e => e.Kind == type.Kind) is { } enrolled)
        {
            json.WriteString("id", enrolled.Id);
        }

        WriteKind(json, type);
        json.WriteString("status", choice.Enrolled > 0 ? "ACTIVE" : "NOT_SETUP");
        json.WriteString("enrollment", Upper(choice.Demand));
        if (choice.Factor.Maximum > 1)
        {
            json.WriteStartObject("policy");
            json.WriteStartObject("enrollment");
            json.WriteNumber("enrolled", choice.Enrolled);
            json.WriteNumber("minimum", choice.Demand == EnrollmentDemand.Required ? 1 : 0);
            json.WriteNumber("maximum", choice.Factor.Maximum);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteStartObject("_links");
        if (choice.IsOpen)
        {
            json.WriteLink("enroll", $"{baseUrl}/api/v1/authn/factors");
        }

        if (type.Kind.Type == "question")
        {
            json.WriteLink("questions", $"{baseUrl}/api/v1/users/{facts.Account.User.Id}/factors/questions", "GET");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteActivation(Utf8JsonWriter json, Transaction.MfaEnrollActivate activate)
    {
        var pending = activate.Pending;
        var factor = (IEnrollable)facts.Catalog[pending.Kind];
        if (activate.Result is { } result)
        {
            json.WriteString("factorResult", Upper(result));
        }

        json.WriteStartObject("_embedded");
        WriteUser(json);
        json.WriteStartObject("factor");
        json.WriteString("id", pending.Id);
        WriteKind(json, factor.Type);
        json.WriteStartObject("profile");
        foreach (var field in factor.Profile(pending).Where(field => field.Value.Length > 0))
        {
            json.WriteString(field.Name, field.Value);
        }

        json.WriteEndObject();
        if (factor.Activation(pending, activate.Challenge) is { } activation)
        {
            json.WriteStartObject("_embedded");
            json.WritePropertyName("activation");
            Linked(activation, activate).WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WritePolicy(json, []);
        json.WriteEndObject();
        json.WriteStartObject("_links");
        var url = FactorUrl(pending.Id);
        if (activate.Result == FactorResult.Waiting)
        {
            json.WriteLink("next", $"{url}/lifecycle/activate/poll", name: "poll");
        }
        else
        {
            json.WriteLink("next", $"{url}/lifecycle/activate", name: "activate");
        }

        WriteCancel(json);
        WritePrevious(json);
        if (factor.Type.Channel is not null)
        {
            json.WriteStartArray("resend");
            json.WriteLinkBody($"{url}/lifecycle/resend", "POST", factor.Type.Kind.Type);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    // Whoever had the QR code sent to them has no use for it on the screen.
    private JsonObject Linked(JsonObject activation, Transaction.MfaEnrollActivate activate)
    {
        if (activate.Result is { } result)
        {
            activation["factorResult"] = Upper(result);
        }

        if (activate.Challenge?.ActivationId is not { } id)
        {
            return activation;
        }

        var links = new JsonObject();
        if (!activate.Sent)
        {
            links["qrcode"] = new JsonObject
            {
                ["href"] = $"{baseUrl}/api/v1/users/{facts.Account!.User.Id}/factors/{activate.Pending.Id}/qr/{id}",
                ["type"] = "image/png",
            };
        }

        if (activate.Result == FactorResult.Waiting)
        {
            links["send"] = new JsonArray(SendLink(activate.Pending.Id, "email"), SendLink(activate.Pending.Id, "sms"));
        }

        activation["_links"] = links;
        return activation;
    }

    private JsonObject SendLink(string factorId, string name) => new()
    {
        ["name"] = name,
        ["href"] = $"{FactorUrl(factorId)}/lifecycle/activate/{name}",
        ["hints"] = new JsonObject { ["allow"] = new JsonArray("POST") },
    };
}
