using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using FactorSeq.Testing.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace FactorSeq.Testing;

/// <summary>What time it is in the org: the machine's time, until a test moves or stops it. Codes, pushes, sessions and tokens live by it.</summary>
public sealed class OrgTime
{
    private readonly OrgWire wire;

    internal OrgTime(OrgWire wire, OrgHost host)
    {
        this.wire = wire;
        TimeProvider = new OrgTimeProvider(host);
        LifetimeValidator = (notBefore, expires, _, parameters) =>
            (notBefore is not { } from || UtcNow >= new DateTimeOffset(from, TimeSpan.Zero) - parameters.ClockSkew)
            && (expires is { } until ? UtcNow < new DateTimeOffset(until, TimeSpan.Zero) + parameters.ClockSkew : !parameters.RequireExpirationTime);
    }

    /// <summary>Now.</summary>
    public DateTimeOffset UtcNow => TimeProvider.GetUtcNow();

    /// <summary>The org's time for the app under test, so that both live in the same moment.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>
    /// For <c>TokenValidationParameters.LifetimeValidator</c>: judges tokens by the org's time, so that they expire in the app when a test moves
    /// this clock. Without it, JwtBearer judges by the machine's.
    /// </summary>
    public LifetimeValidator LifetimeValidator { get; }

    /// <summary>Moves the clock on, or back.</summary>
    public Task AdvanceAsync(TimeSpan by, CancellationToken cancellation = default) => Move("advance", XmlConvert.ToString(by), cancellation);

    /// <summary>Moves the clock to an instant.</summary>
    public Task SetAsync(DateTimeOffset instant, CancellationToken cancellation = default) =>
        Move("set", instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), cancellation);

    /// <summary>Stops the clock where it stands.</summary>
    public Task FreezeAsync(CancellationToken cancellation = default) => Move("freeze", true, cancellation);

    /// <summary>Lets the clock go on from where it stands.</summary>
    public Task UnfreezeAsync(CancellationToken cancellation = default) => Move("freeze", false, cancellation);

    /// <summary>Back to the machine's time.</summary>
    public Task ResetAsync(CancellationToken cancellation = default) => Move("reset", true, cancellation);

    private Task Move(string how, JsonNode value, CancellationToken cancellation) =>
        wire.Post("/emulator/clock", new JsonObject { [how] = value }, cancellation);

    private sealed class OrgTimeProvider(OrgHost host) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => host.Org.Clock.Now;
    }
}
