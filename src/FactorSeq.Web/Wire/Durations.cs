using System.Xml;

namespace FactorSeq.Web.Wire;

/// <summary>Durations as ISO 8601 writes them: <c>PT5M</c>, <c>PT0.2S</c>.</summary>
internal static class Durations
{
    /// <returns>null for what is none.</returns>
    internal static TimeSpan? Read(string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }
}
