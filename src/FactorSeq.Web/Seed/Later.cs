namespace FactorSeq.Web.Seed;

/// <summary>How a seed is told that it asks for something that a later version will have.</summary>
internal static class Later
{
    internal const string Cure = "Remove it.";

    internal static string Message(string subject) => $"{subject} not part of this version of FactorSeq";
}
