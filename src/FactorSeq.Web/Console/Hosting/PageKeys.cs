using System.Xml.Linq;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace FactorSeq.Web.Console.Hosting;

/// <summary>
/// The keys of what a page of the console hands to its circuit. Of one node they are good for the process, as the circuit is; of several the page may
/// come from one and its circuit be another's, so that they stand in the store.
/// </summary>
internal sealed class PageKeys(INodes nodes, IDocuments documents) : IXmlRepository
{
    private const int Most = 1000;

    internal void AddTo(IServiceCollection services)
    {
        var protection = services.AddDataProtection().SetApplicationName("factorseq");
        if (nodes.IsAlone)
        {
            protection.UseEphemeralDataProtectionProvider();
        }
        else
        {
            services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = this);
        }
    }

    /// <summary>Has the first key made before nodes could make one each.</summary>
    internal async ValueTask Prepare()
    {
        if (nodes.IsAlone || await documents.List(NodeAgreement.Shelf, DocumentKinds.PageKeys, 1) is not [])
        {
            return;
        }

        var services = new ServiceCollection();
        services.AddLogging();
        AddTo(services);
        await using var provider = services.BuildServiceProvider();
        provider.GetDataProtector("first").Protect("");
    }

    // The framework asks for keys once a day and does not await them.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. documents.List(NodeAgreement.Shelf, DocumentKinds.PageKeys, Most).AsTask().GetAwaiter().GetResult().Select(key => XElement.Parse(key.Value.Xml))];

    public void StoreElement(XElement element, string friendlyName) => documents
        .Commit(new UnitOfWork(NodeAgreement.Shelf).Replace(DocumentKinds.PageKeys, friendlyName, new PageKey(element.ToString(SaveOptions.DisableFormatting))))
        .AsTask().GetAwaiter().GetResult();
}
