namespace FactorSeq.Reliability.Tests.Support;

/// <summary>The version before this one, as <c>previous.sh</c> has published it.</summary>
internal static class Previous
{
    /// <summary>Where it lies. A test that has none fails: left out, it would be missed by nobody.</summary>
    internal static string App
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("FACTORSEQ_PREVIOUS_APP");
            Assert.True(
                folder is not null && File.Exists(Path.Combine(folder, "FactorSeq.Web.dll")),
                "The version before this one is missing. Publish it and say where it is: export FACTORSEQ_PREVIOUS_APP=$(bash tests/FactorSeq.Reliability.Tests/previous.sh)");
            return folder!;
        }
    }
}
