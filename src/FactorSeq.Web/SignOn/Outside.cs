using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Directories;
using FactorSeq.Web.Lab;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.SignOn;

/// <summary>
/// Asks outside what a factor cannot know. One for each request: a directory counts how often it is asked, so however many rounds a request
/// needs to win its write, it is asked once.
/// </summary>
internal sealed class Outside(Org org)
{
    private DirectoryReply? replied;
    private PasswordReply? taken;
    private bool reached;

    /// <summary>Reaches a factor's provider, which a tester may have put out of order. However many rounds a request needs, it is reached once.</summary>
    /// <exception cref="ProviderDownException">It is out of order.</exception>
    internal async ValueTask Reach(FactorKind kind, Facts facts)
    {
        if (reached || org.Lab.Faults.IsEmpty)
        {
            return;
        }

        reached = true;
        if (await org.Lab.Faults.OfFactor(org.Catalog[kind].Type.Key, facts.Account?.User.Login) is { } fault)
        {
            await FaultGate.Wait(fault, org.Machine, CancellationToken.None);
            if (!fault.OnlyDelays)
            {
                throw new ProviderDownException(fault);
            }
        }
    }

    /// <summary>Judges, and where the factor must ask outside first, judges again with the reply.</summary>
    internal async ValueTask<Verdict> Judge(Func<Answer, Verdict> judge, Answer answer, Facts facts) => judge(answer) switch
    {
        Verdict.Ask ask => judge(await Reply(ask.Question, facts)),
        var verdict => verdict,
    };

    internal async ValueTask<Answer> Reply(Question question, Facts facts)
    {
        switch (question)
        {
            case Question.Scan scan:
                var activation = await org.Documents.Find(org.Name, DocumentKinds.Activations, scan.ActivationId);
                return new Answer.Scanned(activation?.Value.Device, activation?.Value.Platform ?? "");
            case Question.Visit visit:
                var visited = await org.Documents.Find(org.Name, DocumentKinds.Visits, visit.VisitId);
                return new Answer.Visited(visited?.Value.Decision ?? PhoneDecision.Pending, visited?.Value.Reason);
            case Question.Phone phone:
                var push = await org.Documents.Find(org.Name, DocumentKinds.Pushes, phone.PushId);
                var pushed = push?.Value.At(org.Clock.Now);
                return new Answer.Phone(pushed?.Decision ?? PhoneDecision.Pending, pushed?.Number);
            case Question.Directory directory:
                return new Answer.FromDirectory(await Authenticate(facts, directory.Password), directory.Password);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Takes up a reply that this request has had already.</summary>
    internal void Remember(DirectoryReply reply) => replied = reply;

    /// <summary>Gives a directory user a new password where it is kept.</summary>
    /// <param name="old">Null where it is forgotten.</param>
    internal async ValueTask<PasswordReply> SetPassword(Facts facts, Secret? old, Secret @new) =>
        taken ??= facts.Directory is { } directory
            ? await org.Agents.SetPassword(directory, facts.Account!.User.InDirectory(), old, @new)
            : new PasswordReply(PasswordAnswer.Unavailable, "the directory is no longer set up");

    // Who is barred already is judged without the directory: there the asking would only count against them.
    private async ValueTask<DirectoryReply> Authenticate(Facts facts, Secret password)
    {
        if (replied is null && facts.Gate(SignInPoint.Password) is not (Gate.Open or Gate.ChangePassword))
        {
            return new DirectoryReply(DirectoryAnswer.WrongPassword, Diagnostic: "not asked");
        }

        return replied ??= facts.Directory is { } directory
            ? await org.Agents.Authenticate(directory, facts.Account!.User.InDirectory(), password)
            : new DirectoryReply(DirectoryAnswer.NoAgent, Diagnostic: "the directory is no longer set up");
    }
}
