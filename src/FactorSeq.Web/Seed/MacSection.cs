using System.Collections.Immutable;
using System.Globalization;
using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.Factors;
using FactorSeq.Factors.Password;
using FactorSeq.Factors.Totp;

namespace FactorSeq.Web.Seed;

/// <summary><c>macs</c>: computers whose login window asks for Desktop MFA.</summary>
internal sealed class MacSection(SeedScope scope)
{
    /// <summary>In the order of <see cref="Installation"/>.</summary>
    internal static readonly ImmutableArray<string> Installations = ["profileFirst", "packageFirst", "appStore"];

    /// <summary>In the order of <see cref="UsbMode"/>.</summary>
    internal static readonly ImmutableArray<string> UsbModes = ["askForNewAccessories", "askEveryTime", "automaticallyWhenUnlocked", "always"];

    private const double MostHours = 100_000;
    private const double MostPinMinutes = 7200;
    private const int LongestName = 63;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3652);

    private readonly SeedErrors errors = scope.Errors;
    private readonly PasswordFactor hasher = (PasswordFactor)scope.Catalog[FactorKind.Password];

    internal ImmutableArray<Mac> Read(Fields seed)
    {
        var macs = ImmutableArray.CreateBuilder<Mac>();
        var names = new Names("mac", name => name, errors);
        foreach (var node in seed.List("macs"))
        {
            if (Fields.Of(node, Shapes.Mac, errors) is not { } fields)
            {
                continue;
            }

            var name = fields.Required("name");
            if (name is not null && !IsName(name))
            {
                errors.Add(fields["name"]!, $"{Wording.Quoted(name)} is no name for a Mac", "Use letters, digits and dashes, 63 at most.");
                name = null;
            }

            var mac = Mac(fields, name ?? "mac");
            if (name is not null && names.Declare(fields["name"]!, name, name))
            {
                macs.Add(mac);
            }
        }

        return macs.ToImmutable();
    }

    /// <summary>Whether a Mac can be called so: the name stands in addresses.</summary>
    internal static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>What a request changes around a Mac, in the words of the seed.</summary>
    internal MacEvent.Adjusted Adjusted(Fields fields, ManagedProfile? present) => new()
    {
        ClockOffset = fields["clockOffset"] is { } offset ? Duration(offset) : null,
        Online = fields["online"] is null ? null : fields.Flag("online", true),
        HasCertificate = fields["certificate"] is null ? null : fields.Flag("certificate", true),
        Usb = fields["usb"] is null ? null : (UsbMode)fields.Choice("usb", 0, UsbModes),
        Profile = fields.Part("profile", Shapes.MacProfile) is { } profile ? Profile(profile, present) : null,
    };

    private Mac Mac(Fields fields, string name) => new()
    {
        Name = name,
        Serial = fields.Text("serial") ?? "FSEQ" + Ids.App(scope.Org.Name, name)[^8..].ToUpperInvariant(),
        Profile = fields.Part("profile", Shapes.MacProfile) is { } profile ? Profile(profile, null) : null,
        Installation = (Installation)fields.Choice("installed", 0, Installations),
        Installed = fields["installedAgo"] is { } ago ? scope.Now - (Duration(ago) ?? TimeSpan.Zero) : scope.Now,
        ClockOffset = fields["clockOffset"] is { } offset ? Duration(offset) ?? TimeSpan.Zero : TimeSpan.Zero,
        Online = fields.Flag("online", true),
        Connected = scope.Now,
        Started = scope.Now,
        HasCertificate = fields.Flag("certificate", true),
        Usb = (UsbMode)fields.Choice("usb", 0, UsbModes),
        Users = Users(fields),
    };

    private ImmutableArray<LocalUser> Users(Fields mac)
    {
        var users = ImmutableArray.CreateBuilder<LocalUser>();
        var names = new Names("local user", name => name, errors);
        foreach (var fields in mac.List("users").Select(node => Fields.Of(node, Shapes.MacUser, errors)).OfType<Fields>())
        {
            var name = fields.Required("name");
            var password = Credential(fields);
            var linked = fields["okta"] is { } login ? scope.Users.Resolve(login) : null;
            var secret = fields.Text("offlineSecret");
            if (secret is not null && !Base32.IsValid(secret))
            {
                errors.Add(fields["offlineSecret"]!, "this is not Base32", "Write a secret such as JBSWY3DPEHPK3PXP.");
            }

            if (secret is not null && fields["okta"] is null)
            {
                errors.Add(fields["offlineSecret"]!, "nobody has an offline factor before they are linked", "Add okta, or remove offlineSecret.");
            }

            if (name is not null && password is not null && names.Declare(fields["name"]!, name, name))
            {
                users.Add(new LocalUser(name, password)
                {
                    UserId = linked,
                    Login = linked is null ? null : fields.Text("okta"),
                    OfflineSecret = secret,
                    LastOnline = linked is null ? null : scope.Now,
                });
            }
        }

        return users.ToImmutable();
    }

    private PasswordEnrollment? Credential(Fields user)
    {
        if (user["passwordHash"] is not { } node)
        {
            return user.Required("password") is { } password ? hasher.Enroll(password) : null;
        }

        if (user["password"] is not null)
        {
            errors.Add(node, "a user has a password or a passwordHash, not both", "Remove one of them.");
        }

        var hash = Scalars.Text(node, errors);
        if (hash is null || Formats.IsPasswordHash(hash))
        {
            return hash is null ? null : new PasswordEnrollment(hash);
        }

        errors.Add(node, "this is not a password hash", PeopleSection.HashCure);
        return null;
    }

    // Over what there is; without anything, over Okta's defaults.
    private ManagedProfile Profile(Fields profile, ManagedProfile? present)
    {
        var made = present ?? new ManagedProfile();
        return made with
        {
            ClientId = (present is null ? profile.Required("DMFAClientID") : profile.Text("DMFAClientID")) ?? made.ClientId,
            ClientSecret = (present is null ? profile.Required("DMFAClientSecret") : profile.Text("DMFAClientSecret")) ?? made.ClientSecret,
            OrgUrl = profile.Text("DMFAOrgURL") ?? made.OrgUrl,
            AccountLinkingFactor = (DesktopFactor)profile.Choice("AccountLinkingMFAFactor", (int)made.AccountLinkingFactor, DesktopFactors.Keys[..2]),
            OfflineLoginAllowed = profile.Flag("OfflineLoginAllowed", made.OfflineLoginAllowed),
            AdminEmail = profile.Text("AdminEmail") ?? made.AdminEmail,
            AdminPhone = profile.Text("AdminPhone") ?? made.AdminPhone,
            LoginPeriodWithoutEnrolledFactor = Real(profile, "LoginPeriodWithoutEnrolledFactor", made.LoginPeriodWithoutEnrolledFactor, MostHours),
            LoginPeriodWithOfflineFactor = Real(profile, "LoginPeriodWithOfflineFactor", made.LoginPeriodWithOfflineFactor, MostHours),
            RecoveryPinMinutes = Real(profile, "DeviceRecoveryPINDuration", made.RecoveryPinMinutes, MostPinMinutes),
            MfaRequired = profile["MFARequiredList"] is null ? made.MfaRequired : Names(profile, "MFARequiredList"),
            MfaNotRequired = profile["MFANotRequiredList"] is null ? made.MfaNotRequired : Names(profile, "MFANotRequiredList"),
            AllowedFactors = profile["AllowedFactors"] is null
                ? made.AllowedFactors
                : profile.Words("AllowedFactors", [ManagedProfile.Everything, .. DesktopFactors.Keys]),
        };
    }

    private ImmutableArray<string> Names(Fields profile, string member) =>
        [.. profile.List(member).Select(node => Scalars.Text(node, errors)).OfType<string>().Distinct()];

    private double Real(Fields profile, string member, double fallback, double most)
    {
        if (profile.Text(member) is not { } text)
        {
            return fallback;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= most)
        {
            return number;
        }

        errors.Add(profile[member]!, $"{Wording.Quoted(text)} is not a value of {member}", $"Write a number from 0 to {most}.");
        return fallback;
    }

    private TimeSpan? Duration(SeedNode node)
    {
        if (Scalars.Text(node, errors) is not { } text)
        {
            return null;
        }

        if (Wire.Durations.Read(text) is { } duration && duration.Duration() <= Longest)
        {
            return duration;
        }

        errors.Add(node, $"{Wording.Quoted(text)} is not a duration of ten years at most", "Write one such as PT10M or -PT10M.");
        return null;
    }
}
