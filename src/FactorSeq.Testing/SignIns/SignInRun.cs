using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;
using FactorSeq.Testing.Hosting;

namespace FactorSeq.Testing.SignIns;

/// <summary>One sign-in, walked over the authentication API as a client walks it: by the state of each answer.</summary>
internal sealed class SignInRun(OrgHost host, OrgWire wire, OrgPhone phone, OrgMailbox mailbox, string login, SignInScript script)
{
    private const string Sequencing = "PASSWORDLESS_AUTHN_SIGNON_POLICY";

    // A chain has ten steps at most by default; whoever takes more goes in circles.
    private const int MostSteps = 40;

    private const string Patience =
        "a code was sent to this user a moment ago; advance the org's clock by half a minute, or seed org.settings.resendSeconds: 0";

    private static readonly string?[] TooSoon = ["E0000109", "E0000118", "E0000133"];

    // Each is done by hand what a person would do; factors that are not here need a browser.
    private static readonly Dictionary<string, Func<SignInRun, Offer, CancellationToken, Task>> Deeds = new()
    {
        ["password"]    = (run, offer, cancellation) => run.Verify(offer, cancellation, ("password", run.Password)),
        ["question"]    = (run, offer, cancellation) => run.Verify(offer, cancellation, ("answer", run.Answer)),
        ["push"]        = (run, offer, cancellation) => run.Push(offer, cancellation),
        ["duo"]         = (run, offer, cancellation) => run.Duo(offer, cancellation),
        ["sms"]         = (run, offer, cancellation) => run.SentCode(offer, cancellation),
        ["call"]        = (run, offer, cancellation) => run.SentCode(offer, cancellation),
        ["email"]       = (run, offer, cancellation) => run.SentCode(offer, cancellation),
        ["totp"]        = (run, offer, cancellation) => run.ShownCode(offer, cancellation),
        ["google_totp"] = (run, offer, cancellation) => run.ShownCode(offer, cancellation),
        ["hotp"]        = (run, offer, cancellation) => run.ShownCode(offer, cancellation),
        ["yubikey"]     = (run, offer, cancellation) => run.ShownCode(offer, cancellation),
        ["rsa"]         = (run, offer, cancellation) => run.ShownCode(offer, cancellation),
        ["onprem"]      = (run, offer, cancellation) => run.ShownCode(offer, cancellation),
        ["symantec"]    = (run, offer, cancellation) => run.ShownCode(offer, cancellation),
    };

    private readonly List<string> proved = [];
    private JsonObject at = [];

    private string? State => (string?)at["status"];

    private string? FactorResult => (string?)at["factorResult"];

    private string? Password => script.Password ?? host.Passwords.GetValueOrDefault(login);

    private string? Answer => script.Answer ?? SeedAnswers.Of(host.Seed, login);

    internal async Task<SignedIn> Walk(CancellationToken cancellation)
    {
        await Begin(cancellation);
        for (var step = 0; step < MostSteps; step++)
        {
            switch (State)
            {
                case "SUCCESS":
                    var user = at["_embedded"]!["user"]!;
                    return new SignedIn((string)user["profile"]!["login"]!, (string)user["id"]!, proved, (string)at["sessionToken"]!);
                case "UNAUTHENTICATED" or "MFA_REQUIRED":
                    await Prove(await Choose(cancellation), cancellation);
                    break;
                case "PASSWORD_WARN":
                    await Post("/api/v1/authn/skip", cancellation);
                    break;
                default:
                    throw await Ended(cancellation);
            }
        }

        throw await Ended(cancellation);
    }

    // With factor sequencing a client names the user alone; without it, the password goes along, and is the first factor.
    private async Task Begin(CancellationToken cancellation)
    {
        var passwordFirst = !host.Org.Current.Configuration.Features.Contains(Sequencing);
        await Post("/api/v1/authn", cancellation, passwordFirst ? [("username", login), ("password", Password)] : [("username", login)]);
        if (passwordFirst)
        {
            proved.Add("password");
        }
    }

    private async Task<Offer> Choose(CancellationToken cancellation)
    {
        var offered = (at["_embedded"]?["factors"] as JsonArray ?? [])
            .Select(factor => new Offer(
                (string)factor!["id"]!,
                host.Org.Catalog.NameOf(new FactorKind((string)factor["factorType"]!, (string)factor["provider"]!))))
            .ToList();
        return script.Factors.Select(wanted => offered.Find(offer => offer.Key == wanted)).FirstOrDefault(offer => offer is not null)
            ?? offered.Find(offer => Deeds.ContainsKey(offer.Key) && (offer.Key != "password" || Password is not null) && (offer.Key != "question" || Answer is not null))
            ?? throw await Ended(cancellation, offered.Count == 0
                ? "no factor is offered"
                : $"of what is offered ({string.Join(", ", offered.Select(offer => offer.Key))}), a script can do nothing; give it the password or answer, or use a browser");
    }

    private async Task Prove(Offer offer, CancellationToken cancellation)
    {
        var deed = Deeds.GetValueOrDefault(offer.Key)
            ?? throw await Ended(cancellation, $"{offer.Key} needs a browser");
        await deed(this, offer, cancellation);
        if (State == "MFA_CHALLENGE")
        {
            throw await Ended(cancellation);
        }

        proved.Add(offer.Key);
    }

    private async Task Push(Offer offer, CancellationToken cancellation)
    {
        await Verify(offer, cancellation);
        var push = (await phone.PushesAsync(null, cancellation)).FirstOrDefault(waiting => waiting.FactorId == offer.Id);
        if (push is null)
        {
            return; // a trusted answer came at once, or the phone is out of reach; the poll tells
        }

        var number = (int?)at["_embedded"]?["factor"]?["_embedded"]?["challenge"]?["correctAnswer"];
        await phone.Decide(push.Id, script.DenyPush ? "deny" : "approve", script.DenyPush ? null : number, cancellation);
        await Verify(offer, cancellation);
    }

    private async Task Duo(Offer offer, CancellationToken cancellation)
    {
        await Verify(offer, cancellation);
        foreach (var visit in (await wire.Get("/emulator/visits", cancellation))!.AsArray().Where(visit => (string?)visit!["factorId"] == offer.Id))
        {
            var decision = new JsonObject { ["decision"] = script.DenyPush ? "deny" : "approve" };
            await wire.Post($"/emulator/visits/{(string)visit!["id"]!}", decision, cancellation);
        }

        await Verify(offer, cancellation);
    }

    private async Task SentCode(Offer offer, CancellationToken cancellation)
    {
        await Verify(offer, cancellation);
        await Verify(offer, cancellation, ("passCode", script.PassCode ?? await mailbox.CodeAsync(login, offer.Key, cancellation)));
    }

    private async Task ShownCode(Offer offer, CancellationToken cancellation) =>
        await Verify(offer, cancellation, ("passCode", script.PassCode ?? await phone.FreshCode(login, offer.Key, cancellation)));

    private Task Verify(Offer offer, CancellationToken cancellation, params (string Name, string? Value)[] given) =>
        Post($"/api/v1/authn/factors/{offer.Id}/verify", cancellation, given);

    private async Task Post(string path, CancellationToken cancellation, params (string Name, string? Value)[] given)
    {
        var body = new JsonObject();
        foreach (var (name, value) in (IEnumerable<(string, string?)>)[("stateToken", (string?)at["stateToken"]), .. given])
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }

        var (answer, fault) = await wire.Ask(HttpMethod.Post, path, System.Net.Http.Json.JsonContent.Create(body), cancellation);
        if (fault is not null)
        {
            throw new SignInException(login, fault, State, FactorResult, TooSoon.Contains(fault.Code) ? Patience : await Reason(cancellation));
        }

        at = answer!.AsObject();
    }

    private async Task<SignInException> Ended(CancellationToken cancellation, string? reason = null) =>
        new(login, new OktaFault(200, null, null, []), State, FactorResult, reason ?? await Reason(cancellation));

    // What the log says of the last failure is nearest; why the next sign-in would go as it goes is told beside it.
    private async Task<string> Reason(CancellationToken cancellation)
    {
        var (json, _) = await wire.Ask(HttpMethod.Get, $"/emulator/explain?user={Uri.EscapeDataString(login)}", null, cancellation);
        if (json is not JsonObject found)
        {
            return "there is no explanation";
        }

        var failure = (found["events"] as JsonArray ?? []).FirstOrDefault(e => (string?)e!["outcome"]?["result"] is "FAILURE" or "DENY");
        return string.Join("; ", new[]
        {
            (string?)failure?["outcome"]?["reason"],
            (string?)failure?["debugContext"]?["debugData"]?["detail"],
            new Explanation(found).Reason,
        }.Where(part => !string.IsNullOrEmpty(part)).Distinct());
    }

    private sealed record Offer(string Id, string Key);
}
