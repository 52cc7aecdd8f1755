using System.Text.Json;
using System.Xml;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Lab;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>What the users' phones do by themselves with the pushes that come.</summary>
internal static class PhonesApi
{
    private const int MostTimes = 1_000_000;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private static readonly string[] Members = ["answer", "number", "after", "times"];

    /// <summary><c>GET /emulator/phones</c>: those that were told something.</summary>
    internal static Task List(HttpContext context)
    {
        var rules = context.Org().Lab.Phones.All;
        return OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var rule in rules)
            {
                Write(json, rule);
            }

            json.WriteEndArray();
        });
    }

    /// <summary><c>GET /emulator/phones/{user}</c>.</summary>
    internal static Task Get(HttpContext context) => context.Org().Lab.Phones.Of(User(context)) is { } rule
        ? OktaJson.Ok(context, json => Write(json, rule))
        : NotFound(context);

    /// <summary><c>PUT /emulator/phones/{user}</c>: of a user, or of everybody (<c>*</c>) who has no instructions of their own.</summary>
    internal static async Task Put(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var user = User(context);
        if (user != PhoneRules.Everybody)
        {
            if (await context.Org().FindAccount(user) is not { } account)
            {
                await ErrorCodes.NotFound.With($"Resource not found: {user} (User)").Write(context);
                return;
            }

            user = account.Value.User.Login;
        }

        var errors = new List<string>();
        var rule = Rule(user, body, errors);
        if (errors.Count > 0)
        {
            await ErrorCodes.ValidationFailed.With("phone", [.. errors]).Write(context);
            return;
        }

        await context.Org().Lab.Phones.Put(rule);
        await OktaJson.Ok(context, json => Write(json, rule));
    }

    /// <summary><c>DELETE /emulator/phones/{user}</c>: the phone waits for a hand again.</summary>
    internal static async Task Remove(HttpContext context)
    {
        if (!await context.Org().Lab.Phones.Remove(User(context)))
        {
            await NotFound(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static string User(HttpContext context) => (string)context.Request.RouteValues["user"]!;

    private static Task NotFound(HttpContext context) => ErrorCodes.NotFound.With($"Resource not found: {User(context)} (Phone)").Write(context);

    private static PhoneRule Rule(string user, JsonBody body, List<string> errors)
    {
        foreach (var member in body.Root.EnumerateObject().Where(member => !Members.Contains(member.Name)))
        {
            errors.Add($"{member.Name}: a phone is told {string.Join(", ", Members)}.");
        }

        PhoneHabit? answer = body.Text("answer") switch
        {
            "approve" => PhoneHabit.Approve,
            "deny" => PhoneHabit.Deny,
            "ignore" => PhoneHabit.Ignore,
            _ => null,
        };
        if (answer is null)
        {
            errors.Add("answer: write approve, deny or ignore.");
        }

        var (number, exactly) = Number(body.Text("number"), answer, errors);
        return new PhoneRule(user, answer ?? PhoneHabit.Ignore, number, exactly, After(body.Text("after"), errors), Times(body.Text("times"), errors));
    }

    private static (TappedNumber Number, int? Exactly) Number(string? text, PhoneHabit? answer, List<string> errors)
    {
        if (text is not null && answer != PhoneHabit.Approve)
        {
            errors.Add("number: a number is tapped to approve.");
        }

        switch (text)
        {
            case null or "right":
                return (TappedNumber.Right, null);
            case "wrong":
                return (TappedNumber.Wrong, null);
            default:
                if (int.TryParse(text, out var exactly) && exactly is >= 0 and <= 99)
                {
                    return (TappedNumber.Exactly, exactly);
                }

                errors.Add("number: write right, wrong, or a number from 0 to 99.");
                return (TappedNumber.Right, null);
        }
    }

    private static TimeSpan After(string? text, List<string> errors)
    {
        if (text is null)
        {
            return TimeSpan.Zero;
        }

        if (Durations.Read(text) is { } after && after >= TimeSpan.Zero && after <= LongestDelay)
        {
            return after;
        }

        errors.Add("after: write a duration such as PT20S, a day at most; it is the org's time.");
        return TimeSpan.Zero;
    }

    private static int? Times(string? text, List<string> errors)
    {
        if (text is null || (int.TryParse(text, out var times) && times is >= 1 and <= MostTimes))
        {
            return text is null ? null : int.Parse(text);
        }

        errors.Add($"times: write a number from 1 to {MostTimes}.");
        return null;
    }

    private static void Write(Utf8JsonWriter json, PhoneRule rule)
    {
        json.WriteStartObject();
        json.WriteString("user", rule.User);
        json.WriteString("answer", rule.Answer.ToString().ToLowerInvariant());
        if (rule.Answer == PhoneHabit.Approve)
        {
            if (rule.Exactly is { } exactly)
            {
                json.WriteNumber("number", exactly);
            }
            else
            {
                json.WriteString("number", rule.Number.ToString().ToLowerInvariant());
            }
        }

        json.WriteString("after", XmlConvert.ToString(rule.After));
        if (rule.Times is { } times)
        {
            json.WriteNumber("times", times);
        }
        else
        {
            json.WriteNull("times");
        }

        json.WriteEndObject();
    }
}
