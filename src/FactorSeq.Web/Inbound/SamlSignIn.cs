using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Saml;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Inbound;

/// <summary>Signs somebody in by a SAML provider (saml-profiles §4.1): here the org is the app.</summary>
internal static class SamlSignIn
{
    /// <summary>Where a provider's responses are posted to.</summary>
    internal static string Acs(HttpContext context, IdentityProvider provider) => $"{context.BaseUrl()}/sso/saml2/{provider.Id}";

    internal static async Task Begin(HttpContext context, IdentityProvider provider)
    {
        var farEnd = provider.Saml!;
        var id = SamlMessage.NewId();
        await InboundSignIn.PutAway(context, provider, id);
        var now = context.Org().Clock.Now;
        var request = SamlDocument.Write(xml =>
        {
            xml.WriteStartElement("saml2p", "AuthnRequest", SamlNames.Protocol);
            xml.WriteAttributeString("AssertionConsumerServiceURL", Acs(context, provider));
            xml.WriteAttributeString("Destination", farEnd.Destination);
            xml.WriteAttributeString("ID", id);
            xml.WriteAttributeString("IssueInstant", OktaJson.Instant(now));
            xml.WriteAttributeString("ProtocolBinding", SamlNames.Post);
            xml.WriteAttributeString("Version", "2.0");
            xml.WriteIssuer(farEnd.Audience);
            xml.WriteStartElement("saml2p", "NameIDPolicy", SamlNames.Protocol);
            xml.WriteAttributeString("Format", farEnd.NameFormat);
            xml.WriteEndElement();
            xml.WriteEndElement();
        });
        if (farEnd.Posts)
        {
            if (farEnd.SignsRequests)
            {
                SamlSignature.Sign(request.DocumentElement!, await IdpCertificate.Of(context));
            }

            await SamlPost.Send(context, farEnd.SsoUrl, request, null, "SAMLRequest");
            return;
        }

        var query = $"SAMLRequest={Uri.EscapeDataString(Deflated(request))}";
        if (farEnd.SignsRequests)
        {
            query += $"&SigAlg={Uri.EscapeDataString(SignatureAlgorithms.RsaSha256)}";
            var key = (await IdpCertificate.Of(context)).Key;
            var signature = key.SignData(Encoding.ASCII.GetBytes(query), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            query += $"&Signature={Uri.EscapeDataString(Convert.ToBase64String(signature))}";
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(farEnd.SsoUrl + (farEnd.SsoUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query);
    }

    /// <summary>The assertion consumer service.</summary>
    internal static async Task End(HttpContext context)
    {
        if (InboundApi.OfRequest(context) is not { Saml: { } farEnd } provider)
        {
            await InboundErrors.UnknownProvider.Show(context);
            return;
        }

        var (input, unread) = await SamlInput.OfForm(context.Request, "SAMLResponse");
        var (assertion, error) = input is null
            ? (null, unread!.Inbound())
            : InboundAssertion.Read(context, input.Root, farEnd, Acs(context, provider), provider.Policy.ClockSkew);
        if (assertion is null)
        {
            await InboundSignIn.Refuse(context, provider, error!);
            return;
        }

        var request = assertion.InResponseTo is null ? null : await InboundSignIn.Find(context, assertion.InResponseTo);
        if (assertion.InResponseTo is null ? !farEnd.AllowsUnsolicited : request?.Value.ProviderId != provider.Id)
        {
            await InboundSignIn.Refuse(
                context, provider, assertion.InResponseTo is null ? InboundErrors.Unsolicited : InboundErrors.UnknownRequest, assertion.User.ExternalId);
            return;
        }

        if (!await Spend(context.Org(), provider, assertion, request))
        {
            await InboundSignIn.Refuse(context, provider, InboundErrors.Replayed, assertion.User.ExternalId);
            return;
        }

        await InboundSignIn.Finish(context, provider, assertion.User, request?.Value.Target ?? Target(context, input!.RelayState));
    }

    // The request and the assertion count once, and together: of any number of rivals one gets both.
    private static ValueTask<bool> Spend(Org org, IdentityProvider provider, InboundAssertion assertion, Stored<ExternalSignInRequest>? request)
    {
        var expires = assertion.Until < DateTimeOffset.MaxValue - provider.Policy.ClockSkew ? assertion.Until + provider.Policy.ClockSkew : DateTimeOffset.MaxValue;
        var work = new UnitOfWork(org.Name).Insert(
            DocumentKinds.UsedAssertions, Tokens.Digest($"{provider.Id}\n{assertion.Id}"), new UsedAssertion(provider.Id, expires), expires: expires);
        return org.Documents.Commit(request is null ? work : work.Delete(DocumentKinds.ExternalSignIns, request));
    }

    // A provider that begins by itself may say where to: within this org.
    private static string Target(HttpContext context, string? relayState)
    {
        var own = context.BaseUrl() + "/";
        return InboundSignIn.Target(relayState?.StartsWith(own, StringComparison.Ordinal) == true ? relayState[(own.Length - 1)..] : relayState);
    }

    private static string Deflated(XmlDocument document)
    {
        using var room = new MemoryStream();
        using (var stream = new DeflateStream(room, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(Encoding.UTF8.GetBytes(document.OuterXml));
        }

        return Convert.ToBase64String(room.ToArray());
    }
}
