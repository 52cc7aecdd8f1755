namespace FactorSeq.Web.Seed;

/// <summary>Something a seed may ask for that only a later version has.</summary>
/// <param name="Subject">The subject and verb of the sentence that says so: <c>directories are</c>.</param>
internal sealed record Later(string Name, string Subject)
{
    internal const string Cure = "Remove it.";

    internal string Message => $"{Subject} not part of this version of FactorSeq";
}
