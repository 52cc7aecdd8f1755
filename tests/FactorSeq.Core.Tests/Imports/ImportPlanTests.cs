using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Imports;
using FactorSeq.Core.Ports;
using FactorSeq.Core.Tests.Support;

namespace FactorSeq.Core.Tests.Imports;

/// <summary>When imports run, and what they read.</summary>
public sealed class ImportPlanTests
{
    private static readonly DirectoryIntegration Directory = Corporate.ActiveDirectory with { OrganizationalUnits = ["OU=Staff,DC=corp,DC=test"] };
    private static readonly DirectoryPosition Then = new("dc1", "1000");
    private static readonly DirectoryPosition Now = new("dc1", "2000");
    private static readonly Entropy Chance = Entropy.Keyed("the directory"u8, "imports");

    private static readonly ImportState Imported =
        new() { Position = Then, Scope = Directory.ImportScope, Ended = World.Morning, Runs = 1 };

    // ---- what is read

    [Fact]
    public void What_has_changed_is_read_where_that_can_be_told() =>
        Assert.Equal((ImportMode.Incremental, null), ImportPlan.Mode(ImportMode.Incremental, Imported, Directory, Now));

    [Fact]
    public void Everything_is_read_where_that_was_asked_for_and_nothing_was_converted()
    {
        Assert.Equal((ImportMode.Full, null), ImportPlan.Mode(ImportMode.Full, Imported, Directory, Now));
        Assert.Equal((ImportMode.Full, null), ImportPlan.Mode(ImportMode.Full, ImportState.None, Directory, Now));
        Assert.Equal((ImportMode.Full, null), ImportPlan.Mode(ImportMode.Full, Imported, Directory with { UserFilter = "(a=b)" }, Now));
    }

    [Fact]
    public void The_first_import_reads_everything() =>
        Assert.Equal(
            (ImportMode.Full, "the first import reads everything"),
            ImportPlan.Mode(ImportMode.Incremental, ImportState.None, Directory, Now));

    [Fact]
    public void So_does_the_next_one_where_the_first_broke_off() =>
        Assert.Equal(
            (ImportMode.Full, "the first import reads everything"),
            ImportPlan.Mode(ImportMode.Incremental, ImportState.None with { Ended = World.Morning, Runs = 1 }, Directory, Now));

    [Fact]
    [Trait("scenario", "53")]
    [Trait("basis", "sourced")]
    public void An_edit_of_the_units_or_of_the_filter_reads_everything()
    {
        DirectoryIntegration[] edited =
        [
            Directory with { OrganizationalUnits = [] },
            Directory with { OrganizationalUnits = ["OU=Staff,DC=corp,DC=test", "OU=Guests,DC=corp,DC=test"] },
            Directory with { OrganizationalUnits = ["OU=Guests,DC=corp,DC=test"] },
            Directory with { UserFilter = "(objectClass=person)" },
        ];

        Assert.All(edited, directory => Assert.Equal(
            (ImportMode.Full, "the organizational units or the user filter have changed"),
            ImportPlan.Mode(ImportMode.Incremental, Imported, directory, Now)));
    }

    [Fact]
    public void Another_edit_reads_no_more_than_before()
    {
        var edited = Directory with { Agents = 3, ImportInterval = null, WhenDeactivated = WhenDeactivated.Suspend, JustInTime = false };

        Assert.Equal(ImportMode.Incremental, ImportPlan.Mode(ImportMode.Incremental, Imported, edited, Now).Mode);
    }

    [Fact]
    public void Another_server_counts_otherwise_so_everything_is_read() =>
        Assert.Equal(
            (ImportMode.Full, "the directory answers from dc2, and the last import read dc1"),
            ImportPlan.Mode(ImportMode.Incremental, Imported, Directory, Now with { Server = "dc2" }));

    // ---- when

    [Fact]
    public void The_first_import_is_due_at_once() => Assert.Equal(DateTimeOffset.MinValue, ImportPlan.Due(ImportState.None, Directory, Chance));

    [Fact]
    public void Where_imports_never_run_by_themselves_the_first_one_does_and_no_other()
    {
        var never = Directory with { ImportInterval = null };

        Assert.Equal(DateTimeOffset.MinValue, ImportPlan.Due(ImportState.None, never, Chance));
        Assert.Null(ImportPlan.Due(Imported, never, Chance));
    }

    [Fact]
    [Trait("scenario", "54")]
    [Trait("basis", "sourced")]
    public void An_import_is_due_60_to_65_minutes_after_the_end_of_the_last()
    {
        // It began at nine and took ten minutes.
        var ended = World.Morning.AddMinutes(10);
        for (var run = 1; run <= 200; run++)
        {
            var due = ImportPlan.Due(Imported with { Ended = ended, Runs = run }, Directory, Chance);

            Assert.InRange(due!.Value, ended.AddMinutes(60), ended.AddMinutes(65).AddTicks(-1));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(48)]
    public void The_interval_is_the_directory_s(int hours)
    {
        var due = ImportPlan.Due(Imported, Directory with { ImportInterval = TimeSpan.FromHours(hours) }, Chance);

        Assert.InRange(due!.Value - World.Morning, TimeSpan.FromHours(hours), TimeSpan.FromHours(hours) + ImportPlan.MaxDelay);
    }

    [Fact]
    public void The_delay_differs_from_import_to_import_and_from_directory_to_directory_and_stays_for_one()
    {
        var delays = Enumerable.Range(1, 20).Select(run => ImportPlan.Due(Imported with { Runs = run }, Directory, Chance)).ToList();

        Assert.True(delays.Distinct().Count() > 10);
        Assert.Equal(delays, Enumerable.Range(1, 20).Select(run => ImportPlan.Due(Imported with { Runs = run }, Directory, Chance)));
        var other = Entropy.Keyed("another directory"u8, "imports");
        Assert.NotEqual(delays, Enumerable.Range(1, 20).Select(run => ImportPlan.Due(Imported with { Runs = run }, Directory, other)));
    }

    // ---- going on

    [Theory]
    [InlineData(ImportMode.Incremental, ImportMode.Incremental, true)]
    [InlineData(ImportMode.Full, ImportMode.Incremental, true)]
    [InlineData(ImportMode.Full, ImportMode.Full, true)]
    [InlineData(ImportMode.Incremental, ImportMode.Full, false)]
    public void A_broken_import_is_gone_on_with_where_it_reads_enough(ImportMode running, ImportMode wanted, bool goesOn) =>
        Assert.Equal(goesOn, ImportPlan.GoesOn(Run(running), wanted, Directory, Now));

    [Fact]
    public void A_broken_import_is_not_gone_on_with_after_an_edit_or_on_another_server()
    {
        Assert.False(ImportPlan.GoesOn(Run(ImportMode.Full), ImportMode.Full, Directory with { UserFilter = "(a=b)" }, Now));
        Assert.False(ImportPlan.GoesOn(Run(ImportMode.Full), ImportMode.Full, Directory with { OrganizationalUnits = [] }, Now));
        Assert.False(ImportPlan.GoesOn(Run(ImportMode.Full), ImportMode.Full, Directory, Now with { Server = "dc2" }));
    }

    [Fact]
    public void Everything_that_was_done_is_counted_under_its_name()
    {
        var counts = Enum.GetValues<ImportEffect>().Aggregate(ImportCounts.None, (sum, effect) => sum.With(effect));

        Assert.Equal(new ImportCounts(Read: 0, Created: 1, Updated: 1, Deactivated: 1, Reactivated: 1, Skipped: 1), counts);
        Assert.Equal(2, ImportCounts.None.With(ImportEffect.Skipped).With(ImportEffect.Skipped).Skipped);
    }

    private static ImportRun Run(ImportMode mode) =>
        new(2, mode, ImportTrigger.Schedule, World.Morning, null, Then, Directory.ImportScope, "page 2", null, ImportCounts.None);
}
