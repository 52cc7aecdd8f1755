using FactorSeq.Core.Directories;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Directories;

/// <summary>Opens the directories that orgs have set up.</summary>
internal interface IDirectories
{
    /// <summary>Connects to nobody yet.</summary>
    IDirectory Open(Org org, DirectoryIntegration integration);
}
