using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Factors.SecurityQuestion;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Api.Authn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;
using QRCoder;

namespace FactorSeq.Web.Api.Users;

/// <summary>The Factors API; parts of it a sign-in page reaches, which is handed them by link while a factor is being set up.</summary>
internal static class UserFactorsApi
{
    private const int PixelsPerModule = 6;

    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/users/{userId}/factors",                                     List),
        new("POST",   "/api/v1/users/{userId}/factors",                                     FactorEnrollment.Enroll),
        new("GET",    "/api/v1/users/{userId}/factors/catalog",                             Catalog),
        new("GET",    "/api/v1/users/{userId}/factors/{factorId}",                          Get),
        new("PUT",    "/api/v1/users/{userId}/factors/{factorId}",                          Change),
        new("DELETE", "/api/v1/users/{userId}/factors/{factorId}",                          Remove),
        new("POST",   "/api/v1/users/{userId}/factors/{factorId}/lifecycle/activate",       FactorActivation.Activate),
        new("POST",   "/api/v1/users/{userId}/factors/{factorId}/lifecycle/activate/poll",  FactorActivation.Activate),
        new("POST",   "/api/v1/users/{userId}/factors/{factorId}/resend",                   FactorActivation.Resend),
        new("POST",   "/api/v1/users/{userId}/factors/{factorId}/verify",                   FactorVerification.Verify),
        new("GET",    "/api/v1/users/{userId}/factors/{factorId}/transactions/{transactionId}", FactorVerification.Poll),
        new("DELETE", "/api/v1/users/{userId}/factors/{factorId}/transactions/{transactionId}", FactorVerification.Cancel),

        // What else is asked of a list is asked of no factor.
        .. from list in (string[])["questions", "catalog"]
           from verb in (string[])["PUT", "DELETE"]
           select new ApiRoute(verb, $"/api/v1/users/{{userId}}/factors/{list}", context => ErrorCodes.BadMethod.Because().Write(context)),
        new("GET",  "/api/v1/users/{userId}/factors/questions",                             Questions),
        new("GET",  "/api/v1/users/{userId}/factors/{factorId}/qr/{token}",                 QrCode),
        new("POST", "/api/v1/users/{userId}/factors/{factorId}/lifecycle/activate/email",   context => IsApi(context) ? FactorActivation.ByEmail(context) : ActivateFactor.ByEmail(context)),
        new("POST", "/api/v1/users/{userId}/factors/{factorId}/lifecycle/activate/sms",     context => IsApi(context) ? FactorActivation.BySms(context) : ActivateFactor.BySms(context)),
    ];

    // A sign-in page reaches the same addresses with its state token.
    private static bool IsApi(HttpContext context) => context.Request.Headers.Authorization.Count > 0;

    internal static OktaError NotFound(string factorId) => RequestErrors.NotFound(factorId, "UserFactor");

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadUsers, UserFinder.Named(context)) is { } caller
            && await UserFinder.Required(context, caller) is { Value: var account })
        {
            await OktaJson.Ok(context, json =>
            {
                json.WriteStartArray();
                foreach (var enrollment in account.Enrollments.Where(AccountStates.IsReset))
                {
                    FactorJson.Write(json, context, account.User, enrollment, null);
                }

                json.WriteEndArray();
            });
        }
    }

    private static async Task Catalog(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadUsers, UserFinder.Named(context)) is not { } caller
            || await UserFinder.Required(context, caller) is not { Value: var account })
        {
            return;
        }

        var facts = FactsLoader.For(context.Org(), Client.Of(context), account.User.Login, account);
        var demands = facts.Enrollment.Factors;
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var factor in context.Org().Catalog.Enrollable)
            {
                if (demands.GetValueOrDefault(factor.Type.PolicyKey) is not EnrollmentDemand.NotAllowed and var demand && facts.IsActive(factor.Type.Kind))
                {
                    FactorJson.WriteKind(json, context, account.User, factor, demand, account.CountOf(factor.Type.Kind));
                }
            }

            json.WriteEndArray();
        });
    }

    private static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadUsers, UserFinder.Named(context)) is not { } caller
            || await UserFinder.Required(context, caller) is not { Value: var account })
        {
            return;
        }

        var id = (string)context.Request.RouteValues["factorId"]!;
        var configuration = context.Org().Current.Configuration;
        var isShared = caller.Has(ApiRight.ManageUsers, configuration) && caller.IsOver(account.User, configuration);
        var enrollment = account.Enrollment(id) is { } active && AccountStates.IsReset(active) ? active : null;
        var pending = enrollment is null ? await Pending(context.Org(), account, id) : null;
        await ((enrollment ?? pending?.Value.Enrollment) is { } found
            ? OktaJson.Ok(context, json => FactorJson.Write(json, context, account.User, found, pending?.Value, isShared))
            : NotFound(id).Write(context));
    }

    /// <summary>Another question, or another answer: the one factor that can be edited.</summary>
    private static async Task Change(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageUsers) is not { } caller)
        {
            return;
        }

        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var id = (string)context.Request.RouteValues["factorId"]!;
        var profile = EnrollFactor.Profile(body);
        if (await AccountDraft.Change(context, caller, draft =>
        {
            if (draft.Account.Enrollment(id) is not { } enrollment || !AccountStates.IsReset(enrollment))
            {
                return NotFound(id);
            }

            if (enrollment.Kind.Type != "question")
            {
                return ErrorCodes.ValidationFailed.With("factor", "Only a security question can be changed.");
            }

            var factor = (IEnrollable)draft.Org.Catalog[enrollment.Kind];
            switch (SignOnRunner.Begun(draft.Org, draft.Client, factor, draft.Facts, new EnrollRequest(enrollment.Kind, profile, null, null), draft.Now).Result)
            {
                case Enrolling.Active made:
                    draft.Account = draft.Account.With(enrollment, made.Data);
                    draft.Log("user.mfa.factor.update", factor.Type.EventName);
                    return null;
                case Enrolling.Invalid invalid:
                    return ErrorCodes.ValidationFailed.With("factorEnrollRequest", invalid.Cause);
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }) is { } account)
        {
            await OktaJson.Ok(context, json => FactorJson.Write(json, context, account.User, account.Enrollment(id)!, null));
        }
    }

    private static async Task Remove(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["factorId"]!;
        if (await ApiCaller.Require(context, ApiRight.HelpUsers) is { } caller
            && await AccountDraft.Change(context, caller, async draft =>
            {
                var pending = await Pending(draft.Org, draft.Account, id);
                if ((draft.Account.Enrollment(id) ?? pending?.Value.Enrollment) is not { } found || !AccountStates.IsReset(found))
                {
                    return NotFound(id);
                }

                if (pending is not null)
                {
                    draft.Work.Delete(DocumentKinds.FactorTasks, pending);
                }

                draft.Account = draft.Account with { Enrollments = draft.Account.Enrollments.RemoveAll(e => e.Id == id) };
                draft.Log("user.mfa.factor.deactivate", draft.Org.Catalog[found.Kind].Type.EventName);
                return null;
            }) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static async ValueTask<Stored<FactorTask>?> Pending(Org org, Account account, string id) =>
        await org.Documents.Find(org.Name, DocumentKinds.FactorTasks, id) is { Value.IsPending: true } task
        && task.Value.UserId == account.User.Id && org.Clock.Now < task.Value.Expires
            ? task
            : null;

    // The same for everybody, known or not: it is a list of texts.
    private static Task Questions(HttpContext context) => OktaJson.Ok(context, json =>
    {
        json.WriteStartArray();
        foreach (var (key, text) in SecurityQuestions.InOrder)
        {
            json.WriteStartObject();
            json.WriteString("question", key);
            json.WriteString("questionText", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    // The address is the secret: whoever has it may see the picture, as an img element carries no token.
    private static async Task QrCode(HttpContext context)
    {
        var org = context.Org();
        var route = context.Request.RouteValues;
        var stored = await org.Documents.Find(org.Name, DocumentKinds.Activations, (string)route["token"]!);
        if (stored?.Value is not { } activation
            || activation.UserId != (string)route["userId"]!
            || activation.FactorId != (string)route["factorId"]!
            || org.Clock.Now >= activation.Expires)
        {
            await ErrorCodes.NotFound.With($"Resource not found: {route["factorId"]} (Factor)").Write(context);
            return;
        }

        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(activation.Uri, QRCodeGenerator.ECCLevel.M);
        using var code = new PngByteQRCode(data);
        context.Response.ContentType = "image/png";
        context.Response.Headers.CacheControl = "no-cache, no-store";
        await context.Response.BodyWriter.WriteAsync(code.GetGraphic(PixelsPerModule));
    }
}
