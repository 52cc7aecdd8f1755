using System.Buffers;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace FactorSeq.Web.Seed;

/// <summary>
/// YAML 1.2, and so JSON, as a tree that knows its lines. Built on YamlDotNet's scanner: its parser compiles regular expressions when
/// it is first touched, which alone would cost a start more than reading the whole seed.
/// Anchors, aliases and tags are refused: a seed is data, and what it says stands where it says it.
/// </summary>
internal sealed class SeedTree
{
    private const int MaxDepth = 64;

    /// <summary>How long a seed may be, in bytes: a million people take half of it. What comes by HTTP is held to less before it is read.</summary>
    internal const int MaxBytes = 256 * 1024 * 1024;

    private readonly Scanner scanner;
    private readonly SeedErrors errors;
    private bool sound = true;
    private Token? previous;

    private SeedTree(string text, SeedErrors errors)
    {
        scanner = new Scanner(new StringReader(text.TrimStart('\uFEFF')));
        this.errors = errors;
    }

    private Token Current => scanner.Current!;

    /// <summary>The root, or null where there is no telling what the text means; then <paramref name="errors"/> says why.</summary>
    /// <param name="most">Bytes in UTF-8.</param>
    internal static SeedNode? Read(string text, SeedErrors errors, int most = MaxBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) > most)
        {
            errors.Add(1, "", $"the seed is larger than {most / 1024 / 1024} MiB", "Load so many users through the Users API instead.");
            return null;
        }

        var tree = new SeedTree(text, errors);
        try
        {
            var root = tree.Document();
            return tree.sound ? root : null;
        }
        catch (YamlException broken)
        {
            errors.Add((int)Math.Max(1, broken.Start.Line), "", $"not YAML: {Wording.Clause(broken.Message)}", "Mend the syntax here or just above.");
            return null;
        }
    }

    private SeedNode Document()
    {
        Advance();
        Skip<StreamStart>();
        Skip<DocumentStart>();
        var root = Ends() ? new SeedNode.Scalar(null, "", 1, "", plain: true) : Node(null, "", 0);
        Skip<DocumentEnd>();
        return Current is StreamEnd ? root : throw Unexpected("a second document begins here, and a seed is one document");
    }

    // A member stands on the line of its name, wherever its value begins.
    private SeedNode Node(SeedNode? parent, string label, int depth, int? named = null)
    {
        if (depth > MaxDepth)
        {
            throw Unexpected($"values are nested more than {MaxDepth} deep");
        }

        var line = named ?? (int)Current.Start.Line;
        switch (Current)
        {
            case Scalar scalar:
                var text = Text(scalar);
                Advance();
                return new SeedNode.Scalar(parent, label, line, text, scalar.Style == ScalarStyle.Plain);
            case BlockMappingStart:
                Advance();
                return BlockMapping(new SeedNode.Mapping(parent, label, line), depth);
            case FlowMappingStart:
                Advance();
                return FlowMapping(new SeedNode.Mapping(parent, label, line), depth);
            case BlockSequenceStart:
                Advance();
                var block = Entries(new SeedNode.List(parent, label, line), depth);
                Expect<BlockEnd>();
                return block;
            case BlockEntry: // a list as deep as the key above it
                return Entries(new SeedNode.List(parent, label, line), depth);
            case FlowSequenceStart:
                Advance();
                return FlowSequence(new SeedNode.List(parent, label, line), depth);
            case Anchor or AnchorAlias or Tag:
                return Refused(parent, label, depth, line);
            default:
                throw Unexpected("something else was expected here");
        }
    }

    private SeedNode Refused(SeedNode? parent, string label, int depth, int line)
    {
        sound = false;
        var empty = new SeedNode.Scalar(parent, label, line, "", plain: true);
        var (what, last) = Current switch
        {
            AnchorAlias alias => ($"the alias *{Wording.Clause(alias.Value.Value)}", true),
            Anchor anchor => ($"the anchor &{Wording.Clause(anchor.Value.Value)}", false),
            _ => ("a tag", false),
        };
        errors.Add(empty, $"{what} cannot be used in a seed", last ? "Write the value out." : "Remove it and write the value alone.");
        Advance();
        return last || Ends() ? empty : Node(parent, label, depth + 1, line);
    }

    private SeedNode.Mapping BlockMapping(SeedNode.Mapping mapping, int depth)
    {
        while (Current is Key or Value)
        {
            Pair(mapping, depth);
        }

        Expect<BlockEnd>();
        return mapping;
    }

    private SeedNode.Mapping FlowMapping(SeedNode.Mapping mapping, int depth)
    {
        while (Current is not FlowMappingEnd)
        {
            Pair(mapping, depth);
            if (Current is not FlowMappingEnd)
            {
                Expect<FlowEntry>();
            }
        }

        Advance();
        return mapping;
    }

    private void Pair(SeedNode.Mapping mapping, int depth)
    {
        Skip<Key>();
        if (Current is not Scalar key || Text(key) is not { Length: > 0 } name)
        {
            throw Unexpected("the name of a member was expected here");
        }

        Advance();
        var label = Wording.Clause(name);
        SeedNode value = new SeedNode.Scalar(mapping, label, (int)key.Start.Line, "", plain: true);
        if (Current is Value)
        {
            Advance();
            value = Ends() ? value : Node(mapping, label, depth + 1, value.Line);
        }

        if (!mapping.Add(name, value))
        {
            errors.Add(value, "this member is given twice", $"Keep one of them; the first is on line {mapping.Members[name].Line}.");
        }
    }

    private SeedNode.List Entries(SeedNode.List list, int depth)
    {
        while (Current is BlockEntry)
        {
            var line = (int)Current.Start.Line;
            Advance();
            var label = $"[{list.Items.Count}]";
            list.Items.Add(Ends() ? new SeedNode.Scalar(list, label, line, "", plain: true) : Node(list, label, depth + 1));
        }

        return list;
    }

    private SeedNode.List FlowSequence(SeedNode.List list, int depth)
    {
        while (Current is not FlowSequenceEnd)
        {
            if (Current is Key)
            {
                throw Unexpected("a pair inside [ ] needs braces of its own");
            }

            list.Items.Add(Node(list, $"[{list.Items.Count}]", depth + 1));
            if (Current is not FlowSequenceEnd)
            {
                Expect<FlowEntry>();
            }
        }

        Advance();
        return list;
    }

    // Half a surrogate pair is no text: whatever hashes or stores it later would fail.
    private string Text(Scalar scalar) => scalar.Value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 || IsUnicode(scalar.Value)
        ? scalar.Value
        : throw Unexpected("half a surrogate pair stands in this text");

    private static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (Rune.DecodeFromUtf16(text, out _, out var length) == OperationStatus.Done)
        {
            text = text[length..];
        }

        return text.IsEmpty;
    }

    // Where a value was left out, the next token belongs to whatever is around it.
    private bool Ends() => Current is BlockEnd or Key or Value or FlowEntry or FlowMappingEnd or FlowSequenceEnd or DocumentEnd or StreamEnd
        || Current is BlockEntry && previous is BlockEntry;

    private void Advance()
    {
        previous = scanner.Current;
        try
        {
            if (scanner.MoveNext())
            {
                return;
            }
        }
        catch (InvalidOperationException) // its way to say that a line inside { } or [ ] stands too far left
        {
            throw Here("a line inside braces or brackets needs more indentation");
        }

        throw Here("the text ends too early");
    }

    private void Skip<T>() where T : Token
    {
        if (Current is T)
        {
            Advance();
        }
    }

    private void Expect<T>() where T : Token
    {
        if (Current is not T)
        {
            throw Unexpected("this does not fit what stands before it");
        }

        Advance();
    }

    private SyntaxErrorException Here(string message) => new(scanner.CurrentPosition, scanner.CurrentPosition, message);

    private SyntaxErrorException Unexpected(string message) => new(Current.Start, Current.End, message);
}
