using System.Text.Json.Nodes;
using FactorSeq.Factors.Totp;
using FactorSeq.Testing.Hosting;

namespace FactorSeq.Testing;

/// <summary>The users' phones and tokens.</summary>
public sealed class OrgPhone
{
    private readonly OrgWire wire;
    private readonly OrgHost host;

    internal OrgPhone(OrgWire wire, OrgHost host)
    {
        this.wire = wire;
        this.host = host;
        Rules = new OrgPhoneRules(wire);
    }

    /// <summary>What phones do by themselves.</summary>
    public OrgPhoneRules Rules { get; }

    /// <summary>Pushes that wait for an answer.</summary>
    /// <param name="login">On whose phones; null for everybody's.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<PendingPush>> PushesAsync(string? login = null, CancellationToken cancellation = default) =>
    [
        .. (await wire.Get("/emulator/pushes", cancellation))!.AsArray()
            .Select(push => new PendingPush(
                (string)push!["id"]!,
                (string)push["user"]!,
                (string)push["factorId"]!,
                (string?)push["device"],
                (string?)push["app"],
                [.. (push["numbers"] as JsonArray ?? []).Select(number => (int)number!)]))
            .Where(push => login is null || string.Equals(push.User, login, StringComparison.OrdinalIgnoreCase)),
    ];

    /// <summary>Approves the push that waits on a user's phone.</summary>
    /// <param name="login">Whose phone.</param>
    /// <param name="number">Which number was tapped, where the phone shows some.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">There is none, or there are several.</exception>
    public Task ApproveAsync(string login, int? number = null, CancellationToken cancellation = default) =>
        Answer(login, "approve", number, cancellation);

    /// <summary>Denies the push that waits on a user's phone.</summary>
    /// <param name="login">Whose phone.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">There is none, or there are several.</exception>
    public Task DenyAsync(string login, CancellationToken cancellation = default) => Answer(login, "deny", null, cancellation);

    /// <summary>What a user's token shows at the org's time.</summary>
    /// <param name="login">Whose.</param>
    /// <param name="factor">As the seed names it: <c>totp</c>, <c>google_totp</c>, <c>yubikey</c>, <c>rsa</c>, <c>onprem</c>, <c>symantec</c>, <c>hotp</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<string> CodeAsync(string login, string factor = "totp", CancellationToken cancellation = default) =>
        (string)(await wire.Get(
            $"/emulator/users/{Uri.EscapeDataString(login)}/otp?factor={Uri.EscapeDataString(factor)}", cancellation))!["code"]!;

    internal Task Decide(string push, string decision, int? number, CancellationToken cancellation)
    {
        var body = new JsonObject { ["decision"] = decision };
        if (number is not null)
        {
            body["number"] = number;
        }

        return wire.Post($"/emulator/pushes/{push}", body, cancellation);
    }

    // A code counts once. A user who signs in twice within its half minute waits for the next one; a test takes it now.
    internal async Task<string> FreshCode(string login, string factor, CancellationToken cancellation)
    {
        var org = host.Org;
        var kind = org.Catalog.Find(factor)?.Type.Kind;
        if ((await org.FindAccount(login))?.Value.Enrollments.FirstOrDefault(e => e.Kind == kind)?.Data is TotpEnrollment token
            && token.LastStep >= TotpVerifier.StepAt(org.Clock.Now))
        {
            return TotpVerifier.Code(Base32.Decode(token.Secret), token.LastStep + 1);
        }

        return await CodeAsync(login, factor, cancellation);
    }

    private async Task Answer(string login, string decision, int? number, CancellationToken cancellation)
    {
        var waiting = await PushesAsync(login, cancellation);
        if (waiting is not [var push])
        {
            throw new InvalidOperationException($"On the phone of {login} wait {waiting.Count} pushes, not one.");
        }

        await Decide(push.Id, decision, number, cancellation);
    }
}

/// <summary>A push on somebody's phone.</summary>
/// <param name="Id">Its id.</param>
/// <param name="User">Whose login.</param>
/// <param name="FactorId">The enrolled phone.</param>
/// <param name="Device">The phone's name.</param>
/// <param name="App">Where the user is signing in.</param>
/// <param name="Numbers">Of which one is on the sign-in page; empty where the phone asks for none.</param>
public sealed record PendingPush(string Id, string User, string FactorId, string? Device, string? App, IReadOnlyList<int> Numbers);
