using System.Collections.Immutable;
using System.Text;
using FactorSeq.Core.Factors;
using FactorSeq.Factors.Duo;
using FactorSeq.Factors.Hotp;
using FactorSeq.Factors.IdentityProvider;
using FactorSeq.Factors.Push;
using FactorSeq.Factors.Rsa;
using FactorSeq.Factors.SecurityQuestion;
using FactorSeq.Factors.SentCode;
using FactorSeq.Factors.Symantec;
using FactorSeq.Factors.Totp;
using FactorSeq.Factors.YubiKey;
using FactorSeq.Factors.U2f;
using FactorSeq.Factors.WebAuthn;

namespace FactorSeq.Web.Seed;

/// <summary><c>users[].factors</c>: what one person is enrolled in. Each factor is one enrollment, or a list of them.</summary>
internal sealed class FactorSection(SeedScope scope, string login, string email)
{
    /// <summary>A factor as a seed has it.</summary>
    /// <param name="Short">The member for which a value of its own stands; empty where there is none.</param>
    /// <param name="Bind">The data of an enrollment, or null with an error; the id is the enrollment's.</param>
    private sealed record Row(string Key, Shape Shape, string Short, Func<FactorSection, Fields, string, FactorData?> Bind);

    private static readonly ImmutableArray<Row> Table =
    [
        new("push",        Shapes.Push,     "device", (section, fields, _)  => section.Push(fields)),
        new("totp",        Shapes.Totp,     "secret", (section, fields, _)  => section.Totp(fields)),
        new("google_totp", Shapes.Totp,     "secret", (section, fields, _)  => section.Totp(fields)),
        new("sms",         Shapes.Sms,      "phone",  (section, fields, _)  => section.Phone(fields, null)),
        new("call",        Shapes.Call,     "phone",  (section, fields, _)  => section.Phone(fields, section.Extension(fields))),
        new("email",       Shapes.Email,    "email",  (section, fields, _)  => section.Email(fields)),
        new("question",    Shapes.Question, "",       (section, fields, id) => section.Question(fields, id)),
        new("yubikey",     Shapes.YubiKey,  "",       (section, fields, _)  => section.YubiKey(fields)),
        new("rsa",         Shapes.Rsa,      "userId", (section, fields, _)  => section.Rsa(fields)),
        new("onprem",      Shapes.Rsa,      "userId", (section, fields, _)  => section.Rsa(fields)),
        new("symantec",    Shapes.Symantec, "credentialId", (section, fields, _) => section.Symantec(fields)),
        new("hotp",        Shapes.Hotp,     "secret", (section, fields, _)  => section.Hotp(fields)),
        new("duo",         Shapes.Duo,      "",       (section, _, _)       => new DuoEnrollment(section.Login)),
        new("saml_idp",    Shapes.Idp,      "user",   (section, fields, _)  => section.IdentityProvider(fields)),
        new("oidc_idp",    Shapes.Idp,      "user",   (section, fields, _)  => section.IdentityProvider(fields)),
        new("webauthn",    Shapes.WebAuthn, "",       (section, fields, _)  => section.WebAuthn(fields)),
        new("u2f",         Shapes.U2f,      "",       (section, fields, _)  => section.U2f(fields)),
    ];

    private const int MostLetters = 100;
    private const string KeyCure = "Write COSE or SubjectPublicKeyInfo in base64, or PEM.";
    private const string PointCure = "Write the point of 65 bytes or SubjectPublicKeyInfo in base64, or PEM.";

    private static readonly ImmutableArray<string> Platforms = ["IOS", "ANDROID"];

    private string Login => login;

    /// <summary>In the order of the catalog, then of the seed.</summary>
    internal ImmutableArray<Enrollment> Read(Fields person)
    {
        if (person.Part("factors", Shapes.Factors) is not { } factors)
        {
            return [];
        }

        var enrollments = ImmutableArray.CreateBuilder<Enrollment>();
        foreach (var factor in scope.Catalog.All)
        {
            if (Table.FirstOrDefault(row => row.Key == factor.Type.Key) is { } row && factors.Given(row.Key) is { } value)
            {
                enrollments.AddRange(Enrolled(row, factor.Type, value));
            }
        }

        return enrollments.ToImmutable();
    }

    /// <summary>The recovery question, which is not the question as a factor.</summary>
    internal Enrollment? RecoveryQuestion(Fields person)
    {
        var id = Ids.Enrollment(scope.Org.Name, "ufs", login, "recoveryQuestion", 0);
        return person.Part("recoveryQuestion", Shapes.Question) is { } fields && Question(fields, id) is { } data
            ? new Enrollment(id, scope.Catalog.Find("question")!.Type.Kind, data, scope.Now)
            : null;
    }

    private IEnumerable<Enrollment> Enrolled(Row row, FactorType type, SeedNode value)
    {
        var nodes = value is SeedNode.List list ? list.Items : [value];
        for (var index = 0; index < nodes.Count; index++)
        {
            var id = Ids.Enrollment(scope.Org.Name, type.IdPrefix, login, row.Key, index);
            if (Fields.Of(LongForm(row, nodes[index]), row.Shape, scope.Errors) is { } fields && row.Bind(this, fields, id) is { } data)
            {
                yield return new Enrollment(id, type.Kind, data, scope.Now);
            }
        }
    }

    private static SeedNode LongForm(Row row, SeedNode node) => node switch
    {
        SeedNode.Scalar { IsNull: true } => SeedNode.Mapping.InPlaceOf(node),
        SeedNode.Scalar when row.Short.Length > 0 => SeedNode.Mapping.Around(node, row.Short),
        _ => node,
    };

    private PushEnrollment? Push(Fields fields)
    {
        var platform = Platforms[fields.Choice("platform", 0, Platforms)];
        var numbers = fields.Flag("numberChallenge", fallback: false);
        return fields.Required("device") is { } device ? new PushEnrollment(login, device, platform, numbers) : null;
    }

    private TotpEnrollment? Totp(Fields fields) => Secret(fields) is { } secret ? new TotpEnrollment(login, secret, 0) : null;

    private YubiKeyEnrollment? YubiKey(Fields fields) =>
        YubiKeySection.Key(fields, scope) is { } key ? new YubiKeyEnrollment(key.PublicId, key.AesKey, key.PrivateId, 0) : null;

    private RsaEnrollment? Rsa(Fields fields) => Named(fields, "userId") is { } user ? new RsaEnrollment(user) : null;

    private SymantecEnrollment? Symantec(Fields fields) => Named(fields, "credentialId") is { } id ? new SymantecEnrollment(id, 0) : null;

    private HotpEnrollment? Hotp(Fields fields)
    {
        var counter = fields.Number("counter", 0, 0, int.MaxValue);
        return Secret(fields) is { } secret ? new HotpEnrollment(login, Convert.ToBase64String(Base32.Decode(secret)), counter) : null;
    }

    private IdentityProviderEnrollment? IdentityProvider(Fields fields) =>
        fields["user"] is null ? new IdentityProviderEnrollment(login)
        : Named(fields, "user") is { } user ? new IdentityProviderEnrollment(user)
        : null;

    private string? Named(Fields fields, string member) => Checked(
        fields, member, text => !string.IsNullOrWhiteSpace(text) && text.Length <= MostLetters, "not a name", $"Write 1 to {MostLetters} characters.");

    private string? Secret(Fields fields) =>
        Checked(fields, "secret", Base32.IsValid, "not base32", "Use letters A to Z and digits 2 to 7, for example JBSWY3DPEHPK3PXP.");

    private SentCodeEnrollment? Phone(Fields fields, string? extension) =>
        Checked(fields, "phone", Formats.IsPhone, "not a phone number in E.164", "Write + and digits alone, for example \"+14155550100\".") is { } number
            ? new SentCodeEnrollment(number, extension)
            : null;

    private string? Extension(Fields fields) =>
        fields["extension"] is null ? null : Checked(
            fields, "extension", text => text.All(c => char.IsAsciiDigit(c) || c is ',' or '*' or '#'), "not a phone extension", "Write digits.");

    private SentCodeEnrollment? Email(Fields fields)
    {
        if (fields["email"] is null)
        {
            return new SentCodeEnrollment(email);
        }

        return Checked(fields, "email", Formats.IsEmail, "not a mail address", "Write name@host.") is { } address ? new SentCodeEnrollment(address) : null;
    }

    private SecurityQuestionEnrollment? Question(Fields fields, string id)
    {
        // What looks like one of Okta's keys must be one; anything else is a question in somebody's own words.
        var question = Checked(
            fields, "question", text => SecurityQuestions.All.ContainsKey(text) || text.Any(c => !char.IsAsciiLetterLower(c) && c != '_'),
            "not one of Okta's questions", text => Wording.Choose(text, [.. SecurityQuestions.All.Keys.Order()], "Questions"));
        if (fields["answerHash"] is not null && fields["answer"] is null)
        {
            var hash = Checked(fields, "answerHash", SecurityQuestionFactor.IsHash, "not the hash of an answer", "Take one that seed export wrote, or give answer.");
            return question is null || hash is null ? null : new SecurityQuestionEnrollment(question, hash);
        }

        if (fields["answerHash"] is { } beside)
        {
            scope.Errors.Add(beside, "a question has an answer or an answerHash, not both", "Remove one of them.");
        }

        return fields.Required("answer") is { } answer && question is not null
            ? SecurityQuestionFactor.Enroll(question, answer, Entropy.Keyed(Encoding.UTF8.GetBytes(scope.Org.Name), id))
            : null;
    }

    private WebAuthnEnrollment? WebAuthn(Fields fields)
    {
        var id = Checked(
            fields, "credentialId", text => WebAuthnFactor.CredentialId(text) is not null, "not a credential's id", "Write it in base64url.");
        var key = Checked(
            fields, "publicKey", text => WebAuthnFactor.PublicKey(text) is not null, "not a public key that signs by ES256, RS256 or their like", KeyCure);
        var count = fields.Number("signCount", 0, 0, int.MaxValue);
        var name = fields.Text("name") ?? "Authenticator";
        return id is not null && key is not null
            ? new WebAuthnEnrollment(WebAuthnFactor.CredentialId(id)!, WebAuthnFactor.PublicKey(key)!, (uint)count, name)
            : null;
    }

    private U2fEnrollment? U2f(Fields fields)
    {
        var handle = Checked(fields, "credentialId", text => U2fFactor.CredentialId(text) is not null, "not a key handle", "Write it in base64url.");
        var key = Checked(fields, "publicKey", text => U2fFactor.PublicKey(text) is not null, "not a public key on P-256", PointCure);
        var appId = Checked(fields, "appId", text => Formats.Origin(text) is not null, "not an origin", "Write scheme and host, for example https://acme.test.");
        var counter = fields.Number("counter", -1, 0, int.MaxValue);
        return handle is not null && key is not null && appId is not null
            ? new U2fEnrollment(U2fFactor.CredentialId(handle)!, U2fFactor.PublicKey(key)!, Formats.Origin(appId)!, counter)
            : null;
    }

    private string? Checked(Fields fields, string member, Func<string, bool> valid, string not, string cure) =>
        Checked(fields, member, valid, not, _ => cure);

    private string? Checked(Fields fields, string member, Func<string, bool> valid, string not, Func<string, string> cure)
    {
        var text = fields.Required(member);
        if (text is null || valid(text))
        {
            return text;
        }

        scope.Errors.Add(fields[member]!, $"{Wording.Quoted(text)} is {not}", cure(text));
        return null;
    }
}
