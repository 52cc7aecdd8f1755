using FactorSeq.Core.Ports;

namespace FactorSeq.Web.Hosting;

/// <summary>
/// The time by which the nodes of one store go: the store's. What one of them has signed or sent a minute ago is a minute old at the other too, however
/// far the clocks of their machines are apart.
/// </summary>
internal sealed class StoreClock(INodes nodes) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + nodes.Behind;
}
