using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.SignOn;

/// <summary>What must reach somebody's phone, mailbox or browser, as part of the work that decided it.</summary>
internal static class Outbox
{
    // Long enough for whoever was sent it to be told what became of it.
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <param name="nameOf">The seed's name of a factor, by the id of its enrollment.</param>
    /// <param name="org">Whose template text messages are made of.</param>
    /// <param name="templateId">The template that is asked for; null leaves it to the org.</param>
    /// <returns>What live pages are told has changed.</returns>
    internal static string Put(UnitOfWork work, Sending sending, User user, Client client, DateTimeOffset now, Func<string, string> nameOf, OrgConfiguration org, string? templateId = null)
    {
        switch (sending)
        {
            case Sending.Push push:
                var waiting = new Push(
                    user.Login, user.Id, push.EnrollmentId, push.Device, null, now, push.Expires, push.Numbers, PhoneDecision.Pending, null);
                work.Insert(DocumentKinds.Pushes, push.PushId, waiting, expires: push.Expires + Grace);
                return "pushes";
            case Sending.Code code:
                var text = code.Channel switch
                {
                    Channel.Sms => Template(org, templateId)?.Fill(code.PassCode, org.Name, user.Locale) ?? $"Your verification code is {code.PassCode}.",
                    Channel.Call => $"Hello. Your verification code is {string.Join(", ", code.PassCode.AsEnumerable())}. Goodbye.",
                    _ => $"Here is your one-time verification code: {code.PassCode}. Never share it with anybody.",
                };
                return Mail(work, user.Id, now, code.Channel, code.To, code.PassCode, null, text);
            case Sending.Activation activation:
                work.Insert(
                    DocumentKinds.Activations,
                    activation.ActivationId,
                    new Activation(
                        user.Login, user.Id, activation.EnrollmentId, nameOf(activation.EnrollmentId), activation.Uri, now, activation.Expires, null, null),
                    expires: activation.Expires + Grace);
                return "activations";
            case Sending.ActivationLink link:
                return Mail(
                    work,
                    user.Id,
                    now,
                    link.Channel,
                    link.To,
                    null,
                    $"{client.BaseUrl}/emulator/activate/{link.ActivationId}",
                    "Open this link on your phone to set up Okta Verify.");
            case Sending.Visit visit:
                work.Insert(
                    DocumentKinds.Visits,
                    visit.VisitId,
                    new Visit(user.Login, user.Id, visit.EnrollmentId, nameOf(visit.EnrollmentId), now, visit.Expires, PhoneDecision.Pending, null),
                    expires: visit.Expires + Grace);
                return "visits";
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static SmsTemplate? Template(OrgConfiguration org, string? id) =>
        org.Administration.SmsTemplates.FirstOrDefault(template => template.Id == id) ?? org.Administration.SmsTemplates.FirstOrDefault();

    /// <returns>What live pages are told has changed.</returns>
    internal static string Mail(
        UnitOfWork work, string userId, DateTimeOffset now, Channel channel, string to, string? code, string? link, string text)
    {
        work.Append(DocumentKinds.Messages, userId, now, new Message(Tokens.Random(20), userId, channel, to, code, link, text));
        return "messages";
    }
}
