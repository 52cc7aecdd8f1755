using System.Globalization;
using FactorSeq.Factors.Totp;

namespace FactorSeq.Benchmarks.Load;

/// <summary>
/// The users of one org, who sign in one after the other, each once in a time step. A code is good once (RFC 6238 §5.2), so when all users of
/// a chain have signed in the org's clock is moved on by a step: no waiting for real time, and no replay. The clock stands still meanwhile;
/// the code is one for all, since all share a secret, and the client pays for it once. An org has one clock, so it has one of these.
/// </summary>
internal sealed class Crowd : IDisposable
{
    private readonly Connection control;
    private readonly Lock gate = new();
    private readonly int size;
    private readonly byte[] key = Base32.Decode(BenchSeed.Secret);
    private readonly Dictionary<string, Line> lines = [];
    private string code = "";

    internal Crowd(Uri address, int size)
    {
        control = new Connection(address);
        this.size = size;
        Clock("""{"freeze":true}""");
        Clock("""{"advance":"PT5M"}"""); // beyond every code an earlier run has used
    }

    /// <summary>Who of a chain signs in next, and the code their token shows. A chain begins anew when all its turns are over.</summary>
    internal Turn Next(string chain)
    {
        lock (gate)
        {
            if (!lines.TryGetValue(chain, out var line))
            {
                lines[chain] = line = new Line();
            }

            if (line.Next == size)
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref line.Running) == 0);
                Clock("""{"advance":"PT30S"}""");
                line.Next = 0;
            }

            Interlocked.Increment(ref line.Running);
            return new Turn(line, line.Next++, code);
        }
    }

    public void Dispose() => control.Dispose();

    private void Clock(string move)
    {
        var answer = control.Post("/emulator/clock", move);
        var now = answer.Member("now") ?? throw new IOException($"The clock answered {answer.Status}: {answer.Text}");
        var at = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture);
        code = TotpVerifier.Code(key, TotpVerifier.StepAt(at));
    }

    /// <summary>Where one chain's users stand.</summary>
    internal sealed class Line
    {
        internal int Next;
        internal int Running;
    }

    /// <summary>One user's turn, until it is disposed of.</summary>
    internal readonly struct Turn(Line line, int user, string code) : IDisposable
    {
        internal int User => user;

        internal string Code => code;

        public void Dispose() => Interlocked.Decrement(ref line.Running);
    }
}
