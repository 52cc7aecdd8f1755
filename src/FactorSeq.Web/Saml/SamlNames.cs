namespace FactorSeq.Web.Saml;

/// <summary>Namespaces and names of SAML 2.0 (OASIS saml-core, saml-bindings, saml-metadata).</summary>
internal static class SamlNames
{
    internal const string Protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
    internal const string Assertion = "urn:oasis:names:tc:SAML:2.0:assertion";
    internal const string Metadata = "urn:oasis:names:tc:SAML:2.0:metadata";
    internal const string Signature = "http://www.w3.org/2000/09/xmldsig#";
    internal const string Schema = "http://www.w3.org/2001/XMLSchema";
    internal const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
    internal const string Namespaces = "http://www.w3.org/2000/xmlns/";

    internal const string Post = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
    internal const string Redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    internal const string Bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    internal const string Entity = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";

    internal const string Success = "urn:oasis:names:tc:SAML:2.0:status:Success";
    internal const string Responder = "urn:oasis:names:tc:SAML:2.0:status:Responder";
    internal const string Requester = "urn:oasis:names:tc:SAML:2.0:status:Requester";
    internal const string NoPassive = "urn:oasis:names:tc:SAML:2.0:status:NoPassive";
    internal const string UnknownPrincipal = "urn:oasis:names:tc:SAML:2.0:status:UnknownPrincipal";
}
