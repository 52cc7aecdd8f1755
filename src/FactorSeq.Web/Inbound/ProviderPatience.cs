namespace FactorSeq.Web.Inbound;

/// <summary>How long an identity provider may keep a browser waiting, with all that it is asked on the way.</summary>
internal sealed record ProviderPatience(TimeSpan Limit)
{
    internal static ProviderPatience Usual { get; } = new(TimeSpan.FromSeconds(10));
}

/// <summary>What is left of it for one request of a browser.</summary>
internal sealed class ProviderTime : IDisposable
{
    private readonly CancellationTokenSource over;
    private readonly CancellationToken gone;

    internal ProviderTime(HttpContext context)
    {
        gone = context.RequestAborted;
        over = CancellationTokenSource.CreateLinkedTokenSource(gone);
        over.CancelAfter(context.RequestServices.GetRequiredService<ProviderPatience>().Limit);
    }

    internal CancellationToken Token => over.Token;

    /// <summary>Whether the provider has used it up, rather than that the browser has gone.</summary>
    internal bool IsUp => over.IsCancellationRequested && !gone.IsCancellationRequested;

    public void Dispose() => over.Dispose();
}
