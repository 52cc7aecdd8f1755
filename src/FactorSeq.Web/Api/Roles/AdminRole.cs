using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Factors.Totp;

namespace FactorSeq.Web.Api.Roles;

/// <summary>An admin role (Roles API, "Role types").</summary>
/// <param name="Targeted">Whether it can be cut down to some groups or apps; the ids of assignments of those are their names in Base32.</param>
internal sealed record AdminRole(string Type, string Label, bool Targeted)
{
    internal const string Super = "SUPER_ADMIN";

    internal static readonly ImmutableArray<AdminRole> All =
    [
        new(Super,                         "Super Administrator",                 false),
        new("ORG_ADMIN",                   "Organization Administrator",          false),
        new("APP_ADMIN",                   "Application Administrator",           true),
        new("USER_ADMIN",                  "Group Administrator",                 true),
        new("GROUP_MEMBERSHIP_ADMIN",      "Group Membership Administrator",      true),
        new("HELP_DESK_ADMIN",             "Help Desk Administrator",             true),
        new("READ_ONLY_ADMIN",             "Read-only Administrator",             false),
        new("MOBILE_ADMIN",                "Mobile Administrator",                false),
        new("API_ACCESS_MANAGEMENT_ADMIN", "API Access Management Administrator", false),
        new("REPORT_ADMIN",                "Report Administrator",                false),
    ];

    internal static AdminRole? Find(string? type) => All.FirstOrDefault(role => role.Type == type);

    /// <summary>The id of its assignment to somebody.</summary>
    /// <param name="prefix"><c>ra1</c> for users, <c>gra</c> for groups.</param>
    /// <param name="assignee">The id of the user or the group.</param>
    internal string IdFor(string prefix, string assignee) => Targeted
        ? Base32.Encode(Encoding.ASCII.GetBytes(Type))
        : prefix + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{assignee}\n{Type}")))[..17];
}
