using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Reliability.Tests.Support;

/// <summary>
/// Somebody's way from their name to a session, one request after the other, over whatever fails between. It remembers how far it was told it had come,
/// and does not stand for being sent back.
/// </summary>
internal sealed class Journey(string login, string chain)
{
    private static readonly Dictionary<string, string> Types = new()
    {
        ["totp"] = "token:software:totp",
        ["password"] = "password",
        ["question"] = "question",
        ["push"] = "push",
        ["sms"] = "sms",
        ["call"] = "call",
        ["email"] = "email",
    };

    private readonly string[] steps = [.. chain.Split(" -> ").Select(step => Types[step])];

    private readonly HashSet<string> sent = [];
    private readonly HashSet<string> sentBefore = [];

    private Reply? at;
    private int proved;
    private bool askedForSession;
    private bool isUnsure;

    /// <summary>The state token of a sign-in that was told to be over.</summary>
    internal string? Finished { get; private set; }

    /// <summary>The session token that a session was opened with.</summary>
    internal string? Spent { get; private set; }

    /// <summary>The session that was told to be open.</summary>
    internal string? Session { get; private set; }

    internal bool IsDone => Session is not null;

    /// <summary>How often it had to begin, more than once where an answer was lost that nobody can ask for twice.</summary>
    internal int Beginnings { get; private set; }

    /// <summary>Sends the next request, or finds out what came of it where its answer was lost. Whatever had been acknowledged must still be so.</summary>
    internal async Task Go(Client by)
    {
        if (at is null)
        {
            Take(await by.Try(HttpMethod.Post, "/api/v1/authn", new { username = login }));
            Beginnings += at is null ? 0 : 1;
        }
        else if (at.State == "SUCCESS")
        {
            await OpenSession(by);
        }
        else if (!isUnsure && await Prove(by) is { } reply)
        {
            Take(reply);
        }
        else
        {
            await Look(by);
        }
    }

    private async Task OpenSession(Client by)
    {
        var opened = await by.Try(HttpMethod.Post, "/api/v1/sessions", new { sessionToken = at!.SessionToken });
        if (opened is { Status: 200 })
        {
            (Spent, Session) = (at.SessionToken, opened.Text("id"));
        }
        else if (opened is null)
        {
            askedForSession = true;
        }
        else
        {
            Assert.True(askedForSession, $"{login}: a session token that nobody had spent was refused: {opened}");
            BeginAgain();
        }
    }

    /// <returns>null where no answer came.</returns>
    private async Task<Reply?> Prove(Client by)
    {
        var type = steps[proved];
        var body = new Dictionary<string, string?> { ["stateToken"] = at!.StateToken };
        var isChallenged = at.State == "MFA_CHALLENGE";
        switch (type)
        {
            case "password":
                body["password"] = Town.Password;
                break;
            case "question":
                body["answer"] = "figs";
                break;
            case "token:software:totp":
                body["passCode"] = await Code(by) ?? "not had";
                break;
            case "push" when isChallenged:
                await Approve(by);
                break;
            case "sms" or "call" or "email" when isChallenged:
                var messages = await by.Try(HttpMethod.Get, $"/emulator/messages?user={login}&channel={type}");
                body["passCode"] = (string?)messages?.Json?.AsArray().FirstOrDefault()?["code"] ?? "not had";
                break;
        }

        return body.ContainsValue("not had")
            ? null
            : await by.Try(HttpMethod.Post, $"/api/v1/authn/factors/{at.FactorId(type) ?? type}/verify", body);
    }

    // Where an answer was lost that ended a sign-in, its code may be spent: the next sign-in takes another, as a person would.
    private async Task<string?> Code(Client by)
    {
        var shown = await by.Try(HttpMethod.Get, $"/emulator/users/{login}/otp?factor=totp");
        var code = shown is { Status: 200 } ? new[] { shown.Text("code"), shown.Text("nextCode") }.FirstOrDefault(one => one is not null && !sentBefore.Contains(one)) : null;
        if (code is not null)
        {
            sent.Add(code);
        }

        return code;
    }

    private async Task Approve(Client by)
    {
        var pushes = await by.Try(HttpMethod.Get, "/emulator/pushes");
        if (pushes?.Json?.AsArray().LastOrDefault(push => (string?)push!["user"] == login) is { } push)
        {
            await by.Try(HttpMethod.Post, $"/emulator/pushes/{push["id"]}", new { decision = "approve" });
        }
    }

    // Until it is told, it proves nothing more: what it sent may have been the end.
    private async Task Look(Client by)
    {
        isUnsure = true;
        var seen = await by.Try(HttpMethod.Post, "/api/v1/authn", new { stateToken = at!.StateToken });
        if (seen is { Status: 401 } && proved == steps.Length - 1)
        {
            // It is over, and the answer that said so is lost.
            BeginAgain();
        }
        else
        {
            Take(seen);
        }
    }

    private void BeginAgain()
    {
        sentBefore.UnionWith(sent);
        (at, proved, askedForSession, isUnsure) = (null, 0, false, false);
    }

    private void Take(Reply? reply)
    {
        if (reply is null || reply.Status == 429 && Beginnings > 1)
        {
            // The sign-in before has just had its message, and the next is sent half a minute later.
            return;
        }

        isUnsure = false;
        if (reply.State == "SUCCESS")
        {
            Assert.True(proved == steps.Length - 1, $"{login} was let in after {proved} of {chain}: {reply}");
            (at, Finished) = (reply, at!.StateToken);
            return;
        }

        Assert.True(reply.Status == 200, $"{login} after {proved} of {chain}: {reply}");
        var next = Array.FindIndex(steps, step => reply.FactorId(step) is not null);
        Assert.True(next >= proved, $"{login} had proved {proved} of {chain}, and is asked for {next}: {reply}");
        (at, proved) = (reply, next);
    }
}
