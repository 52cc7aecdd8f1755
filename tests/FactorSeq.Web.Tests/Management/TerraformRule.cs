using System.Text.Json;
using System.Text.Json.Nodes;

namespace FactorSeq.Web.Tests.Management;

/// <summary>
/// What a provider for Terraform knows of a sign-on rule: the attributes it is configured with, the request it makes of them, and what it reads back
/// (okta/terraform-provider-okta, resource okta_policy_rule_signon). A plan is empty where what is read is what was configured.
/// </summary>
internal sealed record TerraformRule(string Name, string Behavior, params (string Head, string[] Next)[] Sequences)
{
    internal string Status { get; init; } = "ACTIVE";

    internal int SessionIdle { get; init; } = 120;

    /// <summary>Known once it was read.</summary>
    internal int? Priority { get; init; }

    /// <summary>In the order of its members: what has no value is left out.</summary>
    internal string Request()
    {
        var request = new JsonObject { ["type"] = "SIGN_ON", ["name"] = Name, ["status"] = Status };
        if (Priority is { } priority)
        {
            request["priority"] = priority;
        }

        request["conditions"] = new JsonObject
        {
            ["authContext"] = new JsonObject { ["authType"] = "ANY" },
            ["identityProvider"] = new JsonObject { ["provider"] = "ANY" },
            ["network"] = new JsonObject { ["connection"] = "ANYWHERE" },
            ["risk"] = new JsonObject { ["behaviors"] = new JsonArray(Behavior) },
        };
        request["actions"] = new JsonObject
        {
            ["signon"] = new JsonObject
            {
                ["access"] = "CHALLENGE",
                ["rememberDeviceByDefault"] = false,
                ["requireFactor"] = false,
                ["session"] = new JsonObject { ["maxSessionIdleMinutes"] = SessionIdle, ["maxSessionLifetimeMinutes"] = 120, ["usePersistentCookie"] = false },
                ["challenge"] = new JsonObject { ["chain"] = new JsonArray([.. Sequences.Select(Chain)]) },
            },
        };
        return request.ToJsonString();
    }

    /// <summary>The attributes that the provider compares, as text.</summary>
    internal string Attributes() => Text(
        Name, Status, 120, SessionIdle, Behavior,
        Sequences.Select(sequence => $"{sequence.Head} -> {string.Join(" | ", sequence.Next)}"));

    /// <summary>What it makes of an answer. A member it relies on that is not there breaks it as it breaks the provider, which dereferences nil.</summary>
    internal static string Read(JsonNode rule)
    {
        var conditions = rule["conditions"]!;
        var signon = rule["actions"]!["signon"]!;
        Assert.Equal("ANYWHERE", (string)conditions["network"]!["connection"]!);
        Assert.Equal("ANY", (string)conditions["authContext"]!["authType"]!);
        Assert.Empty(conditions["people"]!["users"]!["exclude"]!.AsArray());
        Assert.Equal("CHALLENGE", (string)signon["access"]!);
        Assert.Equal((false, false, false), ((bool)signon["requireFactor"]!, (bool)signon["rememberDeviceByDefault"]!, (bool)signon["session"]!["usePersistentCookie"]!));
        Assert.Null(signon["factorLifetime"]);
        Assert.Null(signon["factorPromptMode"]);
        Assert.True((string?)conditions["identityProvider"]?["provider"] is null or "ANY");
        return Text(
            (string)rule["name"]!,
            (string)rule["status"]!,
            (int)signon["session"]!["maxSessionLifetimeMinutes"]!,
            (int)signon["session"]!["maxSessionIdleMinutes"]!,
            (string)conditions["risk"]!["behaviors"]![0]!,
            signon["challenge"]!["chain"]!.AsArray().Select(chain =>
                $"{Factor(chain!["criteria"]![0]!)} -> {string.Join(" | ", chain["next"]?[0]?["criteria"]?.AsArray().Select(next => Factor(next!)) ?? [])}"));
    }

    private static string Text(string name, string status, int lifetime, int idle, string behavior, IEnumerable<string> sequences) =>
        JsonSerializer.Serialize(new { name, status, lifetime, idle, behavior, sequences });

    private static JsonNode Chain((string Head, string[] Next) sequence)
    {
        var chain = new JsonObject { ["criteria"] = new JsonArray(Criterion(sequence.Head)) };
        if (sequence.Next.Length > 0)
        {
            chain["next"] = new JsonArray(new JsonObject { ["criteria"] = new JsonArray([.. sequence.Next.Select(Criterion)]) });
        }

        return chain;
    }

    private static JsonNode Criterion(string factor) =>
        new JsonObject { ["provider"] = factor.Split('/')[0], ["factorType"] = factor.Split('/')[1] };

    private static string Factor(JsonNode criterion) => $"{criterion["provider"]}/{criterion["factorType"]}";
}
