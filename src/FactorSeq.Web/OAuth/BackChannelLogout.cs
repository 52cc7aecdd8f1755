using System.Text.Json.Nodes;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// Tells apps that a session has ended, by itself and with a signed token (OpenID Connect Back-Channel Logout 1.0). All of them together have
/// two seconds: whoever signs out does not wait longer for apps that do not answer. Failures are logged and not tried again.
/// </summary>
internal static class BackChannelLogout
{
    internal const string TokenType = "logout+jwt";

    internal const string EventClaim = "http://schemas.openid.net/event/backchannel-logout";

    // Neither AT. nor ID.: a logout token passes for no other.
    private const string Kind = "LT.";

    private const int IdLength = 43;

    private const int TokenLife = 120;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    internal static async ValueTask Tell(HttpContext context, string userId, string sid, IReadOnlyCollection<ToldApp> apps)
    {
        var asking = apps.Where(told => told.App.Logout!.BackChannelUri is not null).ToList();
        if (asking.Count == 0)
        {
            return;
        }

        var org = context.Org();
        var tokens = await Signed(context, asking, userId, sid);
        using var limit = new CancellationTokenSource(Limit);
        var problems = await Task.WhenAll(asking.Zip(tokens, (told, token) => Post(told.App.Logout!.BackChannelUri!, token, limit.Token)));
        var work = new UnitOfWork(org.Name);
        foreach (var (told, problem) in asking.Zip(problems))
        {
            Log(work, context, told.App, problem);
        }

        await org.Documents.Commit(work);
        org.Changes.Tell("events");
    }

    // Each signed as the server whose tokens the app has signs those, or the app would not take it.
    private static async ValueTask<List<string>> Signed(HttpContext context, List<ToldApp> asking, string userId, string sid)
    {
        var org = context.Org();
        var keys = context.RequestServices.GetRequiredService<SigningKeys>();
        var tokens = new List<string>();
        foreach (var told in asking)
        {
            tokens.Add(Token(org, (await keys.RingOf(org, told.Server)).Current, told, userId, sid));
        }

        return tokens;
    }

    private static string Token(Org org, SigningKey key, ToldApp told, string userId, string sid)
    {
        var now = org.Clock.Now.ToUnixTimeSeconds();
        return Jwt.Sign(
            key,
            new JsonObject
            {
                ["iss"] = told.Server.Issuer,
                ["sub"] = userId,
                ["aud"] = told.App.ClientId,
                ["iat"] = now,
                ["exp"] = now + TokenLife,
                ["jti"] = Kind + Tokens.Random(IdLength),
                ["events"] = new JsonObject { [EventClaim] = new JsonObject() },
                ["sid"] = sid,
            },
            TokenType);
    }

    /// <returns>null where the app has taken it, or what went wrong.</returns>
    private static async Task<string?> Post(string address, string token, CancellationToken limit)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new FormUrlEncodedContent([KeyValuePair.Create("logout_token", token)]),
            };
            using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit);
            return response.IsSuccessStatusCode ? null : $"The app answered {(int)response.StatusCode}.";
        }
        catch (OperationCanceledException)
        {
            return "The app did not answer in time.";
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    private static void Log(UnitOfWork work, HttpContext context, App app, string? problem)
    {
        var client = Client.Of(context);
        var told = new SystemEvent("app.oauth2.backchannel_logout", problem is null ? EventOutcome.Success : EventOutcome.Failure, problem, Detail: app.Label);
        var entry = new LogEntry(
            Guid.NewGuid(), told, null, app.ClientId, client.Address?.ToString(), client.UserAgent, client.RequestId, client.RequestUri);
        work.Append(DocumentKinds.Log, app.Id, context.Org().Clock.Now, entry);
    }
}
