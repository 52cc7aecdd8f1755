using System.Reflection;
using System.Text.RegularExpressions;
using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors;

namespace FactorSeq.Core.Tests.HouseRules;

/// <summary>Rules about how the house is built, so that nobody has to remember them.</summary>
public sealed partial class HouseRulesTests
{
    private const int MaxLines = 400;

    private static readonly Assembly[] Assemblies = [typeof(Decide).Assembly, typeof(All).Assembly];

    private static readonly Type[] OpenForFactors = [typeof(FactorData), typeof(Challenge)];

    private static IEnumerable<string> Folders =>
        Directory.GetDirectories(Repository.Path("src", "FactorSeq.Factors")).Select(f => Path.GetFileName(f)!).Where(f => f is not ("bin" or "obj"));

    public static TheoryData<string> FactorFolders() => [.. Folders];

    [Fact]
    public void Core_knows_nothing_but_the_base_class_library() =>
        Assert.All(typeof(Decide).Assembly.GetReferencedAssemblies(), reference => Assert.StartsWith("System.", reference.Name));

    [Fact]
    public void The_factors_know_nothing_but_Core_and_the_framework() =>
        Assert.All(
            typeof(All).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!),
            name => Assert.True(name == "FactorSeq.Core" || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal), name));

    [Theory]
    [MemberData(nameof(FactorFolders))]
    public void No_factor_names_another(string folder)
    {
        var others = Folders.Where(other => other != folder).ToList();
        foreach (var file in Repository.Sources("src", "FactorSeq.Factors", folder))
        {
            var text = File.ReadAllText(file);
            Assert.All(others, other => Assert.False(
                Regex.IsMatch(text, $@"\bFactorSeq\.Factors\.{other}\b"), $"{Repository.Name(file)} names {other}"));
        }
    }

    [Fact]
    public void No_slice_of_the_API_names_another_but_for_these()
    {
        // A link by mail is one route of two slices; hooks carry entries of the log as the log shows them.
        string[] known = ["EventHooks names Logs", "Users names Authn"];
        var slices = Directory.GetDirectories(Repository.Path("src", "FactorSeq.Web", "Api")).Select(folder => Path.GetFileName(folder)!)
            .Where(folder => Repository.Sources("src", "FactorSeq.Web", "Api", folder).Any(file => File.ReadAllText(file).Contains("ApiRoute[] Table")))
            .ToList();
        Assert.Contains("Users", slices);
        var named = Directory.GetDirectories(Repository.Path("src", "FactorSeq.Web", "Api")).Select(folder => Path.GetFileName(folder)!)
            .SelectMany(folder => slices
                .Where(other => other != folder && Repository.Sources("src", "FactorSeq.Web", "Api", folder)
                    .Any(file => Regex.IsMatch(File.ReadAllText(file), $@"\bApi\.{other}\b")))
                .Select(other => $"{folder} names {other}"));

        Assert.Equal(known, named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Inside_Core_no_floor_names_one_above_it()
    {
        string[] floors = ["Users", "Directories", "Factors", "Policies", "Expressions", "Authorization", "Orgs", "SignOn", "Imports", "Upgrade"];
        foreach (var file in Repository.Sources("src", "FactorSeq.Core"))
        {
            var floor = Array.IndexOf(floors, Path.GetFileName(Path.GetDirectoryName(file)));
            var above = floor < 0 ? [] : floors[(floor + 1)..];
            Assert.All(above, higher => Assert.DoesNotContain($"FactorSeq.Core.{higher}", File.ReadAllText(file)));
        }
    }

    [Fact]
    public void Every_class_is_sealed_or_static_or_the_closed_head_of_its_cases()
    {
        var open = Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsClass && !type.Name.Contains('<') && type.Namespace?.StartsWith("FactorSeq", StringComparison.Ordinal) == true)
            .Where(type => !type.IsSealed && !OpenForFactors.Contains(type) && !IsClosedHead(type));

        Assert.Empty(open.Select(type => type.FullName));
    }

    [Fact]
    public void Every_public_type_says_what_it_is()
    {
        var silent = new List<string>();
        foreach (var file in Repository.Sources("src", "FactorSeq.Core").Concat(Repository.Sources("src", "FactorSeq.Factors")))
        {
            var lines = File.ReadAllLines(file);
            for (var i = 0; i < lines.Length; i++)
            {
                if (PublicType().Match(lines[i]) is { Success: true } type && !IsDocumented(lines, i))
                {
                    silent.Add($"{Repository.Name(file)}: {type.Groups["name"].Value}");
                }
            }
        }

        Assert.Empty(silent);
    }

    [Fact]
    public void No_source_file_is_longer_than_400_lines() =>
        Assert.All(Repository.Sources("src"), file => Assert.True(File.ReadLines(file).Count() <= MaxLines, Repository.Name(file)));

    [Fact]
    public void No_type_is_named_for_nothing() =>
        Assert.All(
            Repository.Sources("src").SelectMany(file => AnyType().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)),
            name => Assert.DoesNotMatch("(Manager|Helper|Helpers|Util|Utils|Utility|Processor)$", name));

    [Fact]
    public void Every_factor_has_its_tests()
    {
        foreach (var factor in ASignOn.Catalog.All)
        {
            var folder = factor.GetType().Namespace!.Split('.')[^1];
            var tests = Repository.Path("tests", "FactorSeq.Core.Tests", "Factors", folder, $"{factor.GetType().Name}Tests.cs");
            Assert.True(File.Exists(tests), $"{factor.Type.Key} has no {Repository.Name(tests)}");
        }
    }

    [Theory]
    [MemberData(nameof(FactorFolders))]
    public void Every_factor_folder_stands_in_the_list_of_all(string folder) =>
        Assert.Contains(ASignOn.Catalog.All, factor => factor.GetType().Namespace == $"FactorSeq.Factors.{folder}");

    [Theory]
    [InlineData("FactorSeq.Core")]
    [InlineData("FactorSeq.Factors")]
    public void Time_chance_and_the_outside_world_are_banned_and_the_build_sees_to_it(string project)
    {
        var banned = File.ReadAllText(Repository.Path("src", project, "BannedSymbols.txt"));
        var build = File.ReadAllText(Repository.Path("src", project, $"{project}.csproj"));

        Assert.Contains("<AdditionalFiles Include=\"BannedSymbols.txt\" />", build);
        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", build);
        string[] symbols =
        [
            "P:System.DateTimeOffset.UtcNow", "P:System.DateTime.UtcNow", "T:System.TimeProvider", "T:System.Random", "M:System.Guid.NewGuid",
            "T:System.Security.Cryptography.RandomNumberGenerator", "N:System.Net.Http", "N:System.Threading.Tasks", "T:System.Environment",
        ];
        Assert.All(symbols, symbol => Assert.Contains($"{symbol};", banned));
    }

    // Closed: nobody outside can construct a base of it. The compiler's own copy constructor of a record does not count.
    private static bool IsClosedHead(Type type) => type.IsAbstract
        && type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(constructor => constructor.GetParameters() is not [{ } only] || only.ParameterType != type)
            .All(constructor => constructor.IsPrivate || constructor.IsFamilyAndAssembly);

    private static bool IsDocumented(string[] lines, int type)
    {
        var above = type - 1;
        while (above >= 0 && lines[above].TrimStart().StartsWith('['))
        {
            above--;
        }

        var hasSummary = false;
        for (; above >= 0 && lines[above].TrimStart().StartsWith("///", StringComparison.Ordinal); above--)
        {
            hasSummary |= lines[above].Contains("<summary>");
        }

        return hasSummary;
    }

    [GeneratedRegex(@"^\s*public (?:(?:sealed|static|abstract|readonly|partial) )*(?:record struct|record|class|struct|interface|enum) (?<name>\w+)")]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^\s*(?:public|internal|private|file) (?:(?:sealed|static|abstract|readonly|partial) )*(?:record struct|record|class|struct|interface|enum) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex AnyType();
}
