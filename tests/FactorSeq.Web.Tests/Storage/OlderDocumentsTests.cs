using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Tests.Storage;

/// <summary>What the version before wrote, without what this one has added to it.</summary>
public sealed class OlderDocumentsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void A_session_and_a_session_token_that_keep_no_proofs_have_none_and_are_written_down_again()
    {
        var grant = new SessionGrant("u", ["pwd"], new SessionLimits(), Now, Now, null);
        Assert.Empty(Older(DocumentKinds.SessionTokens, new SessionToken(grant, Now), "grant").Grant.Proved);
        Assert.Empty(Older(DocumentKinds.Sessions, new Session("u", "u@demo.test", ["pwd"], grant.Limits, Now, Now, Now, null)).Proved);
    }

    [Fact]
    public void What_is_read_without_a_list_that_was_added_later_has_an_empty_one()
    {
        var added = StoredTypes.All.Where(type => !type.IsAbstract && !type.ContainsGenericParameters)
            .SelectMany(type => StoredTypes.Members(type).Where(member => IsAdded(type, member)).Select(member => (Type: type, Member: member)))
            .ToList();
        Assert.True(added.Count > 30);
        var without = added.Where(one => IsNothing(one.Type, one.Member)).Select(one => $"{one.Type.Name}.{one.Member.Name}").ToList();
        Assert.True(without.Count == 0, string.Join(", ", without));
    }

    // A member beside the constructor's may be missing in JSON; the reader then sets it to its type's default, whatever the type's own beginning is.
    private static bool IsAdded(Type type, PropertyInfo member) =>
        member.SetMethod is not null
        && member.GetCustomAttribute<RequiredMemberAttribute>() is null
        && !type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Any(constructor => constructor.GetParameters().Any(parameter => parameter.Name == member.Name))
        && member.PropertyType.IsGenericType && member.PropertyType.GetGenericTypeDefinition() == typeof(ImmutableArray<>);

    private static bool IsNothing(Type type, PropertyInfo member)
    {
        var read = RuntimeHelpers.GetUninitializedObject(type);
        var nothing = Activator.CreateInstance(member.PropertyType);
        member.SetValue(read, nothing);
        return member.GetValue(read)!.Equals(nothing);
    }

    private static T Older<T>(DocumentKind<T> kind, T document, params string[] within)
        where T : class
    {
        var json = JsonSerializer.SerializeToNode(document, kind.Json)!;
        Assert.True(within.Aggregate(json, (at, member) => at[member]!).AsObject().Remove("proved"));
        var read = json.Deserialize(kind.Json)!;
        Assert.Contains("\"proved\":[]", JsonSerializer.Serialize(read, kind.Json), StringComparison.Ordinal);
        return read;
    }
}
