using FactorSeq.Web.Hosting;

namespace FactorSeq.Web.Tests.Processes;

/// <summary>A start passes over a rehearsal that fails, so nobody would notice that it had stopped to rehearse anything.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public Task A_rehearsed_request_is_answered() => RehearsedServer.Serve();
}
