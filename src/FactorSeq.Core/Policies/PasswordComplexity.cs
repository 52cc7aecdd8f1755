using System.Collections.Immutable;
using System.Text;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Policies;

/// <summary>What a new password must be made of (Policy API, "Password complexity"); 0 switches a demand off.</summary>
public sealed record PasswordComplexity
{
    /// <summary>Longest password that is taken, in characters: hashing megabytes is nobody's sign-in.</summary>
    public const int MaxLength = 1024;

    // Parts of a login or name shorter than this may stand in a password: "ana" is in too many words.
    private const int ShortestPart = 4;

    public int MinLength { get; init; } = 8;

    public int MinLowerCase { get; init; } = 1;

    public int MinUpperCase { get; init; } = 1;

    public int MinNumber { get; init; } = 1;

    public int MinSymbol { get; init; }

    /// <summary>No part of the login may stand in it.</summary>
    public bool ExcludeUsername { get; init; } = true;

    /// <summary>Profile attributes whose value may not stand in it: <c>firstName</c>, <c>lastName</c>.</summary>
    public ImmutableArray<string> ExcludeAttributes { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The demands in words, as Okta's error causes list them.</summary>
    public string Demands
    {
        get
        {
            var demands = new StringBuilder("Password requirements: ").Append("at least ").Append(MinLength).Append(" characters");
            Add(demands, MinLowerCase, "a lowercase letter", "lowercase letters");
            Add(demands, MinUpperCase, "an uppercase letter", "uppercase letters");
            Add(demands, MinNumber, "a number", "numbers");
            Add(demands, MinSymbol, "a symbol", "symbols");
            if (ExcludeUsername)
            {
                demands.Append(", no parts of your username");
            }

            foreach (var attribute in ExcludeAttributes)
            {
                demands.Append(attribute == "firstName" ? ", does not include your first name" : ", does not include your last name");
            }

            return demands.Append('.').ToString();
        }
    }

    /// <summary>Whether a password for this user meets every demand.</summary>
    public bool Admits(string password, User user) =>
        password.Length <= MaxLength
        && password.Length >= MinLength
        && password.Count(char.IsLower) >= MinLowerCase
        && password.Count(char.IsUpper) >= MinUpperCase
        && password.Count(char.IsDigit) >= MinNumber
        && password.Count(c => !char.IsLetterOrDigit(c)) >= MinSymbol
        && (!ExcludeUsername || !Contains(password, user.Login.Split('@', '.', '_', '-', ' ')))
        && (!ExcludeAttributes.Contains("firstName") || !Contains(password, user.FirstName ?? ""))
        && (!ExcludeAttributes.Contains("lastName") || !Contains(password, user.LastName ?? ""));

    private static bool Contains(string password, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (part.Length >= ShortestPart && password.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static void Add(StringBuilder demands, int minimum, string one, string many)
    {
        if (minimum > 0)
        {
            demands.Append(", ").Append(minimum == 1 ? one : $"{minimum} {many}");
        }
    }
}
