using FactorSeq.Web.Errors;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api;

/// <summary>What is wrong with a request, in Okta's words: E0000001 with a cause for each fault, each with the member that it is about.</summary>
internal static class RequestErrors
{
    internal const string Blank = "The field cannot be left blank";
    internal const string Taken = "An object with this field already exists in the current organization";

    /// <summary>The longest name of a policy, a rule, a zone or an origin.</summary>
    internal const int LongestName = 255;
    internal const string TooLong = "The field cannot exceed 255 characters.";

    internal static OktaError At(string member, string message) =>
        ErrorCodes.ValidationFailed.With(member, message.StartsWith($"{member}:", StringComparison.Ordinal) ? message : $"{member}: {message}");

    /// <summary>null where nothing is wrong.</summary>
    internal static OktaError? Of(SeedErrors errors)
    {
        if (!errors.Any)
        {
            return null;
        }

        var found = errors.InOrder;
        return ErrorCodes.ValidationFailed.With(found[0].Path is { Length: > 0 } first ? first : "body", [.. found.Select(Cause)]);
    }

    internal static OktaError NotFound(string id, string kind) => ErrorCodes.NotFound.With($"Resource not found: {id} ({kind})");

    private static string Cause(SeedError error) =>
        error.Path.Length == 0 || error.Message.StartsWith($"{error.Path}:", StringComparison.Ordinal) ? error.Message : $"{error.Path}: {error.Message}";
}
