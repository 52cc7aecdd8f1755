using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Policies;

/// <summary><c>PASSWORD</c>. What the API has in one place and a seed in another is put where the seed's reader looks for it.</summary>
internal sealed class PasswordKind : PolicyKind<PasswordAction>
{
    private static readonly ImmutableArray<string> Actions = ["passwordChange", "selfServicePasswordReset", "selfServiceUnlock"];
    private static readonly ImmutableArray<string> Statuses = ["ACTIVE", "INACTIVE"];
    private static readonly Shape Channels = new("lockout", ["userLockoutNotificationChannels"]);

    internal override string Type => PolicyType.Password;

    protected override bool HasSettings => true;

    protected override ImmutableArray<string> PolicyConditions => ["people", "authProvider"];

    protected override ImmutableArray<Policy<PasswordAction>> Of(OrgConfiguration configuration) => configuration.Passwords;

    protected override OrgConfiguration With(OrgConfiguration configuration, ImmutableArray<Policy<PasswordAction>> policies) =>
        configuration with { Passwords = policies };

    protected override IEnumerable<Condition> ReadOwn(SeedNode? conditions, SeedScope scope)
    {
        RequestTree.RequireObjects(RequestTree.At(conditions, "authProvider"), scope.Errors);
        var node = RequestTree.At(conditions, "authProvider", "provider");
        var text = RequestTree.Text(node) ?? ConditionJson.Providers[0];
        var place = ConditionJson.Providers.IndexOf(text);
        if (place < 0)
        {
            scope.Errors.Add(node!, $"{Wording.Quoted(text)} is not a value of provider", "");
            place = 0;
        }

        var provider = (CredentialProvider)place;
        return [new Condition.AuthProvider(provider) { Include = Directories(RequestTree.At(conditions, "authProvider", "include"), provider, scope) }];
    }

    private static ImmutableArray<string> Directories(SeedNode? node, CredentialProvider provider, SeedScope scope)
    {
        if (node is null)
        {
            return [];
        }

        if (node is not SeedNode.List list || (provider == CredentialProvider.Okta && list.Items.Count > 0))
        {
            scope.Errors.Add(node, "the field lists directories of the provider", "");
            return [];
        }

        return SeedScope.Resolve(list.Items, scope.Directories);
    }

    protected override PasswordAction ReadSettings(SeedNode? settings, PasswordAction? kept, SeedScope scope, OrgConfiguration configuration)
    {
        if (settings is null)
        {
            return kept ?? new PasswordAction();
        }

        RequestTree.RequireObjects(settings, scope.Errors, "password", "recovery", "delegation");
        RequestTree.RequireObjects(RequestTree.At(settings, "recovery", "factors"), scope.Errors);
        var password = RequestTree.At(settings, "password");
        var shortForm = SeedNode.Mapping.InPlaceOf(settings);
        Put(shortForm, "complexity", RequestTree.At(password, "complexity"), Shapes.Complexity);
        Put(shortForm, "age", RequestTree.At(password, "age"), Shapes.Age);
        Put(shortForm, "lockout", RequestTree.At(password, "lockout"), Shapes.Lockout);
        if (RequestTree.At(settings, "recovery", "factors") is { } recovery)
        {
            shortForm.Add("recovery", Recovery(recovery, scope));
        }

        var action = OtherPolicies.Password(Fields.Of(shortForm, Shapes.PasswordPolicy, scope.Errors)!) with { Kept = Kept(settings, scope) };
        return kept is null ? action : Rebase(action, kept);
    }

    protected override PasswordAction Rebase(PasswordAction settings, PasswordAction action) => action.Under(settings);

    protected override PasswordAction ReadAction(SeedNode actions, PasswordAction? settings, SeedScope scope, OrgConfiguration configuration)
    {
        var shortForm = SeedNode.Mapping.InPlaceOf(actions);
        foreach (var action in Actions)
        {
            if (RequestTree.At(actions, action, "access") is { } access)
            {
                shortForm.Add(action, access);
            }
        }

        return Rebase(settings ?? new PasswordAction(), OtherPolicies.Password(Fields.Of(shortForm, Shapes.PasswordPolicy, scope.Errors)!));
    }

    protected override void WriteSettings(Utf8JsonWriter json, PasswordAction? settings, OrgConfiguration configuration, FactorCatalog catalog) =>
        PasswordSettingsJson.Write(json, settings ?? new PasswordAction());

    protected override void WriteActions(Utf8JsonWriter json, PasswordAction action)
    {
        foreach (var (name, allowed) in Actions.Zip([action.AllowsChange, action.AllowsReset, action.AllowsUnlock]))
        {
            json.WriteStartObject(name);
            json.WriteString("access", allowed ? "ALLOW" : "DENY");
            json.WriteEndObject();
        }
    }

    private static void Put(SeedNode.Mapping into, string name, SeedNode? part, Shape shape)
    {
        if (part is not null)
        {
            into.Add(name, RequestTree.Pick(part, shape.Members));
        }
    }

    private static SeedNode.Mapping Recovery(SeedNode factors, SeedScope scope)
    {
        var recovery = SeedNode.Mapping.InPlaceOf(factors);
        foreach (var (key, name) in ((string, string)[])[("okta_email", "email"), ("okta_sms", "sms"), ("okta_call", "call"), ("recovery_question", "question")])
        {
            if (RequestTree.At(factors, key, "status") is not { } status)
            {
                continue;
            }

            var place = Statuses.IndexOf(RequestTree.Text(status) ?? "");
            if (place < 0)
            {
                scope.Errors.Add(status, $"{status.Described} is not a value of status", "");
            }

            recovery.Add(name, new SeedNode.Scalar(factors, name, 1, place == 0 ? "true" : "false", plain: true));
        }

        if (RequestTree.At(factors, "okta_email", "properties", "recoveryToken", "tokenLifetimeMinutes") is { } lifetime)
        {
            recovery.Add("tokenLifetimeMinutes", lifetime);
        }

        return recovery;
    }

    private static KeptPasswordSettings Kept(SeedNode settings, SeedScope scope)
    {
        var standard = KeptPasswordSettings.Standard;
        var lockout = RequestTree.At(settings, "password", "lockout");
        return new KeptPasswordSettings(
            Flag(RequestTree.At(settings, "password", "complexity", "dictionary", "common", "exclude"), standard.ExcludesCommon, scope),
            lockout is null ? [] : Fields.Of(RequestTree.Pick(lockout, Channels.Members), Channels, scope.Errors)?.Words("userLockoutNotificationChannels", ["EMAIL"]) ?? [],
            RequestTree.At(settings, "recovery", "factors", "recovery_question", "properties", "complexity", "minLength") is { } length
                ? Scalars.Number(length, 1, 100, scope.Errors) ?? standard.QuestionLength
                : standard.QuestionLength,
            Flag(RequestTree.At(settings, "delegation", "options", "skipUnlock"), standard.SkipUnlock, scope));
    }

    private static bool Flag(SeedNode? node, bool fallback, SeedScope scope) => node is null ? fallback : Scalars.Flag(node, scope.Errors) ?? fallback;
}
