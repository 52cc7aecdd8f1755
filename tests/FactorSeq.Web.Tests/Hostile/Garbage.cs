using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>Garbage that has the shape of something good. The same number makes the same garbage.</summary>
internal sealed class Garbage(int number)
{
    /// <summary>Runs where a page writes it into its HTML as it came.</summary>
    internal const string Script = "<script>hostile(1)</script>";

    /// <summary>The same by way of an attribute.</summary>
    internal const string Picture = "\"'><img src=x onerror=hostile(2)>";

    /// <summary>A header of its own, where somebody writes it into one as it came.</summary>
    internal const string Header = "x\r\nX-Evil: 1";

    internal static readonly string[] Texts =
    [
        "", " ", "\0", "a\0b", Script, Picture, "</script>" + Script, Header, "%0d%0aX-Evil:%201", "' OR '1'='1", "'; DROP TABLE documents; --", "*)(uid=*))(|(uid=*", "%00", "%", "%zz", "\uFFFF",
        "\uFEFF", "\u202Etset.omed@ana", "\U0001F600", "e\u0301", "\u0130\u0131", "\u00DF", "\u2028", "../../etc/passwd", "..\\..\\x", "file:///etc/passwd", "javascript:hostile(3)", "http://evil.test/", "//evil.test",
        "/\\evil.test", "${jndi:ldap://evil.test}", "{{7*7}}", "${user.password}", "null", "true", "NaN", "-1", "0", "1e999", "99999999999999999999", "2147483648", "-9223372036854775808", "0x1F", "1,5", "00",
        "P99999999999D", "PT-1S", "-P1D", "P", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00+14:59", "255.255.255.255/33", "::ffff:1.2.3.4", "[::1]:99999", "1.2.3.4-1.2.3.3",
        "(a+)+$", "[", "\\", "*", ".*", "@", "a@", "@b", "a@b@c", "__proto__", "constructor", "toString", "\"", "\\u0000", "a,b,c", ";", "&", "=", "#", "?", "+", "~", "\t", "\r\n",
    ];

    // What stands in a text of JSON where no value of JSON could.
    private static readonly string[] Snippets =
    [
        "\\ud800", "\\udc00\\ud800", "\\u0000", "\0", "\uFEFF", "/* */", "NaN", "Infinity", "-0", "1e999", "0.0000000000000000000000001", "1E+2147483648", ",", ",,", "}", "]", "{", "[", "\"", ":", "'", "undefined",
        ",\"a\":1,\"a\":2", "\"__proto__\":{\"x\":1},", "\t", "\u2028", "\\x", "\\", "01", "+1", ".5", "123456789012345678901234567890",
    ];

    private readonly Random random = new(number);

    internal bool Once(int of) => random.Next(of) == 0;

    internal int Number(int below) => random.Next(below);

    internal T Of<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    /// <summary>A text that nobody expects.</summary>
    internal string Text() => random.Next(24) switch
    {
        0 => new string(Of<char>([.. "a\u00FC\u4E2D0/ \"<"]), random.Next(1, 3000)),
        1 => Rubbish(random.Next(1, 60)),
        2 => Of(Texts) + Of(Texts),
        _ => Of(Texts),
    };

    /// <summary>Characters of all planes, with half pairs among them.</summary>
    internal string Rubbish(int length)
    {
        var text = new char[length];
        for (var i = 0; i < length; i++)
        {
            text[i] = Once(3) ? (char)random.Next(0x10000) : (char)random.Next(0x20, 0x7F);
        }

        return new string(text);
    }

    /// <summary>A text that is a little other than it was.</summary>
    internal string Bent(string good)
    {
        if (good.Length == 0 || Once(5))
        {
            return Text();
        }

        var at = random.Next(good.Length);
        return random.Next(9) switch
        {
            0 => good[..at],
            1 => good[at..],
            2 => good.Insert(at, Of(Texts)),
            3 => good + Of(Texts),
            4 => good.ToUpperInvariant(),
            5 => good + good,
            6 => good.Remove(at, 1),
            7 => string.Concat(good.AsSpan(0, at), [(char)random.Next(1, 0x300)], good.AsSpan(at + 1)),
            _ => " " + good + " ",
        };
    }

    /// <summary>Bytes that are a little other than they were.</summary>
    internal byte[] Bent(ReadOnlySpan<byte> good)
    {
        var bytes = good.ToArray().ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(6))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = Of<byte>([0, 1, 0x7F, 0x80, 0xFF, 0xC0, 0x30, 0x9F, 0xBF, 0x5F]);
                    break;
                case 2:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 3 when at < bytes.Count:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 4 when bytes.Count > 0:
                    var from = random.Next(bytes.Count);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(random.Next(1, 40), bytes.Count - from)));
                    break;
                default:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>A value of JSON, of any kind.</summary>
    internal JsonNode? Value(int depth = 3) => random.Next(depth > 0 ? 13 : 9) switch
    {
        0 => null,
        1 => JsonValue.Create(Once(2)),
        2 => JsonValue.Create(random.Next(-5, 100)),
        3 => JsonValue.Create(Of<long>([long.MaxValue, long.MinValue, int.MaxValue + 1L, int.MinValue, 253402300800, -62135596801, 0])),
        4 => JsonValue.Create(Of<double>([1e308, -1e308, 1.5, -0.0, double.Epsilon])),
        9 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth - 1))]),
        10 => new JsonObject(Enumerable.Range(0, random.Next(4)).Select(i => KeyValuePair.Create(Once(2) ? "id" + i : Whole(Text()) + i, Value(depth - 1)))),
        11 => Nested(random.Next(1, 40)),
        _ => JsonValue.Create(Whole(Text())),
    };

    /// <summary>A body that is a good one but for a few places. Often it is good still, so that what lies behind the first look is reached.</summary>
    /// <param name="raw">Whether the text may be broken too, and so the names in it.</param>
    internal byte[] Json(string good, bool raw = true)
    {
        var root = JsonNode.Parse(good)!;
        for (var times = Of([0, 1, 1, 1, 2, 3]); times > 0; times--)
        {
            Bend(root);
        }

        var text = root.ToJsonString();
        if (!raw)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        if (Once(3))
        {
            return Bent(Encoding.UTF8.GetBytes(text));
        }

        if (Once(2))
        {
            text = text.Insert(random.Next(text.Length + 1), Of(Snippets));
        }

        if (Once(12))
        {
            var deep = random.Next(1, 3000);
            text = text.Insert(random.Next(text.Length + 1), Of(["[", "{\"a\":", "[{\"a\":"]) is var open && Once(2) ? string.Concat(Enumerable.Repeat(open, deep)) : new string('[', deep) + new string(']', deep));
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private void Bend(JsonNode root)
    {
        var places = new List<(JsonNode Parent, string? Name, int At)>();
        Collect(root, places);
        if (places.Count == 0)
        {
            return;
        }

        var (parent, name, at) = Of(places);
        var old = name is not null ? parent[name] : parent[at];
        var put = random.Next(9) switch
        {
            0 => null,
            1 => new JsonArray(old?.DeepClone(), old?.DeepClone()),
            2 => new JsonObject { ["a"] = old?.DeepClone() },
            3 or 4 when old is JsonValue text && text.GetValueKind() == JsonValueKind.String => JsonValue.Create(Whole(Bent(text.GetValue<string>()))),
            5 when old is JsonValue text => JsonValue.Create(text.ToString()),
            _ => Value(),
        };
        if (name is null)
        {
            parent[at] = put;
        }
        else if (Once(4))
        {
            ((JsonObject)parent).Remove(name);
        }
        else
        {
            parent[name] = put;
        }
    }

    private static void Collect(JsonNode? node, List<(JsonNode, string?, int)> places)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    places.Add((members, name, 0));
                    Collect(value, places);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    places.Add((items, null, i));
                    Collect(items[i], places);
                }

                break;
        }
    }

    private static JsonNode Nested(int depth)
    {
        JsonNode node = new JsonObject();
        for (; depth > 0; depth--)
        {
            node = depth % 2 == 0 ? new JsonArray(node) : new JsonObject { ["a"] = node };
        }

        return node;
    }

    // The writer of JSON takes no half pairs; they come in as snippets.
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
