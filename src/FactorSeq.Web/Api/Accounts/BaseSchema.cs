using System.Collections.Immutable;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Api.Accounts;

/// <summary>Okta's own attributes of users' profiles, as every org begins with them.</summary>
internal static class BaseSchema
{
    private const string ReadWrite = "READ_WRITE";
    private const string ReadOnly = "READ_ONLY";
    private const string Hide = "HIDE";

    /// <summary>In Okta's order.</summary>
    internal static readonly ImmutableArray<ProfileAttribute> All =
    [
        Of("login",             "Username",           ReadWrite) with { Required = true, MinLength = 5, MaxLength = 100 },
        Of("firstName",         "First name",         ReadWrite) with { Required = true, MinLength = 1, MaxLength = 50 },
        Of("lastName",          "Last name",          ReadWrite) with { Required = true, MinLength = 1, MaxLength = 50 },
        Of("middleName",        "Middle name",        ReadOnly),
        Of("honorificPrefix",   "Honorific prefix",   ReadOnly),
        Of("honorificSuffix",   "Honorific suffix",   ReadOnly),
        Of("email",             "Primary email",      ReadWrite) with { Required = true, Format = "email" },
        Of("title",             "Title",              ReadOnly),
        Of("displayName",       "Display name",       ReadOnly),
        Of("nickName",          "Nickname",           ReadOnly),
        Of("profileUrl",        "Profile Url",        ReadOnly) with { Format = "uri" },
        Of("secondEmail",       "Secondary email",    ReadWrite) with { Format = "email" },
        Of("mobilePhone",       "Mobile phone",       ReadWrite) with { MaxLength = 100 },
        Of("primaryPhone",      "Primary phone",      Hide) with { MaxLength = 100 },
        Of("streetAddress",     "Street address",     Hide),
        Of("city",              "City",               Hide),
        Of("state",             "State",              Hide),
        Of("zipCode",           "Zip code",           Hide),
        Of("countryCode",       "Country code",       Hide) with { Format = "country-code" },
        Of("postalAddress",     "Postal Address",     Hide),
        Of("preferredLanguage", "Preferred language", ReadOnly) with { Format = "language-code" },
        Of("locale",            "Locale",             ReadOnly) with { Format = "locale" },
        Of("timezone",          "Time zone",          ReadOnly) with { Format = "timezone" },
        Of("userType",          "User type",          ReadOnly),
        Of("employeeNumber",    "Employee number",    ReadOnly),
        Of("costCenter",        "Cost center",        ReadOnly),
        Of("organization",      "Organization",       ReadOnly),
        Of("division",          "Division",           ReadOnly),
        Of("department",        "Department",         ReadOnly),
        Of("managerId",         "ManagerId",          ReadOnly),
        Of("manager",           "Manager",            ReadOnly),
    ];

    /// <summary>Those of which an org may say that people can do without them.</summary>
    internal static readonly ImmutableArray<string> Optional = ["firstName", "lastName"];

    /// <summary>As an org has changed them.</summary>
    internal static IEnumerable<ProfileAttribute> In(OrgConfiguration org) =>
        All.Select(attribute => org.Administration.BaseAttributes.FirstOrDefault(changed => changed.Name == attribute.Name) ?? attribute);

    /// <summary>Whether nobody can be without it.</summary>
    internal static bool Requires(OrgConfiguration org, string name) => In(org).Any(attribute => attribute.Name == name && attribute.Required);

    private static ProfileAttribute Of(string name, string title, string permission) => new()
    {
        Name = name, Title = title, Permission = permission, Master = """{"type":"PROFILE_MASTER"}""",
    };
}
