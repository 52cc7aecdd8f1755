using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.SignOn;

/// <summary>Step-ups: somebody who is signed in proves more, for an app.</summary>
internal static partial class SignOnRunner
{
    /// <summary>Whether somebody could prove what an app asks for; null where they could, or else why not. Nothing is begun.</summary>
    internal static Refusal? Hinders(Org org, Client client, Account account, StepUp wanted) =>
        Draft(org, client, account, wanted, "").Decision.Refusal;

    /// <summary>A transaction for a page on which somebody proves more.</summary>
    /// <returns>Its state token; null where they cannot.</returns>
    internal static async ValueTask<string?> BeginStepUp(Org org, Client client, Account account, StepUp wanted, string target)
    {
        var (token, decision) = Draft(org, client, account, wanted, target);
        if (decision.Refusal is not null)
        {
            return null;
        }

        var context = decision.Next.Context;
        await org.Documents.Commit(new UnitOfWork(org.Name).Insert(DocumentKinds.Transactions, context.Id, decision.Next, expires: context.Expires));
        org.Changes.Tell("sign-ins");
        return token;
    }

    private static (string Token, Decision Decision) Draft(Org org, Client client, Account account, StepUp wanted, string target)
    {
        var (token, at) = Begin(org, null, target, TransactionType.SessionStepUp);
        var login = account.User.Login;
        at = at with { Context = at.Context with { Login = login, Subject = new Subject.Known(account.User.Id) } };
        return (token, Decide.Next(at, new Step.AskedToStepUp(wanted), FactsLoader.For(org, client, login, account), org.Clock.Now));
    }
}
