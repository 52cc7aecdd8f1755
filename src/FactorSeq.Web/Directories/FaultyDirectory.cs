using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Lab;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Directories;

/// <summary>A directory that fails as testers ask for. A time-out is answered at once: nobody waits 4,000 ms to see what follows.</summary>
internal sealed class FaultyDirectory(IDirectory inner, string name, Org org) : IDirectory
{
    public async ValueTask<DirectoryReply> Authenticate(DirectoryUser user, Secret password, CancellationToken cancellation) =>
        await Strike(user, cancellation) is { } fault
            ? new DirectoryReply(
                fault.Kind switch
                {
                    FaultKind.Timeout => DirectoryAnswer.TimedOut,
                    FaultKind.Unwilling => DirectoryAnswer.WrongPassword,
                    _ => DirectoryAnswer.Unreachable,
                },
                Diagnostic: Said(fault))
            : await inner.Authenticate(user, password, cancellation);

    public async ValueTask<DirectoryEntry?> Find(DirectoryUser user, CancellationToken cancellation) =>
        await Strike(user, cancellation) is { } fault ? throw new DirectoryUnavailableException(Said(fault)) : await inner.Find(user, cancellation);

    public async ValueTask<PasswordReply> ChangePassword(DirectoryUser user, Secret old, Secret @new, CancellationToken cancellation) =>
        await Strike(user, cancellation) is { } fault ? Refused(fault) : await inner.ChangePassword(user, old, @new, cancellation);

    public async ValueTask<PasswordReply> ResetPassword(DirectoryUser user, Secret @new, CancellationToken cancellation) =>
        await Strike(user, cancellation) is { } fault ? Refused(fault) : await inner.ResetPassword(user, @new, cancellation);

    public async ValueTask<bool> Unlock(DirectoryUser user, CancellationToken cancellation) =>
        await Strike(user, cancellation) is null && await inner.Unlock(user, cancellation);

    public async ValueTask<DirectoryPosition> Position(CancellationToken cancellation) =>
        await Strike(null, cancellation) is { } fault ? throw new DirectoryUnavailableException(Said(fault)) : await inner.Position(cancellation);

    public IAsyncEnumerable<DirectoryPage> Read(DirectoryQuery query, CancellationToken cancellation) => inner.Read(query, cancellation);

    // Those who are asked for by name are not met in an import.
    private async ValueTask<Fault?> Strike(DirectoryUser? user, CancellationToken cancellation)
    {
        if (await org.Lab.Faults.OfDirectory(name, user?.Login) is not { } fault)
        {
            return null;
        }

        try
        {
            await FaultGate.Wait(fault, org.Machine, cancellation);
            return fault.OnlyDelays ? null : fault;
        }
        catch (OperationCanceledException)
        {
            return new Fault { Id = fault.Id, Kind = FaultKind.Timeout };
        }
    }

    private static PasswordReply Refused(Fault fault) => new(
        fault.Kind == FaultKind.Unwilling ? PasswordAnswer.Unfit : PasswordAnswer.Unavailable, Said(fault));

    private static string Said(Fault fault) => $"fault {fault.Id}: {fault.Kind switch
    {
        FaultKind.Timeout => "no answer in time",
        FaultKind.Unwilling => "unwillingToPerform (53)",
        _ => "can't contact the server",
    }}";
}
