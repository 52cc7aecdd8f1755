using System.Collections.Concurrent;
using System.Reflection;
using FactorSeq.Core.Ports;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Notes in which order a store is asked.</summary>
public class StoreCalls : DispatchProxy
{
    private IDocuments store = null!;

    internal ConcurrentQueue<string> Names { get; } = new();

    internal static IDocuments Of(IDocuments store, out StoreCalls calls)
    {
        var documents = Create<IDocuments, StoreCalls>();
        calls = (StoreCalls)(object)documents;
        calls.store = store;
        return documents;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Names.Enqueue(targetMethod!.Name);
        return targetMethod.Invoke(store, args);
    }
}
