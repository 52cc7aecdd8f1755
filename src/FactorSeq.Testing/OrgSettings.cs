using System.Text.Json;
using System.Text.Json.Nodes;

namespace FactorSeq.Testing;

/// <summary>The org's named settings: choices where Okta's behaviour is not public, or differs between orgs.</summary>
public sealed class OrgSettings
{
    private readonly OrgWire wire;

    internal OrgSettings(OrgWire wire) => this.wire = wire;

    /// <summary>All of them.</summary>
    public async Task<JsonObject> GetAsync(CancellationToken cancellation = default) =>
        (await wire.Get("/emulator/settings", cancellation))!.AsObject();

    /// <summary>Changes some: <c>ChangeAsync(new { userEnumerationPrevention = true })</c>. All of them are taken, or none.</summary>
    /// <exception cref="OktaException">A setting is unknown, or its value is not allowed.</exception>
    public Task ChangeAsync(object settings, CancellationToken cancellation = default) =>
        wire.Patch("/emulator/settings", JsonSerializer.SerializeToNode(settings)!, cancellation);
}
