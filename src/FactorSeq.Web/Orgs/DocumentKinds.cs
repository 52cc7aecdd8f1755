using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Imports;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Factors;
using FactorSeq.Web.Lab;

namespace FactorSeq.Web.Orgs;

/// <summary>Every kind of document and record this server keeps, and how each is written down.</summary>
internal static class DocumentKinds
{
    private static readonly JsonSerializerOptions Json = Options();

    internal static readonly DocumentKind<OrgConfiguration> Configuration = Document<OrgConfiguration>("configuration");
    internal static readonly DocumentKind<Account>          Accounts      = Document<Account>("account");
    internal static readonly DocumentKind<Account>          Decoys        = Document<Account>("decoy");
    internal static readonly DocumentKind<Transaction>      Transactions  = Document<Transaction>("transaction");
    internal static readonly DocumentKind<SessionToken>     SessionTokens = Document<SessionToken>("sessionToken");
    internal static readonly DocumentKind<Session>          Sessions      = Document<Session>("session");
    internal static readonly DocumentKind<FactorTask>       FactorTasks   = Document<FactorTask>("factorTask");
    internal static readonly DocumentKind<LastLogin>        LastLogins    = Document<LastLogin>("lastLogin");
    internal static readonly DocumentKind<RememberedDevice> Devices       = Document<RememberedDevice>("device");
    internal static readonly DocumentKind<Push>             Pushes        = Document<Push>("push");
    internal static readonly DocumentKind<Activation>       Activations   = Document<Activation>("activation");
    internal static readonly DocumentKind<Visit>            Visits        = Document<Visit>("visit");
    internal static readonly DocumentKind<RecoveryToken>    RecoveryTokens = Document<RecoveryToken>("recoveryToken");
    internal static readonly DocumentKind<ClockSetting>     Clocks        = Document<ClockSetting>("clock");
    internal static readonly DocumentKind<OrgSecrets>       Secrets       = Document<OrgSecrets>("secrets");
    internal static readonly DocumentKind<ImportState>      Imports       = Document<ImportState>("import");
    internal static readonly DocumentKind<ImportLink>       ImportLinks   = Document<ImportLink>("importLink");
    internal static readonly DocumentKind<SeedMark>         Seeds         = Document<SeedMark>("seed");
    internal static readonly DocumentKind<OrgLife>          Lives         = Document<OrgLife>("life");
    internal static readonly DocumentKind<AddedOrg>         AddedOrgs     = Document<AddedOrg>("addedOrg");
    internal static readonly DocumentKind<EventHook>        EventHooks    = Document<EventHook>("eventHook");
    internal static readonly DocumentKind<GroupMoves>       GroupMoves    = Document<GroupMoves>("groupMoves");
    internal static readonly DocumentKind<SnapshotMark>     Snapshots     = Document<SnapshotMark>("snapshot");

    internal static readonly DocumentKind<ExternalSignInRequest> ExternalSignIns = Document<ExternalSignInRequest>("externalSignIn");
    internal static readonly DocumentKind<IdentityProviderLink> IdentityProviderLinks = Document<IdentityProviderLink>("identityProviderLink");
    internal static readonly DocumentKind<UsedAssertion> UsedAssertions = Document<UsedAssertion>("usedAssertion");

    internal static readonly DocumentKind<PendingAuthorization> Authorizations = Document<PendingAuthorization>("authorization");
    internal static readonly DocumentKind<AuthorizationCode>    Codes          = Document<AuthorizationCode>("authorizationCode");
    internal static readonly DocumentKind<RefreshTokenFamily>   RefreshTokens  = Document<RefreshTokenFamily>("refreshToken");
    internal static readonly DocumentKind<RevokedToken>         RevokedTokens  = Document<RevokedToken>("revokedToken");
    internal static readonly DocumentKind<SigningKeyDocument>   SigningKeys    = Document<SigningKeyDocument>("signingKey");
    internal static readonly DocumentKind<SpentJwt>             SpentJwts      = Document<SpentJwt>("spentJwt");
    internal static readonly DocumentKind<PendingSamlRequest>   SamlRequests   = Document<PendingSamlRequest>("samlRequest");

    internal static readonly DocumentKind<DeviceAuthorization> DeviceAuthorizations = Document<DeviceAuthorization>("deviceAuthorization");
    internal static readonly DocumentKind<UserCodeTries>       UserCodeTries = Document<UserCodeTries>("userCodeTries");
    internal static readonly DocumentKind<Consent>             Consents    = Document<Consent>("consent");
    internal static readonly DocumentKind<SessionApps>         SessionApps = Document<SessionApps>("sessionApps");
    internal static readonly DocumentKind<DirectChallenge>     DirectChallenges = Document<DirectChallenge>("directChallenge");
    internal static readonly DocumentKind<MfaTicket>           MfaTickets  = Document<MfaTicket>("mfaTicket");
    internal static readonly DocumentKind<Mac>                 Macs        = Document<Mac>("mac");

    internal static readonly DocumentKind<LabState>    Labs     = Document<LabState>("lab");
    internal static readonly DocumentKind<NodeSecrets> Nodes    = Document<NodeSecrets>("nodeSecrets");
    internal static readonly DocumentKind<PageKey>     PageKeys = Document<PageKey>("pageKey");

    internal static readonly RecordKind<LogEntry> Log      = new("log", Contract<LogEntry>());
    internal static readonly RecordKind<Message>  Messages = new("message", Contract<Message>());
    internal static readonly RecordKind<ImportReport> ImportReports = new("importReport", Contract<ImportReport>());

    private static DocumentKind<T> Document<T>(string name)
        where T : class =>
        new(name, Contract<T>());

    private static Lazy<JsonTypeInfo<T>> Contract<T>() => new(() => (JsonTypeInfo<T>)Json.GetTypeInfo(typeof(T)));

    private static JsonSerializerOptions Options()
    {
        IEnumerable<IJsonTypeInfoResolver> resolvers = [.. All.Json.Select(f => f.Resolver), DocumentJson.Default];
        return new JsonSerializerOptions(DocumentJson.Default.Options)
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. resolvers]).WithAddedModifier(NameCases),
        };
    }

    private static IEnumerable<(string Name, Type Type)> Challenges()
    {
        foreach (var factor in All.Json)
        {
            if (factor.Challenge is { } challenge)
            {
                yield return (factor.Name, challenge);
            }

            if (factor.Activation is { } activation)
            {
                yield return ($"{factor.Name}Activation", activation);
            }
        }
    }

    // The cases of the closed hierarchies, by the names they have in databases.
    private static void NameCases(JsonTypeInfo type)
    {
        IEnumerable<(string Name, Type Type)>? cases =
            type.Type == typeof(Transaction) ?
            [
                ("bootstrapped", typeof(Transaction.Bootstrapped)), ("unauthenticated", typeof(Transaction.Unauthenticated)),
                ("mfaRequired", typeof(Transaction.MfaRequired)), ("mfaChallenge", typeof(Transaction.MfaChallenge)),
                ("lockedOut", typeof(Transaction.LockedOut)), ("success", typeof(Transaction.Success)),
                ("mfaEnroll", typeof(Transaction.MfaEnroll)), ("mfaEnrollActivate", typeof(Transaction.MfaEnrollActivate)),
                ("passwordWarn", typeof(Transaction.PasswordWarn)), ("passwordExpired", typeof(Transaction.PasswordExpired)),
                ("recoveryChallenge", typeof(Transaction.RecoveryChallenge)), ("recovery", typeof(Transaction.Recovery)),
                ("passwordReset", typeof(Transaction.PasswordReset)), ("ended", typeof(Transaction.Ended)),
            ]
            : type.Type == typeof(Subject) ?
            [
                ("nobody", typeof(Subject.Nobody)), ("known", typeof(Subject.Known)), ("decoy", typeof(Subject.Decoy)),
            ]
            : type.Type == typeof(FactorStep) ? [("oneOf", typeof(FactorStep.OneOf)), ("any", typeof(FactorStep.Any))]
            : type.Type == typeof(RuleAction) ?
            [
                ("deny", typeof(RuleAction.Deny)), ("password", typeof(RuleAction.Password)),
                ("passwordAndAny", typeof(RuleAction.PasswordAndAny)), ("sequence", typeof(RuleAction.Sequence)),
            ]
            : type.Type == typeof(Condition) ?
            [
                ("people", typeof(Condition.People)), ("network", typeof(Condition.Network)),
                ("authType", typeof(Condition.AuthType)), ("authProvider", typeof(Condition.AuthProvider)),
                ("behaviors", typeof(Condition.Behaviors)), ("apps", typeof(Condition.Apps)),
            ]
            : type.Type == typeof(ClaimValue) ? [("expression", typeof(ClaimValue.FromExpression)), ("groups", typeof(ClaimValue.FromGroups))]
            : type.Type == typeof(DirectorySource) ? [("embedded", typeof(DirectorySource.Embedded)), ("ldap", typeof(DirectorySource.Ldap))]
            : type.Type == typeof(LoginScreen) ?
            [
                ("locked", typeof(LoginScreen.Locked)), ("linking", typeof(LoginScreen.Linking)), ("choosing", typeof(LoginScreen.Choosing)),
                ("waiting", typeof(LoginScreen.Waiting)), ("typing", typeof(LoginScreen.Typing)), ("touching", typeof(LoginScreen.Touching)),
                ("enrolling", typeof(LoginScreen.Enrolling)), ("desktop", typeof(LoginScreen.Desktop)),
            ]
            : type.Type == typeof(FactorData) ? All.Json.Select(f => (f.Name, f.Data))
            : type.Type == typeof(Challenge) ? Challenges()
            : null;
        if (cases is null)
        {
            return;
        }

        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "is" };
        foreach (var (name, derived) in cases)
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(derived, name));
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrgConfiguration))]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(Transaction))]
[JsonSerializable(typeof(Transaction.Bootstrapped))]
[JsonSerializable(typeof(Transaction.Unauthenticated))]
[JsonSerializable(typeof(Transaction.MfaRequired))]
[JsonSerializable(typeof(Transaction.MfaChallenge))]
[JsonSerializable(typeof(Transaction.LockedOut))]
[JsonSerializable(typeof(Transaction.Success))]
[JsonSerializable(typeof(Transaction.MfaEnroll))]
[JsonSerializable(typeof(Transaction.MfaEnrollActivate))]
[JsonSerializable(typeof(Transaction.PasswordWarn))]
[JsonSerializable(typeof(Transaction.PasswordExpired))]
[JsonSerializable(typeof(Transaction.RecoveryChallenge))]
[JsonSerializable(typeof(Transaction.Recovery))]
[JsonSerializable(typeof(Transaction.PasswordReset))]
[JsonSerializable(typeof(Transaction.Ended))]
[JsonSerializable(typeof(Subject.Nobody))]
[JsonSerializable(typeof(Subject.Known))]
[JsonSerializable(typeof(Subject.Decoy))]
[JsonSerializable(typeof(FactorStep.OneOf))]
[JsonSerializable(typeof(FactorStep.Any))]
[JsonSerializable(typeof(RuleAction.Deny))]
[JsonSerializable(typeof(RuleAction.Password))]
[JsonSerializable(typeof(RuleAction.PasswordAndAny))]
[JsonSerializable(typeof(RuleAction.Sequence))]
[JsonSerializable(typeof(Condition.People))]
[JsonSerializable(typeof(Condition.Network))]
[JsonSerializable(typeof(Condition.AuthType))]
[JsonSerializable(typeof(Condition.AuthProvider))]
[JsonSerializable(typeof(Condition.Behaviors))]
[JsonSerializable(typeof(Condition.Apps))]
[JsonSerializable(typeof(ClaimValue.FromExpression))]
[JsonSerializable(typeof(ClaimValue.FromGroups))]
[JsonSerializable(typeof(DirectorySource.Embedded))]
[JsonSerializable(typeof(DirectorySource.Ldap))]
[JsonSerializable(typeof(OrgLife))]
[JsonSerializable(typeof(AddedOrg))]
[JsonSerializable(typeof(SnapshotMark))]
[JsonSerializable(typeof(EventHook))]
[JsonSerializable(typeof(GroupMoves))]
[JsonSerializable(typeof(ImportState))]
[JsonSerializable(typeof(ImportLink))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(SessionToken))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(LastLogin))]
[JsonSerializable(typeof(FactorTask))]
[JsonSerializable(typeof(RememberedDevice))]
[JsonSerializable(typeof(ExternalSignInRequest))]
[JsonSerializable(typeof(IdentityProviderLink))]
[JsonSerializable(typeof(UsedAssertion))]
[JsonSerializable(typeof(Push))]
[JsonSerializable(typeof(Activation))]
[JsonSerializable(typeof(Visit))]
[JsonSerializable(typeof(RecoveryToken))]
[JsonSerializable(typeof(ClockSetting))]
[JsonSerializable(typeof(OrgSecrets))]
[JsonSerializable(typeof(SeedMark))]
[JsonSerializable(typeof(PendingAuthorization))]
[JsonSerializable(typeof(AuthorizationCode))]
[JsonSerializable(typeof(RefreshTokenFamily))]
[JsonSerializable(typeof(RevokedToken))]
[JsonSerializable(typeof(SigningKeyDocument))]
[JsonSerializable(typeof(PendingSamlRequest))]
[JsonSerializable(typeof(SpentJwt))]
[JsonSerializable(typeof(DeviceAuthorization))]
[JsonSerializable(typeof(UserCodeTries))]
[JsonSerializable(typeof(Consent))]
[JsonSerializable(typeof(SessionApps))]
[JsonSerializable(typeof(LabState))]
[JsonSerializable(typeof(NodeSecrets))]
[JsonSerializable(typeof(PageKey))]
[JsonSerializable(typeof(DirectChallenge))]
[JsonSerializable(typeof(MfaTicket))]
[JsonSerializable(typeof(Mac))]
[JsonSerializable(typeof(LoginScreen.Locked))]
[JsonSerializable(typeof(LoginScreen.Linking))]
[JsonSerializable(typeof(LoginScreen.Choosing))]
[JsonSerializable(typeof(LoginScreen.Waiting))]
[JsonSerializable(typeof(LoginScreen.Typing))]
[JsonSerializable(typeof(LoginScreen.Touching))]
[JsonSerializable(typeof(LoginScreen.Enrolling))]
[JsonSerializable(typeof(LoginScreen.Desktop))]
[JsonSerializable(typeof(LogEntry))]
[JsonSerializable(typeof(Message))]
internal sealed partial class DocumentJson : JsonSerializerContext;
