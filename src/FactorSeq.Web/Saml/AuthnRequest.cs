using System.Xml;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Saml;

/// <summary>A sign-in that an app asks for, or that begins here.</summary>
/// <param name="Id">What the response answers; null where it answers nothing.</param>
/// <param name="AcsUrl">One of the app's own.</param>
internal sealed record AuthnRequest(App App, string? Id, string AcsUrl, string? RelayState, bool ForceAuthn = false, bool IsPassive = false)
{
    internal SamlSettings Settings => App.Saml!;

    /// <summary>A sign-in that begins here.</summary>
    internal static AuthnRequest Unasked(App app, string? relayState) =>
        new(app, null, app.Saml!.AcsUrl, string.IsNullOrEmpty(relayState) ? app.Saml.DefaultRelayState : relayState);

    /// <summary>Reads a request that can be answered (saml-core §3.4.1).</summary>
    internal static (AuthnRequest? Request, SamlError? Error) Read(HttpContext context, App app, SamlInput input)
    {
        var root = input.Root;
        if (SamlMessage.Object(context, root, "AuthnRequest", app.Saml!.SpIssuer, SamlAddresses.SignOn(context, app), mustNameDestination: app.Saml.RequestsSigned) is { } error)
        {
            return (null, error);
        }

        if (app.Saml.SpCertificate is not null && (app.Saml.RequestsSigned || SignatureCheck.IsSigned(input)) && SignatureCheck.Object(input, app.Saml) is { } bad)
        {
            return (null, bad);
        }

        if (root.HasAttribute("ProtocolBinding") && root.GetAttribute("ProtocolBinding") != SamlNames.Post)
        {
            return (null, SamlErrors.UnsupportedBinding);
        }

        return Acs(root, app.Saml) is { } acs
            ? (new AuthnRequest(
                app, root.GetAttribute("ID"), acs, input.RelayState, SamlMessage.Flag(root, "ForceAuthn") && app.Saml.HonorForceAuthn, SamlMessage.Flag(root, "IsPassive")), null)
            : (null, SamlErrors.UnregisteredAcs);
    }

    private static string? Acs(XmlElement root, SamlSettings app)
    {
        if (root.HasAttribute("AssertionConsumerServiceURL"))
        {
            var url = root.GetAttribute("AssertionConsumerServiceURL");
            return app.Takes(url) ? url : null;
        }

        if (root.HasAttribute("AssertionConsumerServiceIndex") && !app.AcsEndpoints.IsEmpty)
        {
            return app.AcsEndpoints.FirstOrDefault(endpoint => $"{endpoint.Index}" == root.GetAttribute("AssertionConsumerServiceIndex"))?.Url;
        }

        return app.AcsUrl;
    }
}
