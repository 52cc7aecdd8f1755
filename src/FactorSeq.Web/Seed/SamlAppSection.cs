using System.Collections.Immutable;
using FactorSeq.Core.Expressions;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Saml;

namespace FactorSeq.Web.Seed;

/// <summary><c>apps</c> of type <c>saml</c>, in the members of Okta's <c>settings.signOn</c>.</summary>
internal sealed class SamlAppSection(SeedScope scope, Names labels)
{
    private const int MostIndex = 65535;
    private const string FormatPrefix = "urn:oasis:names:tc:SAML:";

    private static readonly ImmutableArray<string> SignatureNames = ["RSA_SHA256", "RSA_SHA1"];
    private static readonly ImmutableArray<string> DigestNames = ["SHA256", "SHA1"];
    private static readonly ImmutableArray<string> EncryptionNames = ["AES256_CBC", "AES128_CBC", "AES256_GCM", "AES128_GCM"];

    private static readonly ImmutableArray<string> NameIdFormats =
    [
        FormatPrefix + "1.1:nameid-format:unspecified", FormatPrefix + "1.1:nameid-format:emailAddress",
        FormatPrefix + "1.1:nameid-format:x509SubjectName", FormatPrefix + "2.0:nameid-format:persistent", FormatPrefix + "2.0:nameid-format:transient",
    ];

    private readonly Dictionary<string, int> slugs = new(StringComparer.Ordinal);

    internal static bool IsOne(SeedNode node) =>
        node is SeedNode.Mapping mapping && mapping.Members.GetValueOrDefault("type") is SeedNode.Scalar type
        && type.Text.Equals("saml", StringComparison.OrdinalIgnoreCase);

    /// <summary>The app; null with an error where it has no name of its own.</summary>
    internal App? Read(SeedNode node)
    {
        if (Fields.Of(node, Shapes.SamlApp, scope.Errors) is not { } app)
        {
            return null;
        }

        var label = app.Required("label");
        var isNew = label is not null && labels.Declare(app["label"]!, label, label);
        var key = Ids.ExternalKey(scope.Org.Name, label ?? "");
        var settings = Settings(app, Name(label ?? ""), key);
        var read = AppSection.Assigned(app, scope, new App
        {
            Id = Ids.SamlApp(scope.Org.Name, label ?? ""),
            Label = label ?? "",
            ClientId = key,
            Saml = settings,
            SignOnRules = new AppSignOnSection(scope).Read(app, Ids.SamlApp(scope.Org.Name, label ?? "")),
        });
        return isNew ? read : null;
    }

    // <org>_<label>_<n>, as Okta names custom apps.
    private string Name(string label)
    {
        var slug = Slug(label);
        return $"{scope.Org.Name}_{slug}_{slugs[slug] = slugs.GetValueOrDefault(slug) + 1}";
    }

    internal static string Slug(string label) => string.Concat(label.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)) is { Length: > 0 } letters ? letters : "app";

    internal SamlSettings Settings(Fields app, string name, string key)
    {
        var acs = Url(app, "ssoAcsUrl") ?? "";
        if (app["ssoAcsUrl"] is null)
        {
            app.Missing("ssoAcsUrl");
        }

        var signing = Certificate(app, "spCertificate");
        var logout = Logout(app, signing);
        var encrypts = app.Flag("assertionEncrypted", app["encryptionCertificate"] is not null);
        var encryption = Certificate(app, "encryptionCertificate");
        if (encrypts && app["encryptionCertificate"] is null)
        {
            app.Missing("encryptionCertificate");
        }

        var settings = new SamlSettings
        {
            Name = name,
            ExternalKey = key,
            Issuer = (app.Text("idpIssuer") ?? "http://www.okta.com/${org.externalKey}").Replace("${org.externalKey}", key),
            AcsUrl = acs,
            AcsEndpoints = Endpoints(app),
            Recipient = Url(app, "recipient") ?? acs,
            Destination = Url(app, "destination") ?? acs,
            Audience = app.Required("audience") ?? "",
            DefaultRelayState = app.Text("defaultRelayState"),
            NameIdTemplate = Template(app),
            NameIdFormat = NameIdFormats[app.Choice("subjectNameIdFormat", 0, NameIdFormats)],
            ResponseSigned = app.Flag("responseSigned", true),
            AssertionSigned = app.Flag("assertionSigned", true),
            Sha1Signatures = app.Choice("signatureAlgorithm", 0, SignatureNames) == 1,
            Sha1Digests = app.Choice("digestAlgorithm", 0, DigestNames) == 1,
            HonorForceAuthn = app.Flag("honorForceAuthn", true),
            AuthnContextClassRef = app.Text("authnContextClassRef") ?? "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
            Attributes = new SamlAttributeSection(scope.Errors).Read(app),
            SpIssuer = app.Text("spIssuer"),
            SpCertificate = signing,
            RequestsSigned = app.Flag("samlSignedRequestEnabled", signing is not null),
            EncryptionCertificate = encrypts ? encryption : null,
            Encryption = (SamlEncryption)app.Choice("encryptionAlgorithm", 0, EncryptionNames),
            Logout = logout,
        };
        if (settings.RequestsSigned && app["spCertificate"] is null)
        {
            scope.Errors.Add(app["samlSignedRequestEnabled"]!, "signed requests need a certificate to be judged by", "Add spCertificate to the app.");
        }

        if (!settings.ResponseSigned && !settings.AssertionSigned)
        {
            scope.Errors.Add(app["assertionSigned"]!, "neither the response nor the assertion is signed, and nobody could trust it", "Sign one of them.");
        }

        return settings;
    }

    private string Template(Fields app)
    {
        const string Default = "${user.userName}";
        if (app.Text("subjectNameIdTemplate") is not { } template)
        {
            return Default;
        }

        try
        {
            Core.Expressions.Template.Parse(template);
            return template;
        }
        catch (ExpressionException e)
        {
            scope.Errors.Add(
                app["subjectNameIdTemplate"]!, $"{Wording.Quoted(template)} is not a template: {e.Message}", "Write for example ${user.userName}, ${user.email} or ${source.login}.");
            return Default;
        }
    }

    private ImmutableArray<AcsEndpoint> Endpoints(Fields app)
    {
        var endpoints = ImmutableArray.CreateBuilder<AcsEndpoint>();
        var indexes = new Names("endpoint with the index", index => index, scope.Errors);
        foreach (var node in app.List("acsEndpoints"))
        {
            if (Fields.Of(node, Shapes.AcsEndpoint, scope.Errors) is not { } endpoint)
            {
                continue;
            }

            var index = endpoint.Number("index", endpoints.Count, 0, MostIndex);
            if (endpoint["url"] is null)
            {
                endpoint.Missing("url");
            }
            else if (Url(endpoint, "url") is { } url && indexes.Declare(endpoint["index"] ?? node, $"{index}", $"{index}"))
            {
                endpoints.Add(new AcsEndpoint(url, index));
            }
        }

        if (app["acsEndpoints"] is { } given && !app.Flag("allowMultipleAcsEndpoints", true))
        {
            scope.Errors.Add(given, "further endpoints are given, and allowMultipleAcsEndpoints is false", "Remove one of them.");
        }

        return endpoints.ToImmutable();
    }

    private SamlLogout? Logout(Fields app, string? certificate)
    {
        if (app.Part("slo", Shapes.Slo) is not { } slo || !slo.Flag("enabled", true))
        {
            return null;
        }

        var issuer = slo.Required("issuer");
        var url = Url(slo, "logoutUrl");
        if (slo["logoutUrl"] is null)
        {
            slo.Missing("logoutUrl");
        }

        if (app["spCertificate"] is null)
        {
            scope.Errors.Add(slo.Node, "single logout needs a certificate that requests are judged by", "Add spCertificate to the app.");
        }

        return issuer is not null && url is not null && certificate is not null ? new SamlLogout(issuer, url) : null;
    }

    private string? Url(Fields fields, string member) => SamlValues.Url(fields, member, scope.Errors);

    private string? Certificate(Fields fields, string member) => SamlValues.Certificate(fields, member, scope.Errors);
}
