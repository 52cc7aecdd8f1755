using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace FactorSeq.Testing.Hosting;

/// <summary>
/// The RSA keys of one org, for as long as it lives: one, and one for each rotation. RSA keys are slow to make: an org takes one only when it first
/// signs, and leaves them to the next org. No two living orgs have the same, so that none accepts a token of another.
/// </summary>
internal sealed class SigningKeyLease : IDisposable
{
    private const int Bits = 2048;

    private static readonly ConcurrentBag<RSA> Free = [];

    private readonly Lock taking = new();
    private readonly List<RSA> own = [];
    private bool returned;

    internal RSA Take()
    {
        lock (taking)
        {
            ObjectDisposedException.ThrowIf(returned, this);
            var key = Free.TryTake(out var free) ? free : RSA.Create(Bits);
            own.Add(key);
            return key;
        }
    }

    public void Dispose()
    {
        lock (taking)
        {
            if (!returned)
            {
                own.ForEach(Free.Add);
            }

            returned = true;
        }
    }
}
