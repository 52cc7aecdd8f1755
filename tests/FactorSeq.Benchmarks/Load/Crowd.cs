using System.Globalization;
using FactorSeq.Factors.Totp;

namespace FactorSeq.Benchmarks.Load;

/// <summary>
/// Users who sign in one after the other, each once in a time step. A code is good once (RFC 6238 §5.2), so when everybody has signed in the
/// org's clock is moved on by a step: no waiting for real time, and no replay. The clock stands still meanwhile; the code is one for all,
/// since all share a secret, and the client pays for it once.
/// </summary>
internal sealed class Crowd : IDisposable
{
    private readonly Connection control;
    private readonly Lock gate = new();
    private readonly int size;
    private readonly byte[] key = Base32.Decode(BenchSeed.Secret);
    private string code = "";
    private int next;

    internal Crowd(Uri address, int size)
    {
        control = new Connection(address);
        this.size = size;
        Clock("""{"freeze":true}""");
        Clock("""{"advance":"PT5M"}"""); // beyond every code an earlier run has used
    }

    /// <summary>Who signs in next, and the code their token shows.</summary>
    internal (int User, string Code) Next()
    {
        lock (gate)
        {
            if (next == size)
            {
                Clock("""{"advance":"PT30S"}""");
                next = 0;
            }

            return (next++, code);
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
}
