using System.Runtime.CompilerServices;
using FactorSeq.Core.Ports;
using FactorSeq.Storage.Memory;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Tests.Storage;

/// <summary>Memory holds nothing of a document that is gone: a busy org drops tokens by the thousand long before they would have ended.</summary>
public sealed class ForgottenDocumentsTests
{
    private static readonly DateTimeOffset End = DateTimeOffset.UnixEpoch.AddYears(100);

    private readonly MemoryDocuments store = new();

    [Fact]
    public void What_is_deleted_before_its_end_is_let_go()
    {
        var (deleted, kept) = (Written(delete: true), Written(delete: false));
        GC.Collect();
        Assert.False(deleted.IsAlive);
        Assert.True(kept.IsAlive);
        GC.KeepAlive(store);
    }

    // In a frame of its own, so that nothing here holds on to the id.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Written(bool delete)
    {
        var id = Guid.NewGuid().ToString();
        Assert.True(Done(store.Commit(new UnitOfWork("demo").Issue(DocumentKinds.Seeds, id, new SeedMark("x"), End))));
        if (delete)
        {
            Assert.True(Done(store.Commit(new UnitOfWork("demo").Delete(DocumentKinds.Seeds, Done(store.Find("demo", DocumentKinds.Seeds, id))!))));
        }

        return new WeakReference(id);
    }

    private static T Done<T>(ValueTask<T> task) => task.AsTask().Result;
}
