using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>Every text message, call and mail that went out, newest first.</summary>
internal static class Mailbox
{
    private const int MaxListed = 200;

    internal static async Task List(HttpContext context)
    {
        var org = context.Org();
        var login = context.Request.Query["user"].ToString();
        var channel = context.Request.Query["channel"].ToString();
        string? subject = null;
        if (login.Length > 0)
        {
            subject = (await org.FindAccount(login))?.Id ?? "nobody";
        }

        var messages = await org.Documents.Recent(org.Name, DocumentKinds.Messages, subject, MaxListed);
        var logins = new Dictionary<string, string>();
        foreach (var message in messages)
        {
            if (!logins.ContainsKey(message.Value.UserId))
            {
                logins[message.Value.UserId] = (await org.FindAccountById(message.Value.UserId))?.Value.User.Login ?? message.Value.UserId;
            }
        }

        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var message in messages)
            {
                var name = message.Value.Channel.ToString().ToLowerInvariant();
                if (channel.Length > 0 && channel != name)
                {
                    continue;
                }

                json.WriteStartObject();
                json.WriteString("id", message.Value.Id);
                json.WriteString("user", logins[message.Value.UserId]);
                json.WriteString("channel", name);
                json.WriteString("to", message.Value.To);
                if (message.Value.Code is { } code)
                {
                    json.WriteString("code", code);
                }

                if (message.Value.Link is { } link)
                {
                    json.WriteString("link", link);
                }

                json.WriteString("text", message.Value.Text);
                json.WriteInstant("at", message.At);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
