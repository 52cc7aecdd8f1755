using System.Collections.Frozen;
using System.Reflection;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Lab;

/// <summary>The body that a fault answers with: Okta's own for a code of the catalogue, the protocol's for an OAuth error.</summary>
internal static class FaultErrors
{
    private static readonly Lazy<FrozenDictionary<string, ErrorCode>> Catalogue = new(() => typeof(ErrorCodes)
        .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
        .Select(field => field.GetValue(null))
        .OfType<ErrorCode>()
        .ToFrozenDictionary(code => code.Code));

    /// <summary>What Okta says with a status, where the fault names no code.</summary>
    private static readonly FrozenDictionary<int, ErrorCode> OfStatus = new Dictionary<int, ErrorCode>
    {
        [400] = ErrorCodes.BadBody,
        [401] = ErrorCodes.InvalidToken,
        [403] = ErrorCodes.NoPermission,
        [404] = ErrorCodes.NoSuchPath,
        [429] = ErrorCodes.TooManyRequests,
        [500] = ErrorCodes.Internal,
        [503] = ErrorCodes.ReadOnly,
        [504] = ErrorCodes.FactorServiceTimeout,
    }.ToFrozenDictionary();

    internal static bool IsKnown(string code) => Catalogue.Value.ContainsKey(code);

    /// <summary>Whether a code is one of OAuth's: small letters and underscores.</summary>
    internal static bool IsOAuth(string code) => code.Length is > 0 and <= 64 && code.All(c => char.IsAsciiLetterLower(c) || c == '_');

    internal static bool IsOkta(string code) => code.Length == 8 && code[0] == 'E' && code.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    internal static OAuthFault? OAuth(Fault fault) => fault.ErrorCode is { } code && IsOAuth(code)
        ? new OAuthFault(code, fault.ErrorSummary ?? "A fault of the test lab.", fault.Status ?? StatusCodes.Status400BadRequest)
        : null;

    internal static OktaError Okta(Fault fault)
    {
        var code = fault.ErrorCode is { } named ? Catalogue.Value.GetValueOrDefault(named) ?? new ErrorCode(named, 400, "")
            : fault.Status is { } status ? OfStatus.GetValueOrDefault(status, ErrorCodes.Internal)
            : fault.Seam == FaultSeam.Factor ? fault.Kind == FaultKind.Timeout ? ErrorCodes.FactorServiceTimeout : ErrorCodes.FactorServiceError
            : ErrorCodes.Internal;
        var summary = fault.ErrorSummary ?? code.Summary.Replace("{0}", "fault", StringComparison.Ordinal);
        return new OktaError(code with { Status = fault.Status ?? code.Status }, summary, []);
    }
}

/// <summary>An error of OAuth's, as its endpoints answer it.</summary>
internal sealed record OAuthFault(string Error, string Description, int Status)
{
    internal Task Write(HttpContext context) => OktaJson.Ok(
        context,
        json =>
        {
            json.WriteStartObject();
            json.WriteString("error", Error);
            json.WriteString("error_description", Description);
            json.WriteEndObject();
        },
        Status);
}
