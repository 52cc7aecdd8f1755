using System.Collections.Concurrent;

namespace FactorSeq.Reliability.Tests.Support;

/// <summary>People who sign in while something happens, some at a time, and what they were told.</summary>
internal sealed class Crowd
{
    // Whoever has to begin again waits half a minute for a message, or for a code that was not sent yet, and that more than once.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ConcurrentQueue<int> waiting;
    private readonly ConcurrentBag<Journey> done = [];
    private readonly Task[] lanes;

    /// <param name="users">Who they are.</param>
    /// <param name="atOnce">How many are on their way at any time.</param>
    internal Crowd(Client by, IEnumerable<int> users, int atOnce = 12)
    {
        waiting = new(users);
        lanes = [.. Enumerable.Range(0, atOnce).Select(_ => Task.Run(() => Go(by)))];
    }

    internal IReadOnlyCollection<Journey> Done => done;

    /// <summary>Waits until everybody is in. They come in whatever happens on the way: that is what is shown.</summary>
    internal Task Arrived() => Task.WhenAll(lanes);

    /// <summary>Whoever has not set out yet stays at home.</summary>
    internal void NoMore()
    {
        Assert.NotEmpty(waiting);
        waiting.Clear();
    }

    /// <summary>Whatever they were told still holds, asked of any node.</summary>
    internal static async Task Check(IEnumerable<Journey> journeys, params Client[] nodes)
    {
        var turn = 0;
        foreach (var journey in journeys)
        {
            var at = nodes[turn++ % nodes.Length];
            (await at.Get("/api/v1/sessions/me", journey.Session))!.Expect(200);
            Assert.Equal(401, (await at.Post("/api/v1/sessions", new { sessionToken = journey.Spent })).Status);
            (await at.Post("/api/v1/authn", new { stateToken = journey.Finished })).Expect(401, "E0000011");
        }
    }

    private async Task Go(Client by)
    {
        while (waiting.TryDequeue(out var user))
        {
            var journey = new Journey(Town.Login(user), Town.ChainOf(user));
            await Node.Until(async () =>
            {
                await journey.Go(by);
                return journey.IsDone;
            }, Patience);
            done.Add(journey);
        }
    }
}
