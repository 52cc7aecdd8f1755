using FactorSeq.Web.Saml;

namespace FactorSeq.Web.Inbound;

/// <summary>What SAML refuses, where the org is the app.</summary>
internal static class SamlRefusals
{
    internal static InboundError Inbound(this SamlError error) => new(error.Code, error.Message, error.Status);
}
