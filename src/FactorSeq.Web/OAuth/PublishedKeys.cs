using System.Collections.Concurrent;
using System.Collections.Immutable;
using FactorSeq.Web.Orgs;
using Microsoft.IdentityModel.Tokens;

namespace FactorSeq.Web.OAuth;

/// <summary>Keys that clients publish under an address of theirs, kept for a while by the org's clock, and fetched anew for a key that is not among them, after a pause by the machine's: the org's may stand still.</summary>
internal sealed class PublishedKeys : IDisposable
{
    private const int MostBytes = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    // A stranger's kids must not make this server knock at somebody's door all day.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Org, string Uri), Fetched> known = new();

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = Life })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = MostBytes,
    };

    internal async ValueTask<ImmutableArray<JsonWebKey>> Of(Org org, string uri, string? kid)
    {
        var now = org.Clock.Now;
        if (known.TryGetValue((org.Name, uri), out var kept))
        {
            // A clock that was moved back makes nothing fresh.
            var suffices = kid is null ? !kept.Keys.IsEmpty : kept.Keys.Any(key => key.Kid == kid);
            var (age, limit) = suffices ? (now - kept.At, Life) : (org.Clock.Machine - kept.ByMachine, Pause);
            if (age >= TimeSpan.Zero && age < limit)
            {
                return kept.Keys;
            }
        }

        var fetched = new Fetched(now, org.Clock.Machine, await Fetch(uri));
        known[(org.Name, uri)] = fetched;
        return fetched.Keys;
    }

    public void Dispose() => http.Dispose();

    private async Task<ImmutableArray<JsonWebKey>> Fetch(string uri)
    {
        try
        {
            return ClientKeys.ReadSet(await http.GetStringAsync(uri), passesOver: true).Keys;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or InvalidOperationException)
        {
            return [];
        }
    }

    private sealed record Fetched(DateTimeOffset At, DateTimeOffset ByMachine, ImmutableArray<JsonWebKey> Keys);
}
