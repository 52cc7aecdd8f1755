using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Apps;

/// <summary>What the Apps API says of a SAML app under <c>settings.signOn</c>: read by the reader that a seed's SAML apps have.</summary>
internal static class SamlForm
{
    private static readonly string[] OfTheSeed = ["label", "type", "assign", "signOn", "assertionEncrypted", "encryptionCertificate", "encryptionAlgorithm"];

    internal static (App? App, OktaError? Error) Read(App app, OrgConfiguration configuration, EditRequest request)
    {
        if (RequestTree.At(request.Body, "settings", "signOn") is not SeedNode.Mapping given)
        {
            return (null, RequestErrors.At("settings.signOn", RequestErrors.Blank));
        }

        var scope = request.Scope(configuration);
        var key = app.Saml?.ExternalKey ?? "exk" + request.NewId[3..];
        var name = app.Saml?.Name ?? NewName(configuration, app.Label);
        var settings = new SamlAppSection(scope, new Names("app", label => label, scope.Errors))
            .Settings(Fields.Of(InTheSeedsWords(given), Shapes.SamlApp, scope.Errors)!, name, key);
        return RequestErrors.Of(scope.Errors) is { } error ? (null, error) : (app with { ClientId = key, Saml = settings }, null);
    }

    // An empty text says nothing, as Terraform means it.
    private static SeedNode.Mapping InTheSeedsWords(SeedNode.Mapping given)
    {
        var words = SeedNode.Mapping.InPlaceOf(given);
        foreach (var name in Shapes.SamlApp.Members.Except(OfTheSeed))
        {
            if (given.Members.GetValueOrDefault(name) is { } value and not SeedNode.Scalar { Text.Length: 0 })
            {
                words.Add(name, value);
            }
        }

        if (RequestTree.At(given, "assertionEncryption") is SeedNode.Mapping encryption && AppForm.Flag(encryption, false, "enabled"))
        {
            words.Add("assertionEncrypted", encryption.Members["enabled"]);
            words.Add("encryptionCertificate", RequestTree.Pick(encryption, ["x5c"]));
            if (encryption.Members.GetValueOrDefault("encryptionAlgorithm") is { } algorithm)
            {
                words.Add("encryptionAlgorithm", algorithm);
            }
        }

        return words;
    }

    private static string NewName(OrgConfiguration configuration, string label)
    {
        var stem = $"{configuration.Name}_{SamlAppSection.Slug(label)}_";
        var number = 1;
        while (configuration.Apps.Any(other => other.Saml?.Name == $"{stem}{number}"))
        {
            number++;
        }

        return $"{stem}{number}";
    }
}
