using System.Text.Json;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Directories.Embedded;
using FactorSeq.Web.Api.Authn;
using FactorSeq.Web.Directories;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Emulator;

/// <summary>What the directory behind a user would say to the right password, and what the user would be told: side by side.</summary>
internal static partial class Explain
{
    // Nobody's password is put to a directory for an explanation: an embedded one says what it would do, of a server what a search can see.
    private static async ValueTask<DirectoryReply?> Expected(Org org, Account? account)
    {
        if (account is not { User.IsDelegated: true } || org.Agents.Of(account.User) is not { } directory)
        {
            return null;
        }

        if (directory.Agents == 0)
        {
            return new DirectoryReply(DirectoryAnswer.NoAgent);
        }

        if (org.Agents.Behind(directory) is EmbeddedDirectory embedded)
        {
            return await embedded.Expected(account.User.InDirectory());
        }

        try
        {
            using var deadline = new CancellationTokenSource(DirectoryAgents.Limit);
            return await org.Agents.Behind(directory).Find(account.User.InDirectory(), deadline.Token) switch
            {
                null => new DirectoryReply(DirectoryAnswer.NotFound),
                { Locked: true } entry => new DirectoryReply(DirectoryAnswer.Locked, entry),
                { Disabled: true } entry => new DirectoryReply(DirectoryAnswer.Disabled, entry),
                var entry => new DirectoryReply(DirectoryAnswer.Bound, entry),
            };
        }
        catch (DirectoryUnavailableException e)
        {
            return new DirectoryReply(DirectoryAnswer.Unreachable, Diagnostic: e.Message);
        }
        catch (OperationCanceledException)
        {
            return new DirectoryReply(DirectoryAnswer.TimedOut);
        }
    }

    private sealed partial class Picture
    {
        private void WriteDirectory(DirectoryReply? expected)
        {
            if (expected is null || facts is not { Directory: { } directory, Account: { } account })
            {
                json.WriteNull("directory");
                return;
            }

            var row = expected.Answer.Row();
            json.WriteStartObject("directory");
            json.WriteString("name", directory.Name);
            json.WriteString("type", directory.Type == DirectoryType.ActiveDirectory ? "activeDirectory" : "ldap");
            json.WriteNumber("agents", directory.Agents);
            json.WriteString("oktaStatus", Names.Status(account.User.Status));
            json.WriteString("answer", expected.Answer.ToString());
            json.WriteString("errorCode", directory.Type == DirectoryType.ActiveDirectory ? row.ErrorCode : null);
            json.WriteString("reason", expected.Diagnostic ?? row.Text);
            WriteAtPassword(expected, account);
            json.WriteBoolean("checkedBySequence", whole.Items.All(chain => chain.Steps.Any(step => step.Allows(FactorKind.Password))));
            json.WriteEndObject();
        }

        // The machine is asked what it would make of that answer, at the password of a sign-in that begins now.
        private void WriteAtPassword(DirectoryReply expected, Account account)
        {
            if (account.Enrollment(Enrollment.PasswordId) is not { } password)
            {
                json.WriteNull("atPassword");
                return;
            }

            var verdict = org.Catalog[FactorKind.Password].Judge(
                password, null, new Answer.FromDirectory(expected, default), facts.Settings.ForFactors(), now);
            var context = new TransactionContext { Id = "", Created = now, Expires = now.AddMinutes(1), Subject = new Subject.Known(account.User.Id) };
            var decision = Core.SignOn.Decide.Next(
                new Transaction.Unauthenticated(context), new Step.Judged(password, verdict, Primary: !facts.Sequencing), facts, now);
            json.WriteStartObject("atPassword");
            if (decision.Refusal is { } refusal and not Refusal.NotAllowedInState)
            {
                WriteError(refusal);
            }
            else
            {
                json.WriteString("status", decision.Refusal is null ? AuthnView.StatusOf(decision.Next) : "the rule does not begin with the password");
            }

            json.WriteEndObject();
        }
    }
}
