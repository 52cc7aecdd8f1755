namespace FactorSeq.Reliability.Tests.Support;

/// <summary>What was seen, for the tables of docs/reference/reliability.md: a line in the file that FACTORSEQ_RELIABILITY names, if it names one.</summary>
internal static class Report
{
    private static readonly Lock Gate = new();

    internal static void Write(string what, string how, Client client, Crowd crowd)
    {
        if (Environment.GetEnvironmentVariable("FACTORSEQ_RELIABILITY") is not { } file)
        {
            return;
        }

        var answers = string.Join(", ", client.Statuses.OrderBy(status => status.Key).Select(status => $"{status.Value} × {(status.Key == 0 ? "lost" : status.Key)}"));
        var again = crowd.Done.Sum(journey => journey.Beginnings - 1);
        lock (Gate)
        {
            File.AppendAllText(file, $"| {what} | {how} | {answers} | {again} | {client.Slowest.TotalSeconds:0.0} s |\n");
        }
    }
}
