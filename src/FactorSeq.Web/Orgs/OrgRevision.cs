using FactorSeq.Core.Ports;

namespace FactorSeq.Web.Orgs;

/// <summary>How far those parts of an org have come that a node keeps in memory: one look at the store says whether they are still true.</summary>
/// <param name="Life">Null where the org is no more.</param>
internal sealed record OrgRevision(string? Life, long Configuration, long Clock, long Lab, string Hooks)
{
    private static readonly string[] Kinds =
    [
        DocumentKinds.Lives.Name, DocumentKinds.Configuration.Name, DocumentKinds.Clocks.Name, DocumentKinds.Labs.Name, DocumentKinds.EventHooks.Name,
    ];

    internal static async ValueTask<OrgRevision> Of(OrgDocuments documents)
    {
        var found = await documents.Revisions(documents.Key, Kinds);
        long Version(string kind) => found.FirstOrDefault(revision => revision.Kind == kind)?.Version ?? 0;
        return new OrgRevision(
            found.FirstOrDefault(revision => revision.Kind == DocumentKinds.Lives.Name)?.Id,
            Version(DocumentKinds.Configuration.Name),
            Version(DocumentKinds.Clocks.Name),
            Version(DocumentKinds.Labs.Name),
            Joined(found.Where(revision => revision.Kind == DocumentKinds.EventHooks.Name).Select(revision => (revision.Id, revision.Version))));
    }

    internal static string Joined(IEnumerable<(string Id, long Version)> documents) => string.Join(' ', documents.Select(d => $"{d.Id}={d.Version}"));
}
