using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Support;

/// <summary>What several sign-ins of one person share: the account, the org, the clock, the phone and the mailbox.</summary>
internal sealed class World
{
    internal static DateTimeOffset Morning { get; } = new(2026, 1, 2, 9, 0, 0, TimeSpan.Zero);

    internal DateTimeOffset Now { get; set; } = Morning;

    /// <summary>Null where the login belongs to nobody.</summary>
    internal Account? Account { get; set; } = new(
        new User { Id = Ana.Id, Login = Ana.Login, Email = Ana.Login, Groups = [Group.Everyone] }, [], Attempts.None);

    internal OrgSettings Settings { get; set; } = new();

    internal PasswordAction Password { get; set; } = new();

    /// <summary>Nothing may be set up unless a test says so.</summary>
    internal EnrollmentAction Enrollment { get; set; } =
        new(ImmutableSortedDictionary<string, EnrollmentDemand>.Empty, EnrollmentMoment.Challenge);

    internal bool Sequencing { get; set; } = true;

    internal bool OktaMobile { get; set; }

    /// <summary>The directory that masters the account; null where it is Okta's own.</summary>
    internal DirectoryIntegration? Directory { get; set; }

    /// <summary>What the directory replies to a password.</summary>
    internal Func<Secret, DirectoryReply> Replies { get; set; } = _ => new DirectoryReply(DirectoryAnswer.NoAgent);

    /// <summary>How often the directory was asked.</summary>
    internal int Asked { get; set; }

    internal System.Net.IPAddress? Address { get; set; }

    internal required ImmutableArray<Policy<SignOnAction>> Policies { get; set; }

    internal PolicyNames Names { get; set; } = new(new Dictionary<string, string>(), []);

    /// <summary>Everything that went out, oldest first.</summary>
    internal List<Sending> Sent { get; } = [];

    /// <summary>What was tapped on the phone, by push.</summary>
    internal Dictionary<string, Answer.Phone> Tapped { get; } = [];

    /// <summary>Phones that scanned a QR code, by activation.</summary>
    internal Dictionary<string, string> Scanned { get; } = [];

    /// <summary>Grows with every challenge: chance, made predictable.</summary>
    internal int Draws { get; set; }

    internal static ImmutableArray<Policy<SignOnAction>> OneRule(RuleAction action) =>
    [
        new()
        {
            Id = "00p_only", Name = "The policy", Priority = 1,
            Rules = [new() { Id = "0pr_only", Name = "The rule", Priority = 1, Action = new SignOnAction(action, SessionLimits.Default) }],
        },
    ];

    internal Facts Facts()
    {
        var standing = Account is null ? null : AccountGate.Unfrozen(Account, Password, Now);
        return new()
        {
            Account = standing,
            Thawed = !ReferenceEquals(standing, Account),
            Evaluation = Evaluate.First(Policies, Names, new SignOnRequest(
                Ana.Login, Account?.User.Id, Account?.User.Groups ?? [], Address, AuthenticationDoor.Any, OktaMobile, Account?.User.Provider ?? CredentialProvider.Okta)),
            Password = Password,
            EnrollmentPolicy = new(Enrollment),
            Settings = Settings,
            Directory = Directory,
            Sequencing = Sequencing,
            Catalog = ASignOn.Catalog,
        };
    }
}
