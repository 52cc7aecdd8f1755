using System.Text.Json.Nodes;

namespace FactorSeq.Testing;

/// <summary>The users' accounts, as an admin sees and changes them.</summary>
public sealed class OrgUsers
{
    private readonly OrgWire wire;

    internal OrgUsers(OrgWire wire) => this.wire = wire;

    /// <summary>The logins of the org, 500 at most.</summary>
    public async Task<IReadOnlyList<string>> LoginsAsync(CancellationToken cancellation = default) =>
        [.. (await wire.Get("/emulator/users", cancellation))!.AsArray().Select(user => (string)user!["login"]!)];

    /// <summary>A user's status in Okta: <c>ACTIVE</c>, <c>LOCKED_OUT</c>, <c>PASSWORD_EXPIRED</c>, <c>SUSPENDED</c>, …</summary>
    public async Task<string> StatusAsync(string login, CancellationToken cancellation = default) =>
        (string)(await wire.Get($"/emulator/explain?user={Uri.EscapeDataString(login)}", cancellation))!["status"]!;

    /// <summary>
    /// Puts a user into a status: <c>ACTIVE</c> (which unlocks), <c>LOCKED_OUT</c>, <c>PASSWORD_EXPIRED</c>, <c>SUSPENDED</c>, <c>DEPROVISIONED</c> or
    /// <c>STAGED</c>.
    /// </summary>
    /// <exception cref="OktaException">There is no such user or status.</exception>
    public Task SetStatusAsync(string login, string status, CancellationToken cancellation = default) =>
        Change(login, new JsonObject { ["status"] = status }, cancellation);

    /// <summary>Takes all factors from a user but the password.</summary>
    /// <exception cref="OktaException">There is no such user.</exception>
    public Task ResetFactorsAsync(string login, CancellationToken cancellation = default) =>
        Change(login, new JsonObject { ["resetFactors"] = true }, cancellation);

    private Task Change(string login, JsonObject what, CancellationToken cancellation) =>
        wire.Patch($"/emulator/users/{Uri.EscapeDataString(login)}", what, cancellation);
}
