using System.Text.Json;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.EventHooks;

/// <summary>The Event Hooks API. A hook works once it is verified and while it is active.</summary>
internal static class EventHooksApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/eventHooks",                           List),
        new("POST",   "/api/v1/eventHooks",                           Add),
        new("GET",    "/api/v1/eventHooks/{id}",                      Find),
        new("PUT",    "/api/v1/eventHooks/{id}",                      Replace),
        new("DELETE", "/api/v1/eventHooks/{id}",                      Remove),
        new("POST",   "/api/v1/eventHooks/{id}/lifecycle/activate",   context => Switch(context, active: true)),
        new("POST",   "/api/v1/eventHooks/{id}/lifecycle/deactivate", context => Switch(context, active: false)),
        new("POST",   "/api/v1/eventHooks/{id}/lifecycle/verify",     Verify),
    ];

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadEventHooks) is not null)
        {
            var hooks = await context.Org().Documents.List(context.Org().Name, DocumentKinds.EventHooks, OrgHooks.Most);
            await ManagementJson.List(context, hooks, (json, hook) => EventHookJson.Write(json, hook.Id, hook.Value, context.BaseUrl()));
        }
    }

    private static async Task Find(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadEventHooks) is not null && await Named(context) is { } hook)
        {
            await Show(context, hook.Id, hook.Value);
        }
    }

    private static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageEventHooks) is not { } caller)
        {
            return;
        }

        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var org = context.Org();
        var now = org.Clock.Now;
        var (hook, error) = EventHookForm.Read(
            body.Root, new EventHook("", [], "", [], null, null, Active: true, Verified: false, caller.User?.Id ?? caller.Client?.ClientId ?? "", now, now));
        if ((await org.Documents.List(org.Name, DocumentKinds.EventHooks, OrgHooks.Most)).Count >= OrgHooks.Most)
        {
            error ??= RequestErrors.At("eventHooks", $"An org has at most {OrgHooks.Most} event hooks");
        }

        if (error is not null)
        {
            await error.Write(context);
            return;
        }

        var id = Ids.New("who");
        await Written(context, caller, id, hook!, "event_hook.created", work => work.Insert(DocumentKinds.EventHooks, id, hook!));
        await Show(context, id, hook!);
    }

    private static async Task Replace(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageEventHooks) is not { } caller)
        {
            return;
        }

        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        // Whoever calls another address has to prove anew that it is theirs.
        await Change(context, caller, "event_hook.updated", old => EventHookForm.Read(body.Root, old) switch
        {
            (null, var error) => (null, error),
            var (hook, _) => (hook with { Verified = old.Verified && hook.Uri == old.Uri }, null),
        });
    }

    private static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageEventHooks) is not { } caller)
        {
            return;
        }

        while (await Named(context) is { } stored)
        {
            if (stored.Value.Active)
            {
                await RequestErrors.At("status", "The event hook must be deactivated before it is deleted").Write(context);
                return;
            }

            if (await Written(context, caller, stored.Id, stored.Value, "event_hook.deleted", work => work.Delete(DocumentKinds.EventHooks, stored)))
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
        }
    }

    private static async Task Switch(HttpContext context, bool active)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageEventHooks) is { } caller)
        {
            await Change(context, caller, active ? "event_hook.activated" : "event_hook.deactivated", old => (old with { Active = active }, null));
        }
    }

    private static async Task Verify(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageEventHooks) is not { } caller || await Named(context) is not { } asked)
        {
            return;
        }

        if (!await Answers(asked.Value, context.RequestAborted))
        {
            var org = context.Org();
            var work = new UnitOfWork(org.Name);
            caller.Log(
                work, Client.Of(context), org.Clock.Now, new SystemEvent("event_hook.verified", EventOutcome.Failure, "The endpoint did not say the challenge back"),
                asked.Id, [EventHookJson.Target(asked.Id, asked.Value)]);
            await org.Documents.Commit(work);
            await RequestErrors.At("uri", "The endpoint did not answer the verification challenge with 200 and {\"verification\": \"…\"}").Write(context);
            return;
        }

        await Change(context, caller, "event_hook.verified", old => old.Uri == asked.Value.Uri
            ? (old with { Verified = true }, null)
            : (null, RequestErrors.At("uri", "The address was changed meanwhile")));
    }

    // The far end shows that it wants the events by saying the challenge back.
    private static async ValueTask<bool> Answers(EventHook hook, CancellationToken cancellation)
    {
        var challenge = Tokens.Random(40);
        try
        {
            using var http = EventHookDelivery.Far();
            using var request = new HttpRequestMessage(HttpMethod.Get, hook.Uri);
            request.Headers.Add("X-Okta-Verification-Challenge", challenge);
            EventHookDelivery.Prove(request, hook);
            using var answer = await http.SendAsync(request, cancellation);
            using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
            return answer.StatusCode == System.Net.HttpStatusCode.OK && JsonBody.Text(body.RootElement, "verification") == challenge;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
        {
            return false;
        }
    }

    private static async ValueTask Change(HttpContext context, ApiCaller caller, string type, Func<EventHook, (EventHook? Hook, OktaError? Error)> change)
    {
        while (await Named(context) is { } stored)
        {
            var (hook, error) = change(stored.Value);
            if (error is not null)
            {
                await error.Write(context);
                return;
            }

            hook = hook! with { LastUpdated = context.Org().Clock.Now };
            if (await Written(context, caller, stored.Id, hook, type, work => work.Update(DocumentKinds.EventHooks, stored, hook)))
            {
                await Show(context, stored.Id, hook);
                return;
            }
        }
    }

    private static async ValueTask<bool> Written(
        HttpContext context, ApiCaller caller, string id, EventHook hook, string type, Func<UnitOfWork, UnitOfWork> write)
    {
        var org = context.Org();
        var work = write(new UnitOfWork(org.Name));
        caller.Log(work, Client.Of(context), org.Clock.Now, type, EventHookJson.Target(id, hook));
        if (!await org.Documents.Commit(work))
        {
            return false;
        }

        await org.Hooks.Load();
        return true;
    }

    private static async ValueTask<Stored<EventHook>?> Named(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        if (await context.Org().Documents.Find(context.Org().Name, DocumentKinds.EventHooks, id) is { } found)
        {
            return found;
        }

        await RequestErrors.NotFound(id, "EventHook").Write(context);
        return null;
    }

    private static Task Show(HttpContext context, string id, EventHook hook) =>
        OktaJson.Ok(context, json => EventHookJson.Write(json, id, hook, context.BaseUrl()));
}
