using System.Collections.Immutable;

namespace FactorSeq.Web.Seed;

/// <summary>The members that one kind of mapping may have.</summary>
/// <param name="Name">Its name in the JSON Schema (<c>$defs</c>).</param>
/// <param name="Later">Members that belong to a later version, each with the subject of the sentence that says so.</param>
internal sealed record Shape(string Name, ImmutableArray<string> Members, params ImmutableArray<(string Member, string Subject)> Later)
{
    /// <summary>The subject for a member of a later version, or null.</summary>
    internal string? LaterSubject(string member)
    {
        foreach (var (name, subject) in Later)
        {
            if (name == member)
            {
                return subject;
            }
        }

        return null;
    }
}
