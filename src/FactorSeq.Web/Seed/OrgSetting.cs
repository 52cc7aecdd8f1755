using System.Collections.Immutable;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Seed;

/// <summary>One named setting of an org: how it is read and how it is written.</summary>
/// <param name="Values">What it can be, in words.</param>
/// <param name="Read">Its value on the wire.</param>
/// <param name="Write">The settings with the value that a text stands for, or null where it stands for none.</param>
internal sealed record OrgSetting(string Name, string Values, Func<OrgSettings, object> Read, Func<OrgSettings, string, OrgSettings?> Write)
{
    internal static OrgSetting Flag(string name, Func<OrgSettings, bool> read, Func<OrgSettings, bool, OrgSettings> write) => new(
        name, "true or false",
        settings => read(settings),
        (settings, text) => bool.TryParse(text, out var flag) ? write(settings, flag) : null);

    internal static OrgSetting Number(
        string name, int least, int most, Func<OrgSettings, int> read, Func<OrgSettings, int, OrgSettings> write) => new(
        name, $"a number from {least} to {most}",
        settings => read(settings),
        (settings, text) => int.TryParse(text, out var number) && number >= least && number <= most ? write(settings, number) : null);

    /// <param name="words">In the order of the enumeration, so that a word's place is its value.</param>
    internal static OrgSetting Choice(
        string name, ImmutableArray<string> words, Func<OrgSettings, int> read, Func<OrgSettings, int, OrgSettings> write) => new(
        name, string.Join(" or ", words),
        settings => words[read(settings)],
        (settings, text) => words.IndexOf(text) is >= 0 and var place ? write(settings, place) : null);
}
