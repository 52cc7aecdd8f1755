using System.Collections.Concurrent;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Directories;

/// <summary>
/// The agents between an org and its directories: they are connected or not, and have Okta's 4,000 ms for a password. What they work on is
/// opened once for each set of addresses and scopes, and anew when an administrator changes these.
/// </summary>
internal sealed class DirectoryAgents(Org org, IDirectories directories)
{
    /// <summary>The time for one delegated authentication (Okta, "Troubleshooting delegated authentication timeouts").</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(4000);

    private readonly ConcurrentDictionary<string, Lazy<Opened>> opened = new();

    /// <summary>The directory that masters a user; null for users who are Okta's own.</summary>
    internal DirectoryIntegration? Of(User user) => user.Directory is { } link ? ById(link.DirectoryId) : null;

    internal DirectoryIntegration? ById(string id) => org.Current.Configuration.Directories.FirstOrDefault(d => d.Id == id);

    internal DirectoryIntegration? ByName(string name) =>
        org.Current.Configuration.Directories.FirstOrDefault(d => string.Equals(d.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The directory behind an integration, whether agents are connected or not.</summary>
    internal IDirectory Behind(DirectoryIntegration integration)
    {
        while (true)
        {
            var current = opened.GetOrAdd(integration.Id, _ => new(() => new Opened(integration, directories.Open(org, integration))));
            if (current.Value.Serves(integration))
            {
                return current.Value.Directory;
            }

            if (opened.TryRemove(new(integration.Id, current)))
            {
                Close(current.Value.Directory);
            }
        }
    }

    /// <summary>The directory as it can be reached: testers may have put something in the way.</summary>
    internal IDirectory Reached(DirectoryIntegration integration) => org.Lab.Faults.IsEmpty
        ? Behind(integration)
        : new FaultyDirectory(Behind(integration), integration.Name, org);

    /// <summary>Lets go of what was opened; what is under way finishes on the connections it has.</summary>
    internal void Close()
    {
        foreach (var one in opened.Values.Where(one => one.IsValueCreated))
        {
            Close(one.Value.Directory);
        }
    }

    /// <summary>Puts a password to the directory, once.</summary>
    internal async ValueTask<DirectoryReply> Authenticate(DirectoryIntegration integration, DirectoryUser user, Secret password)
    {
        if (integration.Agents == 0)
        {
            return new DirectoryReply(DirectoryAnswer.NoAgent);
        }

        using var deadline = new CancellationTokenSource(Limit);
        return await Reached(integration).Authenticate(user, password, deadline.Token);
    }

    /// <summary>Looks somebody up; null where nobody is found, and where nobody answers.</summary>
    internal async ValueTask<DirectoryEntry?> Find(DirectoryIntegration integration, DirectoryUser user)
    {
        if (integration.Agents == 0)
        {
            return null;
        }

        try
        {
            using var deadline = new CancellationTokenSource(Limit);
            return await Reached(integration).Find(user, deadline.Token);
        }
        catch (Exception e) when (e is DirectoryUnavailableException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Changes a password as its owner does, or sets it as an administrator does where the old one is not known.</summary>
    internal async ValueTask<PasswordReply> SetPassword(DirectoryIntegration integration, DirectoryUser user, Secret? old, Secret @new)
    {
        if (integration.Agents == 0)
        {
            return new PasswordReply(PasswordAnswer.Unavailable);
        }

        using var deadline = new CancellationTokenSource(Limit);
        var directory = Reached(integration);
        return old is { } present
            ? await directory.ChangePassword(user, present, @new, deadline.Token)
            : await directory.ResetPassword(user, @new, deadline.Token);
    }

    /// <summary>Opens an account that the directory has locked.</summary>
    internal async ValueTask<bool> Unlock(DirectoryIntegration integration, DirectoryUser user)
    {
        if (integration.Agents == 0)
        {
            return false;
        }

        using var deadline = new CancellationTokenSource(Limit);
        return await Reached(integration).Unlock(user, deadline.Token);
    }

    // What is under way finishes on the connections it has.
    private static void Close(IDirectory directory)
    {
        if (directory is IAsyncDisposable disposable)
        {
            _ = disposable.DisposeAsync().AsTask();
        }
    }

    private sealed record Opened(DirectoryIntegration For, IDirectory Directory)
    {
        internal bool Serves(DirectoryIntegration integration) =>
            For.Source == integration.Source && For.Type == integration.Type && For.ImportScope == integration.ImportScope;
    }
}

/// <summary>How a directory knows an org's users.</summary>
internal static class DirectoryUsers
{
    internal static DirectoryUser InDirectory(this User user) => new(user.Login, user.Directory?.ExternalId);
}
