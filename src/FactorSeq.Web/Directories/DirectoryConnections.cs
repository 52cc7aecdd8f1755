using FactorSeq.Core.Directories;
using FactorSeq.Core.Ports;
using FactorSeq.Directories;
using FactorSeq.Directories.Embedded;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Directories;

/// <summary>Each kind of directory, opened as its kind is.</summary>
internal sealed class DirectoryConnections(ServerOptions options) : IDirectories
{
    public IDirectory Open(Org org, DirectoryIntegration integration) => integration.Source switch
    {
        DirectorySource.Embedded => new EmbeddedDirectory(org.Name, integration, org.Documents, () => org.Clock.Now, options.PasswordIterations),
        DirectorySource.Ldap ldap => LdapDirectories.Open(integration, ldap),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
