namespace FactorSeq.Web.SignOn;

/// <summary>
/// Lines in which those stand who have lost a write about one user to another: with all of them trying at once most of the work would be thrown away.
/// The line is this node's; whatever is decided is decided in the store.
/// </summary>
internal static class Rivals
{
    private static readonly SemaphoreSlim[] Lines = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    /// <returns>null where nobody knows whose it is.</returns>
    internal static async ValueTask<IDisposable?> Turn(string? whose)
    {
        if (whose is null)
        {
            return null;
        }

        var line = Lines[(uint)whose.GetHashCode(StringComparison.Ordinal) % Lines.Length];
        await line.WaitAsync();
        return new Taken(line);
    }

    private sealed class Taken(SemaphoreSlim line) : IDisposable
    {
        public void Dispose() => line.Release();
    }
}
