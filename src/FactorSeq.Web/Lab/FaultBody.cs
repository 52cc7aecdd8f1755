using System.Text.Json;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Lab;

/// <summary>A fault as a request describes it. What is not understood is refused: a fault that never strikes would let a test pass for nothing.</summary>
internal static class FaultBody
{
    private const int MostTimes = 1_000_000;

    private static readonly string[] Members =
        ["route", "method", "factor", "directory", "user", "fails", "status", "errorCode", "errorSummary", "delay", "drop", "times"];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    private static readonly (string Name, FaultKind Kind)[] Kinds =
        [("timeout", FaultKind.Timeout), ("unreachable", FaultKind.Unreachable), ("unwilling", FaultKind.Unwilling)];

    internal static string Name(FaultKind kind) => Kinds.First(row => row.Kind == kind).Name;

    internal static (Fault? Fault, IReadOnlyList<string> Errors) Read(JsonElement body, HttpContext context)
    {
        var errors = new List<string>();
        foreach (var member in body.EnumerateObject().Where(member => !Members.Contains(member.Name)))
        {
            errors.Add($"{member.Name}: a fault has {string.Join(", ", Members)}.");
        }

        var fault = new Fault
        {
            Remaining = Number(body, "times", 1, MostTimes, errors),
            Id = "flt" + Tokens.Random(17),
            Route = Route(Text(body, "route", errors), context, errors),
            Method = Chosen(Text(body, "method", errors)?.ToUpperInvariant(), "method", Methods, errors),
            Factor = Chosen(Text(body, "factor", errors), "factor", [.. context.Org().Catalog.All.Select(factor => factor.Type.Key)], errors),
            Directory = Chosen(
                Text(body, "directory", errors), "directory", [.. context.Org().Current.Configuration.Directories.Select(d => d.Name)], errors),
            User = Text(body, "user", errors),
            Kind = Chosen(Text(body, "fails", errors), "fails", [.. Kinds.Select(row => row.Name)], errors) is { } kind
                ? Kinds.First(row => row.Name == kind).Kind
                : FaultKind.Usual,
            Status = Number(body, "status", 400, 599, errors),
            ErrorCode = Text(body, "errorCode", errors),
            ErrorSummary = Text(body, "errorSummary", errors),
            Delay = Delay(Text(body, "delay", errors), errors),
            Drop = Flag(body, "drop", errors),
        };
        errors.AddRange(Contradictions(fault));
        return (errors.Count == 0 ? fault : null, errors);
    }

    private static IEnumerable<string> Contradictions(Fault fault)
    {
        if (new[] { fault.Route ?? fault.Method, fault.Factor, fault.Directory }.Count(place => place is not null) > 1)
        {
            yield return "A fault strikes requests (route, method), a factor, or a directory: name one of them.";
        }

        if (fault.Drop && (fault.Status ?? (object?)fault.ErrorCode) is not null)
        {
            yield return "drop: who drops the connection answers nothing; leave status and errorCode out.";
        }

        if (fault.Directory is not null && (fault.Drop || (fault.Status ?? (object?)fault.ErrorCode) is not null))
        {
            yield return "directory: a directory fails by fails (timeout, unreachable, unwilling) or delay; what Okta makes of it follows from its settings.";
        }

        if (fault.Kind != FaultKind.Usual && fault.Directory is null && (fault.Factor is null || fault.Kind != FaultKind.Timeout))
        {
            yield return "fails: a directory fails by timeout, unreachable or unwilling, a factor by timeout.";
        }

        if (fault.ErrorCode is { } code && !FaultErrors.IsOAuth(code) && !(FaultErrors.IsOkta(code)
            && (FaultErrors.IsKnown(code) || (fault.Status is not null && fault.ErrorSummary is not null))))
        {
            yield return $"errorCode: {code} is no code that this server knows; give status and errorSummary with it, or name one of Okta's (E0000047) or OAuth's (temporarily_unavailable).";
        }
    }

    private static string? Route(string? route, HttpContext context, List<string> errors)
    {
        if (route is null)
        {
            return null;
        }

        if (route[0] != '/' || route.StartsWith("/emulator", StringComparison.OrdinalIgnoreCase))
        {
            errors.Add("route: begin with /, and name nothing under /emulator: there no fault strikes.");
        }
        else if (!FaultRoutes.Exists(route, context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints))
        {
            errors.Add($"route: no route of this server is {route}. Write it as the documentation does, /api/v1/authn/factors/{{factorId}}/verify, or its beginning and *.");
        }

        return route;
    }

    private static TimeSpan Delay(string? text, List<string> errors)
    {
        if (text is null)
        {
            return TimeSpan.Zero;
        }

        if (Durations.Read(text) is { } delay && delay > TimeSpan.Zero && delay <= FaultGate.LongestDelay)
        {
            return delay;
        }

        errors.Add($"delay: write a duration such as PT0.2S, at most PT{FaultGate.LongestDelay.TotalSeconds}S: it is real time.");
        return TimeSpan.Zero;
    }

    private static string? Text(JsonElement body, string name, List<string> errors)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 500 } text)
        {
            return text;
        }

        errors.Add($"{name}: write a text.");
        return null;
    }

    private static string? Chosen(string? text, string name, IReadOnlyList<string> choices, List<string> errors)
    {
        if (text is null || choices.FirstOrDefault(choice => string.Equals(choice, text, StringComparison.OrdinalIgnoreCase)) is { } chosen && (text = chosen) is not null)
        {
            return text;
        }

        errors.Add(choices.Count == 0 ? $"{name}: the org has none." : $"{name}: write one of {string.Join(", ", choices)}.");
        return null;
    }

    private static int? Number(JsonElement body, string name, int least, int most, List<string> errors)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        errors.Add($"{name}: write a number from {least} to {most}.");
        return null;
    }

    private static bool Flag(JsonElement body, string name, List<string> errors)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False)
        {
            return value.ValueKind == JsonValueKind.True;
        }

        errors.Add($"{name}: write true or false.");
        return false;
    }
}
