using System.Text.Json.Nodes;

namespace FactorSeq.Testing;

/// <summary>Why a sign-in goes the way it goes: the policy and rule that hit, the chains, every factor offered or not, the true reason.</summary>
public sealed class Explanation
{
    internal Explanation(JsonObject json) => Json = json;

    /// <summary>All of it.</summary>
    public JsonObject Json { get; }

    /// <summary>The sign-on policy that decides.</summary>
    public string? Policy => (string?)Json["decision"]?["policy"];

    /// <summary>The rule of it that hit.</summary>
    public string? Rule => (string?)Json["decision"]?["rule"];

    /// <summary>The rule's chains, as the seed writes them: <c>password -> push | totp</c>.</summary>
    public IReadOnlyList<string> Chains => [.. (Json["chains"] as JsonArray ?? []).Select(chain => (string)chain!["text"]!)];

    /// <summary>The error that the user would be told at the username step, if any.</summary>
    public string? ErrorCode => (string?)Json["answer"]?["errorCode"];

    /// <summary>What is really so, and what the user's directory would say to the right password.</summary>
    public string Reason => string.Join("; ", new[]
    {
        (string?)Json["reason"],
        Json["directory"] is JsonObject directory && (string?)directory["answer"] is not "Bound"
            ? $"{(string?)directory["name"]}: {(string?)directory["reason"]}"
            : null,
    }.Where(part => !string.IsNullOrEmpty(part)));
}
