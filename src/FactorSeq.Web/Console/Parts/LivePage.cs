namespace FactorSeq.Web.Console.Parts;

/// <summary>A page that reads again whenever the org says that something of its kind has changed. Looking on keeps no session alive.</summary>
public abstract class LivePage : ConsolePage, IAsyncDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private Task? listening;

    /// <summary>The kinds of changes that it shows, as the org calls them.</summary>
    private protected abstract IReadOnlyCollection<string> Kinds { get; }

    /// <summary>Reads everything that the page shows.</summary>
    private protected abstract Task Load(bool quietly);

    protected override async Task OnInitializedAsync()
    {
        await Load(quietly: false);
        Loaded = true;
        if (await Api.Enter(quietly: true) is var (org, _, _))
        {
            listening = Listen(org.Changes.Listen(leaving.Token));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        if (listening is not null)
        {
            await listening;
        }

        leaving.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task Listen(IAsyncEnumerable<string> changes)
    {
        try
        {
            await foreach (var kind in changes)
            {
                if (Kinds.Contains(kind))
                {
                    await InvokeAsync(async () =>
                    {
                        await Load(quietly: true);
                        StateHasChanged();
                    });
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }
}
