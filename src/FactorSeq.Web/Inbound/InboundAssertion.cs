using System.Collections.Immutable;
using System.Xml;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Saml;

namespace FactorSeq.Web.Inbound;

/// <summary>
/// What an assertion says, after everything about it was checked (saml-core §2, saml-profiles §4.1.4.3). There is one in the document, it is the
/// response's own, and it is what was signed or stands in what was signed: nothing is read from anywhere else.
/// </summary>
/// <param name="InResponseTo">Null where nobody asked for it.</param>
/// <param name="Until">When it ends.</param>
internal sealed record InboundAssertion(string Id, string? InResponseTo, DateTimeOffset Until, InboundUser User)
{
    internal static (InboundAssertion? Assertion, InboundError? Error) Read(
        HttpContext context, XmlElement response, SamlFarEnd farEnd, string acs, TimeSpan skew)
    {
        var issuer = SamlMessage.Child(response, "Issuer") is null ? null : farEnd.Issuer;
        var signed = SamlMessage.Child(response, "Signature", SamlNames.Signature) is not null;
        if (SamlMessage.Object(context, response, "Response", issuer, acs, mustNameDestination: signed) is { } wrong)
        {
            return (null, wrong.Inbound());
        }

        if (!HasSucceeded(response))
        {
            return (null, InboundErrors.Refused);
        }

        var assertions = response.OwnerDocument.GetElementsByTagName("Assertion", SamlNames.Assertion);
        if (assertions.Count != 1 || assertions[0] is not XmlElement assertion || assertion.ParentNode != response)
        {
            return (null, InboundErrors.WrongResponse);
        }

        var trust = new SignatureTrust(farEnd.Certificate, farEnd.AllowsSha1, farEnd.AllowsSha1);
        if (SignatureCheck.OfResponse(response, assertion, farEnd.SignatureScope, trust) is { } bad)
        {
            return (null, bad.Inbound());
        }

        return Judge(response, assertion, farEnd, acs, skew, context.Org().Clock.Now);
    }

    private static (InboundAssertion? Assertion, InboundError? Error) Judge(
        XmlElement response, XmlElement assertion, SamlFarEnd farEnd, string acs, TimeSpan skew, DateTimeOffset now)
    {
        if (assertion.GetAttribute("Version") != "2.0" || assertion.GetAttribute("ID").Length == 0 || Text(assertion, "Issuer") != farEnd.Issuer)
        {
            return (null, SamlErrors.UnknownIssuer.Inbound());
        }

        var subject = SamlMessage.Child(assertion, "Subject");
        if (subject is null || SamlMessage.Child(subject, "NameID") is not { } nameId || nameId.InnerText.Trim() is not { Length: > 0 and <= 1024 } name
            || Confirmation(subject, acs) is not { } confirmed || Instant(confirmed, "NotOnOrAfter") is not { } until)
        {
            return (null, InboundErrors.InvalidSubject);
        }

        if (Conditions(assertion) is not { } conditions || Audiences(conditions) is not { } audiences)
        {
            return (null, InboundErrors.WrongAudience);
        }

        if (!audiences.All(any => any.Contains(farEnd.Audience)))
        {
            return (null, InboundErrors.WrongAudience);
        }

        if (!IsNow(confirmed, skew, now) || !IsNow(conditions, skew, now) || !HasLivingStatement(assertion, skew, now))
        {
            return (null, InboundErrors.NotNow);
        }

        // What the response answers and what the subject was confirmed for are the same request.
        var inResponseTo = Optional(confirmed, "InResponseTo");
        if (inResponseTo != Optional(response, "InResponseTo"))
        {
            return (null, InboundErrors.UnknownRequest);
        }

        return (new InboundAssertion(assertion.GetAttribute("ID"), inResponseTo, until, Tell(assertion, nameId, name, farEnd.Issuer)), null);
    }

    private static bool HasSucceeded(XmlElement response) =>
        SamlMessage.Child(response, "Status", SamlNames.Protocol) is { } status
        && SamlMessage.Child(status, "StatusCode", SamlNames.Protocol)?.GetAttribute("Value") == SamlNames.Success;

    // Bearer, for this address, not from some later time on (saml-profiles §4.1.4.2: NotBefore must not be there).
    private static XmlElement? Confirmation(XmlElement subject, string acs) => Children(subject, "SubjectConfirmation")
        .Where(confirmation => confirmation.GetAttribute("Method") == SamlNames.Bearer)
        .Select(confirmation => SamlMessage.Child(confirmation, "SubjectConfirmationData"))
        .FirstOrDefault(data => data is not null && data.GetAttribute("Recipient") == acs && !data.HasAttribute("NotBefore"));

    private static XmlElement? Conditions(XmlElement assertion) => Children(assertion, "Conditions").ToList() is [var only] ? only : null;

    // Each restriction must name the org; null where there is none.
    private static List<List<string>>? Audiences(XmlElement conditions)
    {
        var restrictions = Children(conditions, "AudienceRestriction")
            .Select(restriction => Children(restriction, "Audience").Select(audience => audience.InnerText.Trim()).ToList()).ToList();
        return restrictions.Count == 0 ? null : restrictions;
    }

    private static bool HasLivingStatement(XmlElement assertion, TimeSpan skew, DateTimeOffset now) =>
        Children(assertion, "AuthnStatement").ToList() is { Count: > 0 } statements
        && statements.TrueForAll(statement => !statement.HasAttribute("SessionNotOnOrAfter") || Instant(statement, "SessionNotOnOrAfter") - now > -skew);

    private static bool IsNow(XmlElement element, TimeSpan skew, DateTimeOffset now) =>
        (!element.HasAttribute("NotBefore") || Instant(element, "NotBefore") - now <= skew)
        && (!element.HasAttribute("NotOnOrAfter") || Instant(element, "NotOnOrAfter") - now > -skew);

    private static InboundUser Tell(XmlElement assertion, XmlElement nameId, string name, string issuer)
    {
        var attributes = ImmutableDictionary.CreateBuilder<string, object>(StringComparer.Ordinal);
        foreach (var attribute in Children(assertion, "AttributeStatement").SelectMany(statement => Children(statement, "Attribute")))
        {
            var values = Children(attribute, "AttributeValue").Select(value => value.InnerText.Trim()).ToArray();
            attributes[attribute.GetAttribute("Name")] = values is [var one] ? one : values;
        }

        attributes["subjectNameId"] = name;
        attributes["subjectNameFormat"] = nameId.GetAttribute("Format");
        attributes["subjectNameQualifier"] = nameId.GetAttribute("NameQualifier");
        attributes["issuer"] = issuer;
        attributes.TryAdd("externalId", name);
        attributes.TryAdd("userName", name);
        return new InboundUser(name, attributes.ToImmutable());
    }

    private static IEnumerable<XmlElement> Children(XmlElement parent, string name) =>
        parent.ChildNodes.OfType<XmlElement>().Where(child => child.LocalName == name && child.NamespaceURI == SamlNames.Assertion);

    private static string? Text(XmlElement parent, string name) => SamlMessage.Child(parent, name)?.InnerText.Trim();

    private static string? Optional(XmlElement element, string name) => element.HasAttribute(name) ? element.GetAttribute(name) : null;

    // Times of SAML are UTC, said or not (saml-core §1.3.3).
    private static DateTimeOffset? Instant(XmlElement element, string name)
    {
        try
        {
            return element.HasAttribute(name) ? XmlConvert.ToDateTime(element.GetAttribute(name), XmlDateTimeSerializationMode.Utc) : null;
        }
        catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
