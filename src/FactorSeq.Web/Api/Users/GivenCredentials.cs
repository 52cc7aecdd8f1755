using System.Security.Cryptography;
using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Users;
using FactorSeq.Factors.Password;
using FactorSeq.Factors.SecurityQuestion;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Users;

/// <summary><c>credentials</c> as a request gives them (Users API, "Credentials object"); what is left out is null.</summary>
/// <param name="Hash">A password as another system hashed it.</param>
/// <param name="VouchedBy"><c>FEDERATION</c> or <c>SOCIAL</c>.</param>
internal sealed record GivenCredentials(Secret? Password, string? Hash, string? Question, Secret? Answer, string? VouchedBy)
{
    private const int ShortestAnswer = 4;
    private const int LongestText = 255;

    internal static GivenCredentials None { get; } = new(null, null, null, null, null);

    internal bool HasPassword => Password is not null || Hash is not null;

    /// <summary>Reads them out of a body, or out of <c>credentials</c> itself.</summary>
    internal static (GivenCredentials Given, OktaError? Error) Read(JsonElement? credentials)
    {
        if (credentials is not { ValueKind: JsonValueKind.Object } given)
        {
            return (None, null);
        }

        var (hash, fault) = HashIn(given);
        if (fault is not null)
        {
            return (None, fault);
        }

        // An empty object is no password: Terraform's provider sends one.
        var password = Part(given, "password") is { } part && JsonBody.Text(part, "value") is { Length: > 0 } value ? value : null;
        if (password?.Length > Core.Policies.PasswordComplexity.MaxLength)
        {
            return (None, RequestErrors.At("password", $"The field cannot exceed {Core.Policies.PasswordComplexity.MaxLength} characters."));
        }

        var recovery = Part(given, "recovery_question");
        var question = recovery is { } asked ? JsonBody.Text(asked, "question")?.Trim() : null;
        var answer = recovery is { } answered ? JsonBody.Text(answered, "answer")?.Trim() : null;
        if (question is { Length: 0 or > LongestText })
        {
            return (None, RequestErrors.At("recovery_question", $"The question must have 1 to {LongestText} characters."));
        }

        if (answer is { Length: < ShortestAnswer or > LongestText })
        {
            return (None, RequestErrors.At("recovery_question", $"The security question answer must be at least {ShortestAnswer} characters in length"));
        }

        var provider = Part(given, "provider") is { } named ? JsonBody.Text(named, "type")?.ToUpperInvariant() : null;
        return (new GivenCredentials(
            password is null ? null : new Secret(password),
            hash,
            question,
            answer is null ? null : new Secret(answer),
            provider is "FEDERATION" or "SOCIAL" ? provider : null), null);
    }

    /// <summary>Gives an account what they hold.</summary>
    internal OktaError? Apply(AccountDraft draft, bool strict)
    {
        if (draft.User.IsDelegated && HasPassword)
        {
            return ErrorCodes.MasteredElsewhere.Because();
        }

        if (Hash is not null)
        {
            if (draft.User.Status != AccountStatus.Staged)
            {
                return RequestErrors.At("password", "A hashed password can only be set while the user is created or staged.");
            }

            draft.Account = draft.Account.WithPassword(new PasswordEnrollment(Hash), revokeSessions: false, draft.Now);
            draft.User = draft.User with { Status = AccountStatus.Staged, VouchedBy = "IMPORT", Updated = draft.Now };
        }
        else if (Password is { } password && draft.SetPassword(password, minAge: strict, history: strict) is { } error)
        {
            return error;
        }

        if (Question is null && Answer is null)
        {
            return null;
        }

        if (Question is null || Answer is null)
        {
            return RequestErrors.At("recovery_question", "The question and its answer go together.");
        }

        SetQuestion(draft);
        return null;
    }

    private void SetQuestion(AccountDraft draft)
    {
        var data = SecurityQuestionFactor.Enroll(Question!, Answer!.Value.Reveal(), new Entropy(RandomNumberGenerator.GetBytes(32)));
        draft.Account = draft.Account with
        {
            RecoveryQuestion = new Enrollment(Ids.New("ufs"), new FactorKind("question", "OKTA"), data, draft.Now),
        };
        draft.User = draft.User with { Updated = draft.Now };
    }

    private static JsonElement? Part(JsonElement of, string name) =>
        of.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? part : null;

    private static (string? Hash, OktaError? Error) HashIn(JsonElement given)
    {
        if (Part(given, "password") is not { } password || Part(password, "hash") is not { } hash)
        {
            return (null, null);
        }

        var algorithm = JsonBody.Text(hash, "algorithm") ?? "";
        var value = JsonBody.Text(hash, "value") ?? "";
        if (algorithm == "BCRYPT")
        {
            return (null, RequestErrors.At("password", "FactorSeq judges no hashes by BCRYPT: give the password itself, or a hash by PBKDF2 or SHA-512."));
        }

        var taken = algorithm == "PBKDF2"
            ? ImportedHash.OfPbkdf2(
                JsonBody.Text(hash, "digestAlgorithm") ?? "",
                int.TryParse(JsonBody.Text(hash, "iterationCount"), out var rounds) ? rounds : 0,
                JsonBody.Text(hash, "salt") ?? "",
                value)
            : ImportedHash.OfDigest(algorithm, JsonBody.Text(hash, "saltOrder"), JsonBody.Text(hash, "salt"), value);
        return taken is null
            ? (null, RequestErrors.At("password", "The hash must have an algorithm (PBKDF2, SHA-512, SHA-256, SHA-1 or MD5) and what belongs to it, in base64."))
            : (taken, null);
    }
}
