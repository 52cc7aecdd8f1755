using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Directories.Embedded;
using FactorSeq.Storage;
using FactorSeq.Storage.Memory;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Directories;

public sealed class EmbeddedDirectoryTests
{
    private const string Org = "demo";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DirectoryUser Bob = new("BOB@corp.test", null);
    private static readonly Secret Right = new("Passw0rd-bob");
    private static readonly Secret Wrong = new("wrong");

    private readonly MemoryDocuments documents = new();
    private DateTimeOffset now = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_right_password_binds_without_a_write_and_shows_the_entry()
    {
        var directory = await WithBob();
        var before = await Stored();
        var reply = await directory.Authenticate(Bob, Right, None);
        Assert.Equal((DirectoryAnswer.Bound, null), (reply.Answer, reply.Diagnostic));
        Assert.Equal("CN=bob,CN=Users,DC=corp,DC=test", reply.Entry!.DistinguishedName);
        Assert.Equal((before.Value.ExternalId, "bob@corp.test", "bob", "Bob"), (reply.Entry.ExternalId, reply.Entry.Login, reply.Entry.ShortName, reply.Entry.FirstName));
        Assert.Equal(before.Version, (await Stored()).Version);
        Assert.Matches("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", reply.Entry.ExternalId);
    }

    [Fact]
    public async Task It_speaks_in_sub_codes_as_Active_Directory_does()
    {
        var directory = await WithBob();
        Assert.Contains(", data 52e,", (await directory.Authenticate(Bob, Wrong, None)).Diagnostic);
        Assert.Equal(DirectoryAnswer.NotFound, (await directory.Authenticate(new("nobody@corp.test", null), Right, None)).Answer);
        Assert.Equal(DirectoryAnswer.NotFound, (await directory.Authenticate(new("", null), Right, None)).Answer);
    }

    [Fact]
    public async Task An_empty_password_is_wrong_and_does_not_count()
    {
        var directory = await WithBob();
        Assert.Equal(DirectoryAnswer.WrongPassword, (await directory.Authenticate(Bob, new Secret(""), None)).Answer);
        Assert.Equal(0, (await Stored()).Value.BadPasswords);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_thousand_wrong_passwords_at_once_count_to_a_thousand(bool inMemory)
    {
        using var file = new TemporaryFile();
        using var kept = inMemory ? null : SqliteDocuments.InFile(file.Path);
        IDocuments store = kept is null ? new MemoryDocuments() : kept;
        var directory = await WithBob(Integration(threshold: 0), store);
        await Rush(directory, 1000);
        Assert.Equal(1000, (await directory.Person("bob"))!.BadPasswords);
    }

    [Fact]
    public async Task Exactly_as_many_as_the_threshold_are_told_wrong_and_the_rest_hear_of_the_lock()
    {
        var directory = await WithBob(Integration(threshold: 5));
        var answers = await Rush(directory, 1000);
        Assert.Equal(5, answers.Count(answer => answer == DirectoryAnswer.WrongPassword));
        Assert.Equal(995, answers.Count(answer => answer == DirectoryAnswer.Locked));
        Assert.Equal("2", (await directory.Position(None)).Revision);
    }

    [Fact]
    public async Task Wrong_passwords_take_no_number_until_they_lock()
    {
        var directory = await WithBob(Integration(threshold: 2));
        await directory.Authenticate(Bob, Wrong, None);
        Assert.Equal(("embedded/corp.test", "1"), (await directory.Position(None)) is var p ? (p.Server, p.Revision) : default);
        await directory.Authenticate(Bob, Wrong, None);
        Assert.Equal("2", (await directory.Position(None)).Revision);
        Assert.True((await directory.Find(Bob, None))!.Locked);
        now = now.AddMinutes(30);
        Assert.False((await directory.Find(Bob, None))!.Locked);
        Assert.Equal(DirectoryAnswer.Bound, (await directory.Authenticate(Bob, Right, None)).Answer);
    }

    [Fact]
    public async Task Unlocking_opens_either_kind_of_lock()
    {
        var directory = await WithBob(Integration(threshold: 1));
        await directory.Authenticate(Bob, Wrong, None);
        await directory.Change("bob", new EmbeddedPatch { Locked = true });
        Assert.True(await directory.Unlock(Bob, None));
        Assert.Equal(DirectoryAnswer.Bound, (await directory.Authenticate(Bob, Right, None)).Answer);
        Assert.False(await directory.Unlock(new("nobody@corp.test", null), None));
    }

    [Fact]
    public async Task An_owner_changes_the_password_with_the_old_one_only()
    {
        var directory = await WithBob();
        var (fresh, brief) = (new Secret("Another-1"), new Secret("short1"));
        Assert.Equal(PasswordAnswer.OldPasswordWrong, (await directory.ChangePassword(Bob, Wrong, fresh, None)).Answer);
        Assert.Equal(PasswordAnswer.Unfit, (await directory.ChangePassword(Bob, Right, brief, None)).Answer);
        Assert.Equal(PasswordAnswer.Unfit, (await directory.ChangePassword(Bob, Right, Right, None)).Answer);
        Assert.Equal(1, (await Stored()).Value.BadPasswords);
        await directory.Change("bob", new EmbeddedPatch { MustChangePassword = true, PasswordExpired = true });
        Assert.Equal(PasswordAnswer.Changed, (await directory.ChangePassword(Bob, Right, fresh, None)).Answer);
        Assert.Equal(DirectoryAnswer.Bound, (await directory.Authenticate(Bob, fresh, None)).Answer);
        Assert.Equal(DirectoryAnswer.WrongPassword, (await directory.Authenticate(Bob, Right, None)).Answer);
    }

    [Fact]
    public async Task Nobody_changes_the_password_of_an_account_that_is_locked_or_disabled()
    {
        var directory = await WithBob();
        foreach (var patch in new[] { new EmbeddedPatch { Locked = true }, new EmbeddedPatch { Locked = false, Disabled = true } })
        {
            await directory.Change("bob", patch);
            Assert.Equal(PasswordAnswer.Unavailable, (await directory.ChangePassword(Bob, Right, new Secret("Another-1"), None)).Answer);
        }

        Assert.Equal(PasswordAnswer.Changed, (await directory.ResetPassword(Bob, new Secret("Another-1"), None)).Answer);
        Assert.Equal(PasswordAnswer.Unfit, (await directory.ResetPassword(Bob, new Secret("short1"), None)).Answer);
        Assert.Equal(DirectoryAnswer.Disabled, (await directory.Authenticate(Bob, new Secret("Another-1"), None)).Answer);
    }

    [Fact]
    public async Task Reading_goes_page_by_page_and_on_from_where_it_was_broken_off()
    {
        var directory = Directory();
        await Directory(Integration() with { Id = "0oa00000000000000000", Name = "before" }).Create(Person("x"));
        await Directory(Integration() with { Id = "0oazzzzzzzzzzzzzzzzz", Name = "behind" }).Create(Person("x"));
        await Fill(1200);
        var pages = await Pages(directory, null, null);
        Assert.Equal([500, 500, 200], pages.Select(page => page.Entries.Length));
        var ids = pages.SelectMany(page => page.Entries).Select(entry => entry.ExternalId).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal).Distinct(), ids);
        Assert.Equal(ids.Skip(500), (await Pages(directory, null, pages[0].Next)).SelectMany(page => page.Entries).Select(entry => entry.ExternalId));
        Assert.Equal([ids[499], ids[999], null], pages.Select(page => page.Next));
    }

    [Fact]
    public async Task A_full_last_page_is_known_to_be_the_last()
    {
        await Fill(500);
        Assert.Equal([null], (await Pages(Directory(), null, null)).Select(page => page.Next));
    }

    [Fact]
    public async Task An_incremental_reading_has_what_was_changed_at_or_after_a_revision_but_not_who_has_gone()
    {
        var directory = Directory();
        await Fill(5);
        var then = (await directory.Position(None)).Revision;
        Assert.Equal(["p4"], await ShortNames(directory, then));
        await directory.Change("p1", new EmbeddedPatch { Disabled = true });
        await directory.Change("p2@corp.test", new EmbeddedPatch { Deleted = true });
        await directory.Authenticate(new("p3@corp.test", null), Wrong, None);
        Assert.Equal(["p1", "p4"], await ShortNames(directory, then));
        Assert.Equal(["p0", "p1", "p3", "p4"], await ShortNames(directory, null));
        await directory.Change("p2", new EmbeddedPatch { Deleted = false });
        Assert.Equal(["p1", "p2", "p4"], await ShortNames(directory, then));
    }

    [Theory]
    [InlineData("Staff")]
    [InlineData("ou=staff, dc=CORP, dc=test")]
    public async Task Only_the_units_that_are_read_exist(string unit)
    {
        var directory = Directory(Integration() with { OrganizationalUnits = [unit] });
        foreach (var (name, where) in new[] { ("a", "Staff"), ("b", "Staff/Berlin"), ("c", ""), ("d", "OtherStaff"), ("e", "OU=x\\,OU=Staff,DC=corp,DC=test") })
        {
            await directory.Create(Person(name) with { State = new EmbeddedState { OrganizationalUnit = where } }, Right);
        }

        Assert.Equal(["a", "b"], await ShortNames(directory, null));
        Assert.Equal(DirectoryAnswer.NotFound, (await directory.Authenticate(new("c@corp.test", null), Right, None)).Answer);
        await directory.Change("a", new EmbeddedPatch { OrganizationalUnit = "" });
        Assert.Null(await directory.Find(new("a@corp.test", null), None));
        Assert.Equal(5, await directory.People().CountAsync());
    }

    [Fact]
    public async Task An_administrator_changes_any_member_and_nothing_else()
    {
        var directory = await WithBob();
        var end = now.AddDays(1);
        var after = (await directory.Change("bob", new EmbeddedPatch
        {
            AccountExpires = end, LogonHoursDenied = true, Workstations = ["PC1"], Password = new Secret("reset-it"), MustChangePassword = true,
        }))!;
        Assert.Equal(
            new EmbeddedState { AccountExpires = end, LogonHoursDenied = true, Workstations = ["PC1"], MustChangePassword = true }, after.State);
        Assert.Equal(2, after.Revision);
        Assert.Equal(2, (await directory.Change("bob", new EmbeddedPatch { LogonHoursDenied = true }))!.Revision);
        Assert.Null((await directory.Change("bob", new EmbeddedPatch { AccountExpires = EmbeddedPatch.Never }))!.State.AccountExpires);
        Assert.Null(await directory.Change("nobody", new EmbeddedPatch()));
    }

    [Fact]
    public async Task Names_and_logins_are_taken_once()
    {
        var directory = await WithBob();
        Assert.Null(await directory.Create(Person("BOB") with { Login = "other@corp.test" }));
        Assert.Null(await directory.Create(Person("other") with { Login = "Bob@Corp.test" }));
        Assert.NotNull(await directory.Create(Person("nameless") with { Login = "" }));
        Assert.NotNull(await directory.Create(Person("nameless2") with { Login = "" }));
    }

    private static DirectoryIntegration Integration(int threshold = 5) => new()
    {
        Id = "0oa1234567890abcdefg", Name = "corp.test", Type = DirectoryType.ActiveDirectory, Source = new DirectorySource.Embedded(threshold),
    };

    private static EmbeddedPerson Person(string name) => new()
    {
        ExternalId = "", ShortName = name, Login = $"{name}@corp.test", GivenName = "Bob", Surname = "Brown", State = new EmbeddedState(),
    };

    private static async Task<DirectoryAnswer[]> Rush(EmbeddedDirectory directory, int passwords) =>
        await Task.WhenAll(Enumerable.Range(0, passwords).Select(_ => Task.Run(async () => (await directory.Authenticate(Bob, Wrong, None)).Answer)));

    private static async Task<List<DirectoryPage>> Pages(EmbeddedDirectory directory, string? after, string? from) =>
        await directory.Read(new DirectoryQuery(after, from), None).ToListAsync();

    private static async Task<IEnumerable<string>> ShortNames(EmbeddedDirectory directory, string? after) =>
        (await Pages(directory, after, null)).SelectMany(page => page.Entries).Select(entry => entry.ShortName).Order();

    private EmbeddedDirectory Directory(DirectoryIntegration? integration = null, IDocuments? store = null) =>
        new(Org, integration ?? Integration(), store ?? documents, () => now, passwordIterations: 1);

    private async Task<EmbeddedDirectory> WithBob(DirectoryIntegration? integration = null, IDocuments? store = null)
    {
        var directory = Directory(integration, store);
        Assert.NotNull(await directory.Create(Person("bob"), Right));
        return directory;
    }

    private async Task<Stored<EmbeddedPerson>> Stored() =>
        (await documents.FindByAlias(Org, EmbeddedDocuments.People, "0oa1234567890abcdefg/BOB@CORP.TEST"))!;

    private async Task Fill(int count)
    {
        var people = Enumerable.Range(0, count).Select(i => Person($"p{i}") with { ExternalId = EmbeddedPerson.IdOf(Org, "corp.test", $"p{i}"), Revision = i + 1 });
        Assert.True(await documents.Commit(EmbeddedDocuments.Insert(new UnitOfWork(Org), Integration().Id, people, count)));
    }
}
