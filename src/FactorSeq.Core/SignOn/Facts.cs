using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.SignOn;

/// <summary>What a decision is made on, loaded before it: the account, what the policies say of it now, the org's settings.</summary>
public sealed record Facts
{
    /// <summary>The account, a decoy's fabricated one, or null where the login belongs to nobody.</summary>
    public required Account? Account { get; init; }

    public required Evaluation<SignOnAction> Evaluation { get; init; }

    /// <summary>What the password policy demands and allows.</summary>
    public required PasswordAction Password { get; init; }

    /// <summary>Finds what the enrollment policy demands and allows: most steps never ask, and policies are many.</summary>
    public required Lazy<EnrollmentAction> EnrollmentPolicy { get; init; }

    /// <summary>What the enrollment policy demands and allows.</summary>
    public EnrollmentAction Enrollment => EnrollmentPolicy.Value;

    /// <summary>The account was locked, and its time was over when it was loaded.</summary>
    public bool Thawed { get; init; }

    public required OrgSettings Settings { get; init; }

    /// <summary>The directory that masters the account; null for accounts that are Okta's own.</summary>
    public DirectoryIntegration? Directory { get; init; }

    /// <summary>Whether factor sequencing is on in this org.</summary>
    public required bool Sequencing { get; init; }

    /// <summary>What Identity Engine asks of this sign-in, by whether the device is remembered; null in an org of Classic.</summary>
    public Func<bool, FactorChains>? IdentityEngine { get; init; }

    public required FactorCatalog Catalog { get; init; }

    /// <summary>Keys of factors that the org has switched off: nobody is offered them, the password apart, which opens every account.</summary>
    public ImmutableArray<string> InactiveFactors { get; init; } = [];

    /// <summary>What the account's state lets this step do.</summary>
    /// <param name="answer">What the directory has answered, where it was asked.</param>
    public Gate Gate(SignInPoint point, DirectoryAnswer? answer = null) =>
        AccountGate.At(Sequencing ? point : SignInPoint.FeatureOff, Account!.User, Password, Settings, answer);

    /// <summary>The chains of the rule that decides, as they stand for this device and this client; none where access is denied.</summary>
    public FactorChains Chains(bool deviceRemembered)
    {
        var chains = Evaluation.Rule?.Action.Authenticate.Compile(Sequencing, deviceRemembered) ?? FactorChains.None;
        return Evaluation.Request.OktaMobile ? PasswordFirst(chains) : chains;
    }

    /// <summary>The enrollments that may be used next, in policy order: the union of the next steps, cut down to what the account has.</summary>
    public ImmutableArray<Enrollment> Offers(FactorChains chains, ImmutableArray<Proof> proved)
    {
        if (Account is null)
        {
            return [];
        }

        var offers = ImmutableArray.CreateBuilder<Enrollment>(Account.Enrollments.Length);
        foreach (var step in chains.Next)
        {
            if (step is FactorStep.OneOf one)
            {
                foreach (var allowed in one.Kinds)
                {
                    Offer(allowed, offers);
                }
            }
            else
            {
                offers.AddRange(Account.Enrollments.Where(e =>
                    step.Allows(e.Kind) && IsActive(e.Kind) && !offers.Contains(e) && proved.All(p => p.EnrollmentId != e.Id)));
            }
        }

        var last = Settings.LastUsedFactorFirst && proved.IsEmpty ? Account.Attempts.LastFirstFactor : null;
        return last is { } kind ? [.. offers.Where(e => e.Kind == kind), .. offers.Where(e => e.Kind != kind)] : offers.DrainToImmutable();
    }

    /// <summary>
    /// The factors this account may set up now, in the catalog's order: those the enrollment policy allows, and while a step of a chain
    /// is open those of that step alone.
    /// </summary>
    public ImmutableArray<EnrollmentChoice> Choices(FactorChains residual)
    {
        if (Account is null || Enrollment.Moment == EnrollmentMoment.Never)
        {
            return [];
        }

        var anything = residual.IsComplete;
        var (demands, choices) = (Enrollment.Factors, ImmutableArray.CreateBuilder<EnrollmentChoice>(Catalog.Enrollable.Length));
        foreach (var factor in Catalog.Enrollable)
        {
            var (kind, demand) = (factor.Type.Kind, demands.GetValueOrDefault(factor.Type.PolicyKey));
            if (demand != EnrollmentDemand.NotAllowed && IsActive(kind) && (anything || residual.AsksFor(kind)))
            {
                choices.Add(new EnrollmentChoice(factor, demand, Account.CountOf(kind)));
            }
        }

        return choices.DrainToImmutable();
    }

    /// <summary>The chains of a transaction: of what it is to add for an app, or else of the rule that decides.</summary>
    public FactorChains Chains(TransactionContext context) => context.StepUp?.Chains
        ?? (context.Vouched is not null ? AfterVouching(context.DeviceRemembered)
            : IdentityEngine is { } engine && IsOfPage(context) ? engine(context.DeviceRemembered)
            : Chains(context.DeviceRemembered));

    /// <summary>What a sign-in on the page begins with, on a device that is not remembered.</summary>
    public FactorChains OnPage => IdentityEngine is { } engine ? engine(false) : Chains(deviceRemembered: false);

    /// <summary>Whether a sign-in may begin with a name alone.</summary>
    public bool TakesNameAlone(TransactionContext context) => Sequencing || IdentityEngine is not null && IsOfPage(context);

    // The Authentication API goes on in Classic's way after an upgrade: what is new is not reached through it.
    private static bool IsOfPage(TransactionContext context) => context.Type != TransactionType.Api;

    // "Any IDP" stands in the rule's name where the password does. A sequence has no place for one, so nothing of it is left to prove.
    private FactorChains AfterVouching(bool deviceRemembered) => Evaluation.Rule?.Action.Authenticate is RuleAction.Sequence
        ? new FactorChains([new FactorChain([])])
        : Chains(deviceRemembered).Residual([FactorKind.Password]);

    /// <summary>The chains as they stand, less what was proved.</summary>
    public FactorChains Residual(TransactionContext context) => Chains(context).Residual(context.ProvedKinds);

    // Okta Mobile can begin with a password only: other chains are not for it.
    private static FactorChains PasswordFirst(FactorChains chains) =>
        new([.. chains.Items.Where(chain => chain.Steps is [FactorStep.OneOf one, ..] && one.Allows(FactorKind.Password))]);

    private void Offer(FactorKind kind, ImmutableArray<Enrollment>.Builder offers)
    {
        if (!IsActive(kind))
        {
            return;
        }

        foreach (var enrollment in Account!.Enrollments)
        {
            if (enrollment.Kind == kind && !offers.Contains(enrollment))
            {
                offers.Add(enrollment);
            }
        }
    }

    /// <summary>Whether the org has a factor switched on.</summary>
    public bool IsActive(FactorKind kind) =>
        InactiveFactors.IsEmpty || kind == FactorKind.Password || !InactiveFactors.Contains(Catalog[kind].Type.PolicyKey);
}

/// <summary>A factor that may be set up at sign-in.</summary>
/// <param name="Enrolled">How many enrollments of it the account has.</param>
public readonly record struct EnrollmentChoice(IEnrollable Factor, EnrollmentDemand Demand, int Enrolled)
{
    /// <summary>Whether the policy will not let its people pass without it.</summary>
    public bool IsMissing => Demand == EnrollmentDemand.Required && Enrolled == 0;

    /// <summary>Whether one more can be set up.</summary>
    public bool IsOpen => Enrolled < Factor.Maximum;
}
