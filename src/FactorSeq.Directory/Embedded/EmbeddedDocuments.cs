using System.Text.Json.Serialization;
using FactorSeq.Core.Ports;
using FactorSeq.Core.Users;

namespace FactorSeq.Directories.Embedded;

/// <summary>What an embedded directory keeps in the org's store.</summary>
public static class EmbeddedDocuments
{
    /// <summary>One for each person, under <c>{directory}/{externalId}</c>; their login is the alias.</summary>
    public static readonly DocumentKind<EmbeddedPerson> People = new("embeddedPerson", new(() => EmbeddedJson.Default.EmbeddedPerson));

    /// <summary>How far each directory has come, under its id.</summary>
    public static readonly DocumentKind<EmbeddedRevision> Revisions = new("embeddedRevision", new(() => EmbeddedJson.Default.EmbeddedRevision));

    internal static string Id(string directoryId, string externalId) => $"{directoryId}/{externalId}";

    internal static string? Alias(string directoryId, string login) => login.Length == 0 ? null : $"{directoryId}/{Login.Key(login)}";

    /// <summary>People who are new to a directory.</summary>
    /// <param name="revision">How far a new directory has come with them; null for one that is there already.</param>
    public static UnitOfWork Insert(UnitOfWork work, string directoryId, IEnumerable<EmbeddedPerson> people, long? revision = null)
    {
        foreach (var person in people)
        {
            work.Insert(People, Id(directoryId, person.ExternalId), person, Alias(directoryId, person.Login));
        }

        return revision is { } highest ? work.Insert(Revisions, directoryId, new EmbeddedRevision(highest)) : work;
    }
}

/// <summary>How far a directory has come (<c>highestCommittedUSN</c>).</summary>
public sealed record EmbeddedRevision(long Highest);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(EmbeddedPerson))]
[JsonSerializable(typeof(EmbeddedRevision))]
internal sealed partial class EmbeddedJson : JsonSerializerContext;
