using System.Diagnostics.CodeAnalysis;

namespace FactorSeq.Directories.Ldap;

/// <summary>
/// How many may ask one directory at a time. The others wait without a thread, each within its own deadline: a directory that is dead holds up
/// its own users, and nobody else's.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody takes its wait handle, so it holds nothing; and who is still inside must be able to leave.")]
internal sealed class TurnGate(int places)
{
    private readonly SemaphoreSlim free = new(places, places);

    internal async ValueTask<Turn> Enter(CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation).ConfigureAwait(false);
        return new Turn(free);
    }

    internal readonly struct Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
