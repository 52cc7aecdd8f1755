using System.Collections.Immutable;

namespace FactorSeq.Web.Seed;

/// <summary>The members that one kind of mapping may have.</summary>
/// <param name="Name">Its name in the JSON Schema (<c>$defs</c>).</param>
/// <param name="Later">Members that belong to a later version.</param>
internal sealed record Shape(string Name, ImmutableArray<string> Members, params ImmutableArray<Later> Later)
{
    internal Later? LaterMember(string member) => Later.FirstOrDefault(later => later.Name == member);
}
