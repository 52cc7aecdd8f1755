using System.Runtime.CompilerServices;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Directories.Embedded;
using FactorSeq.Web.Directories;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>The embedded directories with somebody in between who counts what is asked, and may do something once while it is.</summary>
internal sealed class WatchedDirectories : IDirectories
{
    private Func<Task>? meanwhile;

    /// <summary>Passwords that were put to a directory.</summary>
    internal int Put { get; private set; }

    /// <summary>Passwords that a directory was to take.</summary>
    internal int Set { get; private set; }

    /// <summary>Answers no password any more, and waits for as long as it may.</summary>
    internal bool IsSilent { get; set; }

    /// <summary>Of whom a directory was asked last.</summary>
    internal DirectoryUser? LastAsked { get; private set; }

    /// <summary>Has something done before the next question reaches its directory.</summary>
    internal void Meanwhile(Func<Task> act) => meanwhile = act;

    public IDirectory Open(Org org, DirectoryIntegration integration) =>
        new Watched(this, new EmbeddedDirectory(org.Name, integration, org.Documents, () => org.Clock.Now, passwordIterations: 1));

    private async Task Pass() => await (Interlocked.Exchange(ref meanwhile, null)?.Invoke() ?? Task.CompletedTask);

    private sealed class Watched(WatchedDirectories by, EmbeddedDirectory directory) : IDirectory
    {
        public async ValueTask<DirectoryReply> Authenticate(DirectoryUser user, Secret password, CancellationToken cancellation)
        {
            by.Put++;
            by.LastAsked = user;
            await by.Pass();
            if (by.IsSilent)
            {
                var over = new TaskCompletionSource();
                await using var registration = cancellation.Register(over.SetResult);
                await over.Task;
                return new DirectoryReply(DirectoryAnswer.TimedOut);
            }

            return await directory.Authenticate(user, password, cancellation);
        }

        public ValueTask<DirectoryEntry?> Find(DirectoryUser user, CancellationToken cancellation) => directory.Find(user, cancellation);

        public async ValueTask<PasswordReply> ChangePassword(DirectoryUser user, Secret old, Secret @new, CancellationToken cancellation)
        {
            by.Set++;
            await by.Pass();
            return await directory.ChangePassword(user, old, @new, cancellation);
        }

        public ValueTask<PasswordReply> ResetPassword(DirectoryUser user, Secret @new, CancellationToken cancellation) =>
            directory.ResetPassword(user, @new, cancellation);

        public ValueTask<bool> Unlock(DirectoryUser user, CancellationToken cancellation) => directory.Unlock(user, cancellation);

        public ValueTask<DirectoryPosition> Position(CancellationToken cancellation) => directory.Position(cancellation);

        public async IAsyncEnumerable<DirectoryPage> Read(DirectoryQuery query, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var page in directory.Read(query, cancellation))
            {
                await by.Pass();
                yield return page;
            }
        }
    }
}
