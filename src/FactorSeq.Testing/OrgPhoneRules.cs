using System.Text.Json.Nodes;
using System.Xml;

namespace FactorSeq.Testing;

/// <summary>What phones do by themselves with the pushes that come. A reset has all of them wait for a hand again.</summary>
public sealed class OrgPhoneRules
{
    /// <summary>Instead of a login: everybody who has no rule of their own.</summary>
    public const string Everybody = "*";

    private const string Path = "/emulator/phones";

    private readonly OrgWire wire;

    internal OrgPhoneRules(OrgWire wire) => this.wire = wire;

    /// <summary>Says what a phone does with every push from now on.</summary>
    /// <param name="login">Whose, or <see cref="Everybody"/>.</param>
    /// <param name="rule">What it does.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OktaException">There is no such user, or the rule makes no sense: the causes say why.</exception>
    public Task SetAsync(string login, PhoneRule rule, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var body = new JsonObject { ["answer"] = rule.Answer.ToString().ToLowerInvariant() };
        if (rule.Number is { } number)
        {
            body["number"] = number;
        }

        if (rule.After > TimeSpan.Zero)
        {
            body["after"] = XmlConvert.ToString(rule.After);
        }

        if (rule.Times is { } times)
        {
            body["times"] = times;
        }

        return wire.Send(HttpMethod.Put, At(login), body, cancellation);
    }

    /// <summary>The rules there are, by login.</summary>
    public async Task<IReadOnlyDictionary<string, PhoneRule>> ListAsync(CancellationToken cancellation = default) =>
        (await wire.Get(Path, cancellation))!.AsArray().ToDictionary(
            rule => (string)rule!["user"]!,
            rule => new PhoneRule(Enum.Parse<PhoneAnswer>((string)rule!["answer"]!, ignoreCase: true))
            {
                Number = rule["number"]?.ToString(),
                After = XmlConvert.ToTimeSpan((string)rule["after"]!),
                Times = (int?)rule["times"],
            });

    /// <summary>Has a phone wait for a hand again.</summary>
    /// <exception cref="OktaException">It does already.</exception>
    public Task RemoveAsync(string login, CancellationToken cancellation = default) => wire.Send(HttpMethod.Delete, At(login), null, cancellation);

    private static string At(string login) => $"{Path}/{Uri.EscapeDataString(login)}";
}

/// <summary>What a phone does with a push.</summary>
public enum PhoneAnswer
{
    /// <summary>Lets the user in.</summary>
    Approve,

    /// <summary>Says that it was not them.</summary>
    Deny,

    /// <summary>Nothing: the push runs out.</summary>
    Ignore,
}

/// <summary>What a phone does by itself.</summary>
/// <param name="Answer">With every push.</param>
public sealed record PhoneRule(PhoneAnswer Answer)
{
    /// <summary>Which number it taps where it is shown some: <c>right</c>, <c>wrong</c>, or a number; null for the right one.</summary>
    public string? Number { get; init; }

    /// <summary>How much later, by the org's clock: a test that moves the clock has its answer.</summary>
    public TimeSpan After { get; init; }

    /// <summary>With how many pushes; null for all.</summary>
    public int? Times { get; init; }
}
