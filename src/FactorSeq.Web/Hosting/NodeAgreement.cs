using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Hosting;

/// <summary>What nodes of one store must have alike, and what the first of them makes up for all: it stands in the store.</summary>
internal sealed class NodeAgreement(INodes nodes, IDocuments documents, ServerOptions options, SeedMemory memory)
{
    /// <summary>Where the store keeps what belongs to no org; no org can be called so.</summary>
    internal const string Shelf = "/nodes";

    private const string Only = "nodes";

    internal async ValueTask Reach()
    {
        while (!nodes.IsAlone)
        {
            if (await documents.Find(Shelf, DocumentKinds.Nodes, Only) is { } agreed)
            {
                memory.AdminPassword = agreed.Value.AdminPassword;
                if (options.MakesAdminToken)
                {
                    options.AdminToken = agreed.Value.AdminToken;
                }

                return;
            }

            await documents.Commit(new UnitOfWork(Shelf).Insert(
                DocumentKinds.Nodes, Only, new NodeSecrets(options.AdminToken, memory.AdminPassword)));
        }
    }
}
