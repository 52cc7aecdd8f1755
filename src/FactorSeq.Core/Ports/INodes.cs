namespace FactorSeq.Core.Ports;

/// <summary>
/// The nodes that work on one store, as one of them sees the others: taking turns, and telling each other that something has changed. What is so
/// told may be lost; what decides stands in the store.
/// </summary>
public interface INodes
{
    /// <summary>Whether nobody else can write to the store, so that what is remembered of it stays true.</summary>
    bool IsAlone { get; }

    /// <summary>How far this machine's clock is behind the store's, by which all nodes go; zero where nobody could tell the two apart.</summary>
    TimeSpan Behind { get; }

    /// <summary>Waits until no node does this. The turn is over when what is returned is disposed of, or this node dies.</summary>
    ValueTask<IAsyncDisposable> Turn(string what, CancellationToken cancellation = default);

    /// <returns>null where a node does this already.</returns>
    ValueTask<IAsyncDisposable?> TryTurn(string what, CancellationToken cancellation = default);

    /// <summary>Says what to do with what other nodes tell.</summary>
    /// <param name="heard">Called with an org and the kind of what has changed in it.</param>
    /// <param name="lost">Called where something may have gone unheard.</param>
    void Listen(Action<string, string> heard, Action lost);

    /// <summary>Tells the other nodes, soon, that something of an org has changed.</summary>
    void Tell(string org, string kind);
}

/// <summary>One node, and no other.</summary>
public sealed class SingleNode : INodes
{
    public bool IsAlone => true;

    public TimeSpan Behind => TimeSpan.Zero;

    public ValueTask<IAsyncDisposable> Turn(string what, CancellationToken cancellation = default) => new(Always.Instance);

    public ValueTask<IAsyncDisposable?> TryTurn(string what, CancellationToken cancellation = default) => new(Always.Instance);

    public void Listen(Action<string, string> heard, Action lost)
    {
    }

    public void Tell(string org, string kind)
    {
    }

    private sealed class Always : IAsyncDisposable
    {
        internal static readonly Always Instance = new();

        public ValueTask DisposeAsync() => default;
    }
}
