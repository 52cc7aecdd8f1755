using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Api.Logs;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.EventHooks;

/// <summary>
/// Carries entries of the log to hooks: once, and once more where nobody answered or the answer was an error (Okta, "Event hooks": 3 seconds, one
/// retry). Any address may be called, this machine's own included: this is a test bed, and whoever sets up a hook administers the org.
/// </summary>
internal sealed class EventHookDelivery(HookQueue queue) : BackgroundService
{
    private const int AtOnce = 16;
    private const int Tries = 2;

    // A hook that wanted these would be told of its own deafness for ever.
    private const string Failed = "event_hook.delivery";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim free = new(AtOnce);
    private readonly HttpClient http = Far();

    internal static HttpClient Far() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = 64 * 1024,
    };

    public override void Dispose()
    {
        http.Dispose();
        free.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var delivery in queue.All(stoppingToken))
            {
                await free.WaitAsync(stoppingToken);
                _ = Carry(delivery, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task Carry(HookDelivery delivery, CancellationToken stopping)
    {
        try
        {
            if (await Body(delivery) is { } body)
            {
                var wrong = "";
                for (var i = 0; i < Tries && wrong is not null; i++)
                {
                    wrong = await Send(delivery.Hook, body, stopping);
                }

                if (wrong is not null && !stopping.IsCancellationRequested)
                {
                    await Tell(delivery, wrong);
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The org is gone, or the store was closed: the server stops.
        }
        finally
        {
            free.Release();
        }
    }

    private static async ValueTask<byte[]?> Body(HookDelivery delivery)
    {
        var events = new JsonArray();
        foreach (var entry in delivery.Entries)
        {
            var record = (Recorded<LogEntry>)entry.Content.Recorded(0, entry.Subject, entry.At);
            var log = record.Value;
            if (log.Event.Type != Failed && delivery.Hook.Events.Contains(log.Event.Type))
            {
                var names = new Dictionary<string, string>();
                if (log.UserId is { } id && await delivery.Org.FindAccountById(id) is { Value.User: var user })
                {
                    names[id] = $"{user.FirstName} {user.LastName}".Trim();
                }

                events.Add(LogEvent.Of(record, delivery.Org, names));
            }
        }

        return events.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes<JsonNode>(new JsonObject
        {
            ["eventType"] = "com.okta.event_hook",
            ["eventTypeVersion"] = "1.0",
            ["cloudEventsVersion"] = "0.1",
            ["source"] = $"/api/v1/eventHooks/{delivery.Id}",
            ["eventId"] = Guid.NewGuid().ToString(),
            ["data"] = new JsonObject { ["events"] = events },
            ["eventTime"] = OktaJson.Instant(delivery.Org.Clock.Now),
            ["contentType"] = "application/json",
        }, JsonNodeJson.Default.JsonNode);
    }

    private static async ValueTask Tell(HookDelivery delivery, string wrong)
    {
        var org = delivery.Org;
        var work = new UnitOfWork(org.Name);
        LogEntry.Append(
            work, org.Clock.Now, new SystemEvent(Failed, EventOutcome.Failure, wrong), null, null, "system", EventHookJson.Target(delivery.Id, delivery.Hook));
        if (await org.Documents.Commit(work))
        {
            org.Changes.Tell("events");
        }
    }

    /// <returns>What went wrong; null for nothing.</returns>
    private async ValueTask<string?> Send(EventHook hook, byte[] body, CancellationToken stopping)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, hook.Uri) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            Prove(request, hook);
            if (hook.Value is { } secret)
            {
                request.Headers.Add("X-FactorSeq-Signature", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}");
            }

            using var answer = await http.SendAsync(request, stopping);
            return answer.IsSuccessStatusCode ? null : $"The endpoint answered {(int)answer.StatusCode}";
        }
        catch (TaskCanceledException) when (!stopping.IsCancellationRequested)
        {
            return $"The endpoint did not answer within {Patience.TotalSeconds:0} seconds";
        }
        catch (HttpRequestException e)
        {
            return $"The endpoint could not be reached: {e.Message}";
        }
    }

    /// <summary>Says to the far end who calls.</summary>
    internal static void Prove(HttpRequestMessage request, EventHook hook)
    {
        foreach (var header in hook.Headers)
        {
            request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        if (hook is { Key: { } key, Value: { } value })
        {
            request.Headers.TryAddWithoutValidation(key, value);
        }
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonNode))]
internal sealed partial class JsonNodeJson : System.Text.Json.Serialization.JsonSerializerContext;
