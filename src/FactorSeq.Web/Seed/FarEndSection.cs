using System.Collections.Immutable;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Seed;

/// <summary>How an identity provider is reached, in the members of Okta's <c>protocol</c>; without any, the emulator's page stands for it.</summary>
internal sealed class FarEndSection(SeedScope scope)
{
    private const int MostSkew = 600_000;

    private static readonly ImmutableArray<string> OfOidc = ["clientId", "clientSecret", "scopes", "endpoints"];

    private static readonly ImmutableArray<string> OfSaml =
    [
        "ssoUrl", "ssoBinding", "destination", "certificate", "audience", "responseSignatureScope", "responseSignatureAlgorithm",
        "requestSignatureScope", "nameFormat", "idpInitiated",
    ];

    private static readonly ImmutableArray<string> OfBoth = ["issuer", "subject", "provisioning", "accountLink", "attributes", "maxClockSkew"];

    private static readonly ImmutableArray<string> Bindings = ["HTTP-REDIRECT", "HTTP-POST"];

    // As SignatureScope has them.
    private static readonly ImmutableArray<string> Scopes = ["ANY", "RESPONSE", "ASSERTION"];
    private static readonly ImmutableArray<string> Algorithms = ["SHA-256", "SHA-1"];
    private static readonly ImmutableArray<string> Requests = ["NONE", "REQUEST"];

    private readonly SeedErrors errors = scope.Errors;

    internal IdentityProvider Read(Fields fields, IdentityProvider provider)
    {
        var isOidc = provider.Type == IdentityProviderType.Oidc;
        foreach (var other in (isOidc ? OfSaml : OfOidc).Where(member => fields[member] is not null))
        {
            errors.Add(fields[other]!, $"{other} is for providers of type {(isOidc ? "SAML2" : "OIDC")}", "Remove it, or change type.");
        }

        var given = OfBoth.Concat(isOidc ? OfOidc : OfSaml).Any(member => fields[member] is not null);
        if (!given)
        {
            return provider;
        }

        var policy = new ProviderPolicySection(scope).Read(fields) with
        {
            ClockSkew = TimeSpan.FromMilliseconds(fields.Number("maxClockSkew", 120_000, 0, MostSkew)),
        };
        return isOidc ? provider with { Oidc = Oidc(fields), Policy = policy } : provider with { Saml = Saml(fields, provider.Id), Policy = policy };
    }

    private OidcFarEnd Oidc(Fields fields)
    {
        if (fields["issuer"] is null)
        {
            fields.Missing("issuer");
        }

        var scopes = fields.List("scopes").Select(node => Scalars.Text(node, errors)).OfType<string>().ToImmutableArray();
        if (!scopes.IsEmpty && !scopes.Contains("openid"))
        {
            errors.Add(fields["scopes"]!, "without openid there is no ID token", "Add openid.");
        }

        return new OidcFarEnd(
            SamlValues.Url(fields, "issuer", errors) ?? "",
            fields.Required("clientId") ?? "",
            fields.Text("clientSecret"),
            scopes.IsEmpty ? ["openid", "profile", "email"] : scopes) { Endpoints = Endpoints(fields) };
    }

    private OidcEndpoints? Endpoints(Fields fields)
    {
        if (fields.Part("endpoints", Shapes.OidcEndpoints) is not { } endpoints)
        {
            return null;
        }

        foreach (var member in (string[])["authorization", "token", "jwks"])
        {
            if (endpoints[member] is null)
            {
                endpoints.Missing(member);
            }
        }

        string Url(string member) => SamlValues.Url(endpoints, member, errors) ?? "";
        return new OidcEndpoints(Url("authorization"), Url("token"), Url("jwks"), SamlValues.Url(endpoints, "userInfo", errors));
    }

    private SamlFarEnd Saml(Fields fields, string id)
    {
        if (fields["ssoUrl"] is null)
        {
            fields.Missing("ssoUrl");
        }

        if (fields["certificate"] is null)
        {
            fields.Missing("certificate");
        }

        var sso = SamlValues.Url(fields, "ssoUrl", errors) ?? "";
        return new SamlFarEnd
        {
            SsoUrl = sso,
            Posts = fields.Choice("ssoBinding", 0, Bindings) == 1,
            Destination = SamlValues.Url(fields, "destination", errors) ?? sso,
            Issuer = fields.Required("issuer") ?? "",
            Certificate = SamlValues.Certificate(fields, "certificate", errors) ?? "",
            Audience = fields.Text("audience") ?? $"https://www.okta.com/saml2/service-provider/sp{id[2..]}",
            SignatureScope = (SignatureScope)fields.Choice("responseSignatureScope", (int)SignatureScope.Any, Scopes),
            AllowsSha1 = fields.Choice("responseSignatureAlgorithm", 0, Algorithms) == 1,
            SignsRequests = fields.Choice("requestSignatureScope", 0, Requests) == 1,
            NameFormat = fields.Text("nameFormat") ?? "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
            AllowsUnsolicited = fields.Flag("idpInitiated", true),
        };
    }
}
