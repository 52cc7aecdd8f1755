using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Providers;

/// <summary>
/// An identity provider as an administrator sends it: put into the members that a seed has for it and read by the seed's reader, so that what
/// one refuses the other refuses too.
/// </summary>
internal sealed class ProviderForm(OrgConfiguration configuration, EditRequest request)
{
    private const int LongestName = 100;

    // As IdentityProviderType has them.
    private static readonly ImmutableArray<string> Types = ["SAML2", "OIDC"];

    private readonly SeedScope scope = request.Scope(configuration);

    /// <param name="old">One without a name is new; another keeps its type, and who is routed to it.</param>
    /// <param name="kept">The body, of which is given back what decides nothing here.</param>
    internal Outcome<IdentityProvider> Read(IdentityProvider old, string kept)
    {
        var errors = scope.Errors;
        var name = RequestTree.Text(At("name"))?.Trim();
        if (string.IsNullOrEmpty(name) || name.Length > LongestName)
        {
            errors.Add(1, "name", string.IsNullOrEmpty(name) ? RequestErrors.Blank : $"The field cannot exceed {LongestName} characters", "");
        }
        else if (configuration.IdentityProviders.Any(other => other.Id != old.Id && other.Name == name))
        {
            errors.Add(1, "name", RequestErrors.Taken, "");
        }

        var type = RequestTree.Text(At("type")) ?? "";
        if (Types.IndexOf(type) is not (>= 0 and var place))
        {
            errors.Add(1, "type", type.Length == 0 ? RequestErrors.Blank : "only SAML2 and OIDC are part of this version of FactorSeq", "");
            return new(configuration, null, RequestErrors.Of(errors));
        }

        if (old.Name.Length > 0 && place != (int)old.Type)
        {
            return new(configuration, null, ErrorCodes.ReadOnlyAttribute.With("type"));
        }

        if (At("protocol") is not SeedNode.Mapping protocol)
        {
            errors.Add(1, "protocol", RequestErrors.Blank, "");
            return new(configuration, null, RequestErrors.Of(errors));
        }

        var mapping = SeedNode.Mapping.InPlaceOf(protocol);
        foreach (var (member, way) in place == (int)IdentityProviderType.Oidc ? OfOidc : OfSaml)
        {
            Put(mapping, member, At(way));
        }

        Certificate(mapping, place);
        Policy(mapping);
        var provider = old with { Name = name ?? "", Type = (IdentityProviderType)place, Oidc = null, Saml = null, LastUpdated = request.Now, Kept = kept };
        provider = new FarEndSection(scope).Read(Fields.Of(mapping, Shapes.IdentityProvider, errors)!, provider);
        return RequestErrors.Of(errors) is { } error ? new(configuration, null, error) : ProvidersApi.Providers.Put(configuration, provider);
    }

    // Where the members of a seed's provider are in Okta's words.
    private static readonly (string Member, string[] Way)[] OfOidc =
    [
        ("issuer",       ["protocol", "issuer", "url"]),
        ("clientId",     ["protocol", "credentials", "client", "client_id"]),
        ("clientSecret", ["protocol", "credentials", "client", "client_secret"]),
        ("scopes",       ["protocol", "scopes"]),
    ];

    private static readonly (string Member, string[] Way)[] OfSaml =
    [
        ("issuer",                     ["protocol", "credentials", "trust", "issuer"]),
        ("audience",                   ["protocol", "credentials", "trust", "audience"]),
        ("ssoUrl",                     ["protocol", "endpoints", "sso", "url"]),
        ("ssoBinding",                 ["protocol", "endpoints", "sso", "binding"]),
        ("destination",                ["protocol", "endpoints", "sso", "destination"]),
        ("responseSignatureScope",     ["protocol", "algorithms", "response", "signature", "scope"]),
        ("responseSignatureAlgorithm", ["protocol", "algorithms", "response", "signature", "algorithm"]),
        ("requestSignatureScope",      ["protocol", "algorithms", "request", "signature", "scope"]),
        ("nameFormat",                 ["protocol", "settings", "nameFormat"]),
    ];

    private void Certificate(SeedNode.Mapping mapping, int type)
    {
        if (type == (int)IdentityProviderType.Oidc)
        {
            Endpoints(mapping);
            return;
        }

        if (At("protocol", "credentials", "trust", "kid") is not { } kid)
        {
            scope.Errors.Add(1, "protocol.credentials.trust.kid", RequestErrors.Blank, "");
        }
        else if (ProviderKeysApi.All(configuration).FirstOrDefault(key => key.Kid == RequestTree.Text(kid)) is not { } known)
        {
            scope.Errors.Add(kid, $"unknown key {Wording.Quoted(RequestTree.Text(kid) ?? "")}", "");
        }
        else
        {
            mapping.Add("certificate", new SeedNode.Scalar(mapping, "certificate", 1, known.Certificate, plain: false));
            return;
        }

        // One complaint is enough.
        mapping.Add("certificate", new SeedNode.Scalar(mapping, "certificate", 1, "", plain: false));
    }

    private void Endpoints(SeedNode.Mapping mapping)
    {
        if (At("protocol", "endpoints") is not SeedNode.Mapping given)
        {
            return;
        }

        var endpoints = SeedNode.Mapping.InPlaceOf(given);
        foreach (var name in Shapes.OidcEndpoints.Members)
        {
            Put(endpoints, name, RequestTree.At(given, name, "url"));
        }

        mapping.Add("endpoints", endpoints);
    }

    private void Policy(SeedNode.Mapping mapping)
    {
        Put(mapping, "maxClockSkew", At("policy", "maxClockSkew"));
        if (At("policy", "subject") is SeedNode.Mapping given)
        {
            var subject = SeedNode.Mapping.InPlaceOf(given);
            Put(subject, "userNameTemplate", RequestTree.At(given, "userNameTemplate", "template"));
            foreach (var name in (string[])["filter", "matchType", "matchAttribute"])
            {
                Put(subject, name, RequestTree.At(given, name));
            }

            mapping.Add("subject", subject);
        }

        if (At("policy", "accountLink") is SeedNode.Mapping linking)
        {
            var link = SeedNode.Mapping.InPlaceOf(linking);
            Put(link, "action", RequestTree.At(linking, "action"));
            Put(link, "groups", RequestTree.At(linking, "filter", "groups", "include"));
            mapping.Add("accountLink", link);
        }

        if (At("policy", "provisioning") is SeedNode.Mapping provisioning)
        {
            var made = SeedNode.Mapping.InPlaceOf(provisioning);
            Put(made, "action", RequestTree.At(provisioning, "action"));
            Put(made, "profileMaster", RequestTree.At(provisioning, "profileMaster"));
            Put(made, "deprovisioned", RequestTree.At(provisioning, "conditions", "deprovisioned", "action"));
            Put(made, "suspended", RequestTree.At(provisioning, "conditions", "suspended", "action"));
            if (RequestTree.At(provisioning, "groups") is { } groups)
            {
                made.Add("groups", RequestTree.Pick(groups, Shapes.ProvisionedGroups.Members));
            }

            mapping.Add("provisioning", made);
        }
    }

    private SeedNode? At(params ReadOnlySpan<string> way) => RequestTree.At(request.Body, way);

    private static void Put(SeedNode.Mapping mapping, string name, SeedNode? value)
    {
        if (value is not null)
        {
            mapping.Add(name, value);
        }
    }
}
