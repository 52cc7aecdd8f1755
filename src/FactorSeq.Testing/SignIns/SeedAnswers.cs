using YamlDotNet.RepresentationModel;

namespace FactorSeq.Testing.SignIns;

/// <summary>The answers to security questions as the seed writes them; the org itself keeps only their hashes.</summary>
internal static class SeedAnswers
{
    internal static string? Of(string seed, string login)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(seed));
        return (from people in (string[])["users", "admins"]
                from person in (Member(yaml.Documents[0].RootNode, people) as YamlSequenceNode)?.Children ?? []
                where string.Equals(Text(Member(person, "login")), login, StringComparison.OrdinalIgnoreCase)
                select Text(Member(Member(Member(person, "factors"), "question"), "answer"))).FirstOrDefault();
    }

    private static string? Text(YamlNode? node) => (node as YamlScalarNode)?.Value;

    private static YamlNode? Member(YamlNode? of, string name) =>
        (of as YamlMappingNode)?.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode key && key.Value == name).Value;
}
