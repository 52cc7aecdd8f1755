using BenchmarkDotNet.Attributes;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Storage;
using FactorSeq.Storage.Memory;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Benchmarks.Micro;

/// <summary>What one step of a sign-in writes, all or nothing: the transaction moved on, and a log entry. Memory, and a file that is flushed.</summary>
[MemoryDiagnoser]
public class StoreCommit
{
    private const string Org = "bench";

    private readonly LogEntry entry = new(
        Guid.Empty, new SystemEvent("user.session.start", EventOutcome.Success), "00u1", "ana@bench.test", "127.0.0.1",
        "bench", "request", "/api/v1/authn");

    private IDocuments store = null!;
    private string? file;

    [Params("memory", "file")]
    public string Kept { get; set; } = "";

    [GlobalSetup]
    public async Task Setup()
    {
        file = Kept == "file" ? Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()) : null;
        store = file is null ? new MemoryDocuments() : SqliteDocuments.InFile(file);
        var context = new TransactionContext { Id = "t", Created = DateTimeOffset.UnixEpoch, Expires = DateTimeOffset.UnixEpoch.AddMinutes(5), Subject = new Subject.Known("00u1") };
        await store.Commit(new UnitOfWork(Org).Insert(DocumentKinds.Transactions, "t", new Transaction.Unauthenticated(context)));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        (store as IDisposable)?.Dispose();
        foreach (var part in file is null ? [] : (string[])["", "-wal", "-shm", "-lock"])
        {
            File.Delete(file + part);
        }
    }

    [Benchmark]
    public async Task<bool> ReadDecideWrite()
    {
        var stored = (await store.Find(Org, DocumentKinds.Transactions, "t"))!;
        return await store.Commit(new UnitOfWork(Org)
            .Update(DocumentKinds.Transactions, stored, stored.Value)
            .Append(DocumentKinds.Log, "00u1", DateTimeOffset.UnixEpoch, entry));
    }
}
