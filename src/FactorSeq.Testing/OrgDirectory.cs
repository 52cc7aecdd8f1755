using System.Text.Json;
using System.Text.Json.Nodes;

namespace FactorSeq.Testing;

/// <summary>A directory that users come from. The people of an embedded one can be changed, as its own administrator would.</summary>
public sealed class OrgDirectory
{
    private readonly OrgWire wire;
    private readonly string path;

    internal OrgDirectory(OrgWire wire, string name)
    {
        this.wire = wire;
        path = $"/emulator/directories/{Uri.EscapeDataString(name)}";
    }

    /// <summary>Locks somebody in the directory.</summary>
    public Task LockAsync(string login, CancellationToken cancellation = default) => ChangeAsync(login, new { locked = true }, cancellation);

    /// <summary>Unlocks somebody in the directory.</summary>
    public Task UnlockAsync(string login, CancellationToken cancellation = default) => ChangeAsync(login, new { locked = false }, cancellation);

    /// <summary>
    /// Changes somebody's state: <c>locked</c>, <c>disabled</c>, <c>mustChangePassword</c>, <c>passwordExpired</c>, <c>deleted</c>, <c>accountExpires</c>,
    /// <c>logonHours</c>, <c>workstations</c>, <c>organizationalUnit</c>, <c>password</c>.
    /// </summary>
    /// <exception cref="OktaException">There is no such directory or person, or the directory is a server of its own.</exception>
    public Task ChangeAsync(string login, object state, CancellationToken cancellation = default) =>
        wire.Patch($"{path}/users/{Uri.EscapeDataString(login)}", JsonSerializer.SerializeToNode(state)!, cancellation);

    /// <summary>Says how many of its agents are connected; with 0, it cannot be reached.</summary>
    public Task SetAgentsAsync(int agents, CancellationToken cancellation = default) =>
        wire.Patch(path, new JsonObject { ["agents"] = agents }, cancellation);

    /// <summary>Imports from the directory now.</summary>
    /// <returns>What came of it: <c>read</c>, <c>created</c>, <c>updated</c>, <c>deactivated</c>, …</returns>
    public async Task<JsonObject> ImportAsync(bool full = false, CancellationToken cancellation = default) =>
        (await wire.Post($"{path}/import", new JsonObject { ["mode"] = full ? "full" : "incremental" }, cancellation))!.AsObject();

    /// <summary>Who is there, with their state: <c>login</c>, <c>state</c>, <c>oktaStatus</c>, <c>locked</c>, <c>disabled</c>, …</summary>
    public async Task<IReadOnlyList<JsonObject>> PeopleAsync(CancellationToken cancellation = default) =>
        [.. (await wire.Get($"{path}/users", cancellation))!.AsArray().Select(person => person!.AsObject())];
}
