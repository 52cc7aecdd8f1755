using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Accounts;

/// <summary><c>profile</c> as a request gives it, and what it makes of a user (Users API, "Profile object").</summary>
internal static class UserProfile
{
    private const int LongestName = 50;
    private const int LongestAttribute = 255;
    private const int ShortestLogin = 5;

    internal static readonly OktaError Taken = RequestErrors.At("login", RequestErrors.Taken);

    // Okta's default profile, in the order in which the API shows it; those that a User has members for come first.
    private static readonly ImmutableArray<string> Members = ["firstName", "lastName", "login", "email"];

    private static readonly FrozenSet<string> Base = Members.Concat(
    [
        "secondEmail", "middleName", "honorificPrefix", "honorificSuffix", "title", "displayName", "nickName", "profileUrl", "primaryPhone", "mobilePhone",
        "streetAddress", "city", "state", "zipCode", "countryCode", "postalAddress", "preferredLanguage", "locale", "timezone", "userType", "employeeNumber",
        "costCenter", "organization", "division", "department", "managerId", "manager",
    ]).ToFrozenSet();

    /// <summary>Attributes that are not in Okta's default profile.</summary>
    internal static IEnumerable<string> Custom(JsonElement profile) => profile.EnumerateObject().Select(p => p.Name).Where(name => !Base.Contains(name));

    /// <summary>Whether every org's profiles have it.</summary>
    internal static bool IsBase(string name) => Base.Contains(name);

    /// <summary>Puts a profile on a user.</summary>
    /// <param name="replaces">Whether attributes that it leaves out go.</param>
    /// <param name="known">Attributes of the org's own.</param>
    internal static (User User, OktaError? Error) Apply(User user, JsonElement profile, bool replaces, KnownAttributes known)
    {
        var changed = replaces
            ? user with
            {
                FirstName = null, LastName = null, Login = "", Email = "", Profile = ImmutableSortedDictionary<string, string>.Empty,
                Locale = DefaultLocale, TimeZone = DefaultTimeZone,
            }
            : user;
        foreach (var member in profile.EnumerateObject())
        {
            if (!Base.Contains(member.Name) && !known.Has(member.Name))
            {
                return (user, ErrorCodes.ValidationFailed.With("newUser", $"Property name '{member.Name}' is not defined in profile"));
            }

            if (known.Find(member.Name) is { } attribute)
            {
                if (member.Value.ValueKind != JsonValueKind.Null && attribute.Fault(member.Value) is { } wrong)
                {
                    return (user, RequestErrors.At(member.Name, wrong));
                }

                changed = Free(changed, member.Name, Kept(attribute, member.Value));
                continue;
            }

            if (member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
            {
                return (user, RequestErrors.At(member.Name, "The field must be a text."));
            }

            var value = JsonBody.Text(profile, member.Name) is { Length: > 0 } text ? text : null;
            if (value?.Length > LongestAttribute)
            {
                return (user, RequestErrors.At(member.Name, $"The field cannot exceed {LongestAttribute} characters."));
            }

            changed = With(changed, member.Name, value);
        }

        return (Fault(changed, known) ?? known.Missing(changed, name => replaces || profile.TryGetProperty(name, out _))) is { } fault
            ? (user, fault)
            : (changed, null);
    }

    /// <summary>Attributes and their values; null stands for those that are always shown and not there.</summary>
    internal static IEnumerable<(string Name, string? Value)> Of(User user)
    {
        yield return ("firstName", user.FirstName);
        yield return ("lastName", user.LastName);
        yield return ("mobilePhone", user.Profile.GetValueOrDefault("mobilePhone"));
        yield return ("secondEmail", user.Profile.GetValueOrDefault("secondEmail"));
        yield return ("login", user.Login);
        yield return ("email", user.Email);
        foreach (var (name, value) in user.Profile)
        {
            if (name is not ("mobilePhone" or "secondEmail"))
            {
                yield return (name, value);
            }
        }

        // Okta shows them where they were given; a seed gives them without a trace.
        if (user.Locale != DefaultLocale && !user.Profile.ContainsKey("locale"))
        {
            yield return ("locale", user.Locale);
        }

        if (user.TimeZone != DefaultTimeZone && !user.Profile.ContainsKey("timezone"))
        {
            yield return ("timezone", user.TimeZone);
        }
    }

    private static string DefaultLocale { get; } = new User { Id = "", Login = "", Email = "" }.Locale;

    private static string DefaultTimeZone { get; } = new User { Id = "", Login = "", Email = "" }.TimeZone;

    private static User With(User user, string name, string? value) => name switch
    {
        "firstName" => user with { FirstName = value },
        "lastName" => user with { LastName = value },
        "login" => user with { Login = value?.Trim() ?? "" },
        "email" => user with { Email = value?.Trim() ?? "" },
        "locale" => Free(user with { Locale = value ?? DefaultLocale }, name, value),
        "timezone" => Free(user with { TimeZone = value ?? DefaultTimeZone }, name, value),
        _ => Free(user, name, value),
    };

    private static User Free(User user, string name, string? value) => user with
    {
        Profile = value is null ? user.Profile.Remove(name) : user.Profile.SetItem(name, value),
    };

    // Texts as they are, everything else as JSON.
    private static string? Kept(ProfileAttribute attribute, JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? null
        : attribute.Type == AttributeType.String ? value.GetString() is { Length: > 0 } text ? text : null
        : value.GetRawText();

    private static OktaError? Fault(User user, KnownAttributes known) =>
        user.Login.Length == 0 ? RequestErrors.At("login", RequestErrors.Blank)
        : user.Login.Length is < ShortestLogin or > Login.MaxLength ? RequestErrors.At("login", $"Username must be between {ShortestLogin} and {Login.MaxLength} characters")
        : !Formats.IsEmail(user.Login) ? RequestErrors.At("login", "Username must be in the form of an email address")
        : user.Email.Length == 0 ? RequestErrors.At("email", RequestErrors.Blank)
        : !Formats.IsEmail(user.Email) || user.Email.Length > Login.MaxLength ? RequestErrors.At("email", "Does not match required pattern")
        : string.IsNullOrWhiteSpace(user.FirstName) && known.Requires("firstName") ? RequestErrors.At("firstName", RequestErrors.Blank)
        : string.IsNullOrWhiteSpace(user.LastName) && known.Requires("lastName") ? RequestErrors.At("lastName", RequestErrors.Blank)
        : user.FirstName?.Length > LongestName ? RequestErrors.At("firstName", $"The field cannot exceed {LongestName} characters")
        : user.LastName?.Length > LongestName ? RequestErrors.At("lastName", $"The field cannot exceed {LongestName} characters")
        : null;
}
