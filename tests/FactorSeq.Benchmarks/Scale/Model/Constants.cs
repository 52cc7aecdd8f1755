namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>Every number that the model takes from elsewhere. What each is, and whence, says <see cref="Constant.All"/>.</summary>
internal sealed record Constants
{
    internal static readonly Constants Default = new();

    internal double NodeMs { get; init; } = 0.6;

    internal double HashMs { get; init; } = 108;

    internal double SignMs { get; init; } = 0.9;

    internal double StatementMs { get; init; } = 0.06;

    internal double TripCpuMs { get; init; } = 0.05;

    internal double ReadsOnATrip { get; init; } = 2.3;

    internal double UserBytes { get; init; } = 1750;

    internal double SessionBytes { get; init; } = 810;

    internal double RecordBytes { get; init; } = 690;

    internal double CopyMBs { get; init; } = 33;

    internal double Records { get; init; } = 1.3;

    internal double FlushMs { get; init; } = 1;

    internal double FullPages { get; init; } = 3;

    internal double SignInsADay { get; init; } = 1;

    internal double Monday { get; init; } = 1.2;

    internal double Weekend { get; init; } = 0.15;

    internal double Minute { get; init; } = 1.3;

    internal double Zipf { get; init; } = 1;

    internal double Apps { get; init; } = 3;

    internal double Lists { get; init; } = 0.5;

    internal double PollSeconds { get; init; } = 4;

    internal double PhoneSeconds { get; init; } = 12;

    internal double TypeSeconds { get; init; } = 6;

    internal double SessionsKept { get; init; } = 1;

    internal double TripMs { get; init; } = 0.3;

    internal double DatabaseCores { get; init; } = 32;

    internal double DatabaseScaling { get; init; } = 0.7;

    internal double DatabaseRam { get; init; } = 256;

    internal double WalMBs { get; init; } = 200;

    internal double Connections { get; init; } = 500;

    internal double NodeConnections { get; init; } = 20;

    internal double NodeCores { get; init; } = 8;

    internal double Full { get; init; } = 0.6;

    internal double CoreHour { get; init; } = 0.04;

    internal double GigabyteMonth { get; init; } = 0.12;

    /// <summary>Cores of a database that work as many as one alone would.</summary>
    internal double EffectiveCores => DatabaseCores * DatabaseScaling;
}
