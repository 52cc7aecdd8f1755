namespace FactorSeq.Web.Tests.Support;

/// <summary>A path for a store, gone afterwards with what SQLite leaves beside it.</summary>
internal sealed class TemporaryFile(string ending = ".db") : IDisposable
{
    internal string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"factorseq-{Guid.NewGuid():N}{ending}");

    public void Dispose()
    {
        foreach (var file in new[] { Path, Path + "-wal", Path + "-shm", Path + "-lock" })
        {
            File.Delete(file);
        }
    }
}
