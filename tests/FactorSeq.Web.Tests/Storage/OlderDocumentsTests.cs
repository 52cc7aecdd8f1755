using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;

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

    // Those that are approved were there before two versions shared a store. A member that is added must not join them: an older document would be read as if it said
    // nought, false or null, and not what a new one begins with.
    [Fact]
    public void No_member_has_joined_those_that_begin_with_something_of_their_own()
    {
        var begin = StoredTypes.All.Where(type => !type.IsAbstract && !type.ContainsGenericParameters && !type.IsValueType)
            .SelectMany(type => StoredTypes.Members(type).Where(member => IsBeside(type, member) && !IsList(member)).Select(member => (Type: type, Member: member)))
            .Where(one => one.Member.GetValue(New(one.Type)) is { } own && !own.Equals(one.Member.PropertyType.IsValueType ? Activator.CreateInstance(one.Member.PropertyType) : null))
            .Select(one => $"{one.Type.Name}.{one.Member.Name}")
            .Order(StringComparer.Ordinal);
        Approve.Text("stored_beginnings", new JsonArray([.. begin.Distinct().Select(name => JsonValue.Create(name))]));
    }

    private static object New(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(one => one.GetParameters() is not [{ } only] || only.ParameterType != type)
            .MaxBy(one => one.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)]);
    }

    // A member beside the constructor's may be missing in JSON; the reader then sets it to its type's default, whatever the type's own beginning is.
    private static bool IsAdded(Type type, PropertyInfo member) => IsBeside(type, member) && IsList(member);

    private static bool IsBeside(Type type, PropertyInfo member) =>
        member.SetMethod is not null
        && member.GetCustomAttribute<RequiredMemberAttribute>() is null
        && !type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Any(constructor => constructor.GetParameters().Any(parameter => parameter.Name == member.Name));

    private static bool IsList(PropertyInfo member) =>
        member.PropertyType.IsGenericType && member.PropertyType.GetGenericTypeDefinition() == typeof(ImmutableArray<>);

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
