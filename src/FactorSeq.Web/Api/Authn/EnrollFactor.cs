using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary><c>POST /api/v1/authn/factors</c>: sets a factor up in the middle of a sign-in (Authentication API, "Enroll factor").</summary>
internal static class EnrollFactor
{
    internal static async Task Handle(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        if (body.Mistyped("stateToken", "factorType", "provider", "passCode", "nextPassCode") is { } member)
        {
            await ErrorCodes.ValidationFailed.With("factorEnrollRequest", $"{member}: The field must be a string.").Write(context);
            return;
        }

        var kind = new FactorKind(body.Text("factorType") ?? "", body.Text("provider") ?? "");
        if (context.Org().Catalog.Find(kind) is not IEnrollable)
        {
            await ErrorCodes.ValidationFailed.With("factorEnrollRequest", $"factorType: {kind} cannot be enrolled at sign-in.").Write(context);
            return;
        }

        var request = new EnrollRequest(kind, Profile(body), SecretIn(body, "passCode"), SecretIn(body, "nextPassCode"));
        await AuthnResponse.Write(
            context, await SignOnRunner.Enroll(context.Org(), Client.Of(context), body.Text("stateToken") ?? "", request));
    }

    /// <summary>Members of <c>profile</c> that are text.</summary>
    internal static ImmutableDictionary<string, string> Profile(JsonBody body)
    {
        var profile = ImmutableDictionary.CreateBuilder<string, string>();
        if (body.Object("profile") is { } given)
        {
            foreach (var member in given.EnumerateObject())
            {
                if (JsonBody.Text(given, member.Name) is { } text)
                {
                    profile[member.Name] = text;
                }
            }
        }

        return profile.ToImmutable();
    }

    internal static Secret? SecretIn(JsonBody body, string name) => body.Text(name) is { Length: > 0 } text ? new Secret(text) : null;
}
