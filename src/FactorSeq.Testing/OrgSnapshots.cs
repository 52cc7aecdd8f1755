using System.Globalization;
using System.Text.Json.Nodes;

namespace FactorSeq.Testing;

/// <summary>Copies of all that the org holds, and the way back to them.</summary>
public sealed class OrgSnapshots
{
    private readonly OrgWire wire;

    internal OrgSnapshots(OrgWire wire) => this.wire = wire;

    /// <summary>Takes a copy of the org as it is now; one of that name is replaced.</summary>
    /// <exception cref="OktaException">The org has as many as it may have.</exception>
    public Task TakeAsync(string name, CancellationToken cancellation = default) =>
        wire.Post("/emulator/snapshot", new JsonObject { ["name"] = name }, cancellation);

    /// <summary>Puts the org back to a copy. Sessions, tokens and sign-ins that came after it are gone; the signing key stays.</summary>
    /// <param name="name">The copy's.</param>
    /// <param name="keepEvents">Whether the System Log goes on.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OktaException">There is no such copy.</exception>
    public Task RestoreAsync(string name, bool keepEvents = false, CancellationToken cancellation = default) =>
        wire.Post("/emulator/restore", new JsonObject { ["name"] = name, ["keepEvents"] = keepEvents }, cancellation);

    /// <summary>Which copies there are, and when they were taken, by the org's clock.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> ListAsync(CancellationToken cancellation = default) =>
        (await wire.Get("/emulator/snapshots", cancellation))!.AsArray().ToDictionary(
            copy => (string)copy!["name"]!, copy => DateTimeOffset.Parse((string)copy!["taken"]!, CultureInfo.InvariantCulture));

    /// <summary>Drops a copy.</summary>
    /// <exception cref="OktaException">There is no such copy.</exception>
    public Task DropAsync(string name, CancellationToken cancellation = default) =>
        wire.Send(HttpMethod.Delete, $"/emulator/snapshots/{Uri.EscapeDataString(name)}", null, cancellation);
}
