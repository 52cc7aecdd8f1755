using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>What every directory does, whatever is behind it.</summary>
public abstract class DirectoryContract(DirectoryWorld world)
{
    private const string Wrong = "Wrong-Passw0rd1";
    private const string Another = "An0ther-Passw0rd";

    private readonly IDirectory directory = world.Open();

    [Fact]
    public async Task The_right_password_binds_and_the_entry_is_shown()
    {
        var person = await world.Hire();

        var reply = await Authenticate(person, person.Password);

        Assert.Equal(DirectoryAnswer.Bound, reply.Answer);
        Assert.Null(reply.Diagnostic);
        var entry = reply.Entry!;
        Assert.Equal((person.Login, person.Name, "Given", "Test"), (entry.Login, entry.ShortName, entry.FirstName, entry.LastName));
        Assert.Equal((person.Login, "+1 555 0100", false, false), (entry.Email, entry.Phone, entry.Disabled, entry.Locked));
        Assert.Equal(person.DistinguishedName, entry.DistinguishedName, ignoreCase: true);
        Assert.True(entry.IsComplete);
        Assert.Equal(entry.ExternalId, Guid.Parse(entry.ExternalId).ToString());
    }

    [Fact]
    public async Task A_wrong_password_is_put_to_the_directory_once()
    {
        var person = await world.Hire();

        var reply = await Authenticate(person, Wrong);

        Assert.Equal(DirectoryAnswer.WrongPassword, reply.Answer);
        Assert.Equal(person.Name, reply.Entry?.ShortName);
        Assert.Equal(1, await world.WrongPasswords(person));
    }

    [Fact]
    public async Task An_empty_password_is_wrong_and_never_put_to_the_directory()
    {
        var person = await world.Hire();

        Assert.Equal(DirectoryAnswer.WrongPassword, (await Authenticate(person, "")).Answer);
        Assert.Equal(PasswordAnswer.OldPasswordWrong, (await directory.ChangePassword(person.User, new Secret(""), new Secret(Another), default)).Answer);
        Assert.Equal(0, await world.WrongPasswords(person));
    }

    [Fact]
    public async Task Nobody_of_that_login_or_that_id_is_not_found()
    {
        var person = await world.Hire();
        DirectoryUser[] nobody = [new("nobody@example.test", null), new(person.Login, Guid.NewGuid().ToString()), new(person.Login, "no id"), new("", null)];

        foreach (var user in nobody)
        {
            Assert.Equal(DirectoryAnswer.NotFound, (await directory.Authenticate(user, new Secret(person.Password), default)).Answer);
            Assert.Null(await directory.Find(user, default));
            Assert.Equal(PasswordAnswer.Unavailable, (await directory.ResetPassword(user, new Secret(Another), default)).Answer);
            Assert.False(await directory.Unlock(user, default));
        }
    }

    [Theory]
    [InlineData("*")]
    [InlineData("*)(objectClass=*")]
    [InlineData("x)(|(objectClass=*)")]
    [InlineData(@"\2a")]
    [InlineData(@"p\31@example.test")]
    [InlineData("{0}\0")]
    [InlineData("\0{0}")]
    [InlineData(" {0}")]
    [InlineData("{0} ")]
    [InlineData("{0}*")]
    [InlineData("{0})(mail=*")]
    [InlineData("{1},{2}")]
    [InlineData("CN={1},{2}")]
    [InlineData(",+\"\\<>;=#")]
    [InlineData("{0}@example.test")]
    [InlineData("p?@example.test")]
    [InlineData("\ud800")]
    public async Task A_login_is_a_value_and_never_a_question(string pattern)
    {
        var person = await world.Hire();
        var login = pattern.Replace("{0}", person.Login).Replace("{1}", person.Name).Replace("{2}", world.People);

        await FindsNobody(new DirectoryUser(login, null), person);
        await FindsNobody(new DirectoryUser(person.Login, login), person);
    }

    [Fact]
    public async Task A_login_of_any_length_is_a_value_and_never_a_question()
    {
        var person = await world.Hire();

        await FindsNobody(new DirectoryUser(new string('*', 10_000), null), person);
        await FindsNobody(new DirectoryUser($"{person.Login}{new string('a', 10_000)}", null), person);
    }

    [Fact]
    public async Task A_login_knows_no_case()
    {
        var person = await world.Hire();

        Assert.Equal(person.Name, (await directory.Find(new DirectoryUser(person.Login.ToUpperInvariant(), null), default))?.ShortName);
    }

    [Fact]
    public async Task Wrong_passwords_lock_and_an_administrator_unlocks()
    {
        var person = await world.Hire();
        for (var i = 0; i < world.LockoutThreshold; i++)
        {
            Assert.Equal(DirectoryAnswer.WrongPassword, (await Authenticate(person, Wrong)).Answer);
        }

        var locked = await Authenticate(person, person.Password);
        Assert.Equal((DirectoryAnswer.Locked, true), (locked.Answer, locked.Entry!.Locked));
        Assert.True((await directory.Find(person.User, default))!.Locked);

        Assert.True(await directory.Unlock(person.User, default));

        var open = await Authenticate(person, person.Password);
        Assert.Equal((DirectoryAnswer.Bound, false), (open.Answer, open.Entry!.Locked));
    }

    [Fact]
    public async Task Unlocking_does_not_enable()
    {
        var person = await world.Hire();
        await world.Put(person, DirectoryAnswer.Disabled);

        await directory.Unlock(person.User, default);

        Assert.Equal(DirectoryAnswer.Disabled, (await Authenticate(person, person.Password)).Answer);
        Assert.True((await directory.Find(person.User, default))!.Disabled);
    }

    [Theory]
    [InlineData(DirectoryAnswer.Disabled)]
    [InlineData(DirectoryAnswer.MustChangePassword)]
    [InlineData(DirectoryAnswer.PasswordExpired)]
    [InlineData(DirectoryAnswer.AccountExpired)]
    [InlineData(DirectoryAnswer.LogonHours)]
    [InlineData(DirectoryAnswer.Workstation)]
    public async Task What_stands_against_an_account_is_told_to_who_knows_its_password(DirectoryAnswer state)
    {
        if (!world.Knows(state))
        {
            return;
        }

        var person = await world.Hire();
        await world.Put(person, state);

        var reply = await Authenticate(person, person.Password);

        Assert.Equal(state, reply.Answer);
        Assert.Equal(state == DirectoryAnswer.Disabled, reply.Entry!.Disabled);
        Assert.Equal(0, await world.WrongPasswords(person));
    }

    [Fact]
    public async Task Who_is_deleted_is_not_found()
    {
        var person = await world.Hire();
        var id = (await directory.Find(person.User, default))!.ExternalId;
        await world.Delete(person);

        Assert.Equal(DirectoryAnswer.NotFound, (await Authenticate(person, person.Password)).Answer);
        Assert.Null(await directory.Find(new DirectoryUser(person.Login, id), default));
    }

    [Fact]
    public async Task Who_is_moved_out_of_what_is_read_is_not_found_and_not_asked()
    {
        var person = await world.Hire();
        var id = (await directory.Find(person.User, default))!.ExternalId;
        person = await world.Move(person, world.Elsewhere);

        Assert.Equal(DirectoryAnswer.NotFound, (await directory.Authenticate(new(person.Login, id), new Secret(Wrong), default)).Answer);
        Assert.Equal(DirectoryAnswer.NotFound, (await Authenticate(person, Wrong)).Answer);
        Assert.Equal(0, await world.WrongPasswords(person));
    }

    [Fact]
    public async Task An_id_finds_the_same_person_under_another_login()
    {
        var person = await world.Hire();
        var entry = (await directory.Find(person.User, default))!;
        await world.ChangeLogin(person, $"renamed-{person.Login}");

        var reply = await directory.Authenticate(new(person.Login, entry.ExternalId), new Secret(person.Password), default);

        Assert.Equal((DirectoryAnswer.Bound, $"renamed-{person.Login}"), (reply.Answer, reply.Entry!.Login));
        Assert.Equal(DirectoryAnswer.NotFound, (await Authenticate(person, person.Password)).Answer);
    }

    [Fact]
    public async Task Its_owner_changes_a_password_and_the_directory_judges_it()
    {
        var person = await world.Hire();

        Assert.Equal(PasswordAnswer.OldPasswordWrong, (await Change(person, Wrong, Another)).Answer);
        Assert.Equal(PasswordAnswer.Unfit, (await Change(person, person.Password, "short")).Answer);
        Assert.Equal(PasswordAnswer.Unfit, (await Change(person, person.Password, "")).Answer);
        Assert.Equal(DirectoryAnswer.Bound, (await Authenticate(person, person.Password)).Answer);

        Assert.Equal(PasswordAnswer.Changed, (await Change(person, person.Password, Another)).Answer);

        Assert.Equal(DirectoryAnswer.Bound, (await Authenticate(person, Another)).Answer);
    }

    [Fact]
    public async Task Who_must_change_a_password_can()
    {
        var person = await world.Hire();
        await world.Put(person, DirectoryAnswer.MustChangePassword);

        Assert.Equal(PasswordAnswer.Changed, (await Change(person, person.Password, Another)).Answer);

        Assert.Equal(DirectoryAnswer.Bound, (await Authenticate(person, Another)).Answer);
    }

    [Fact]
    public async Task An_administrator_sets_a_password_without_the_old_one()
    {
        var person = await world.Hire();

        Assert.Equal(PasswordAnswer.Unfit, (await directory.ResetPassword(person.User, new Secret("short"), default)).Answer);
        Assert.Equal(PasswordAnswer.Changed, (await directory.ResetPassword(person.User, new Secret(Another), default)).Answer);

        Assert.Equal(DirectoryAnswer.Bound, (await Authenticate(person, Another)).Answer);
    }

    [Fact]
    public async Task A_full_reading_gives_everybody_once_in_pages_that_can_be_taken_up_again()
    {
        const int Count = 1_001;
        var unit = await world.NewUnit();
        await world.HireMany(unit, $"m{Guid.NewGuid():N}"[..8], Count);
        var integration = world.Integration with { OrganizationalUnits = [unit] };

        var pages = await Pages(world.Open(integration), new(null, null));

        var all = pages.SelectMany(page => page.Entries).Select(entry => entry.ExternalId).ToList();
        Assert.Equal(Count, all.Distinct().Count());
        Assert.Equal(Count, all.Count);
        Assert.True(pages.Count > 1);
        Assert.All(pages.SkipLast(1), page => Assert.NotNull(page.Next));
        Assert.Null(pages[^1].Next);
        for (var i = 0; i < pages.Count - 1; i++)
        {
            var rest = await Pages(world.Open(integration), new(null, pages[i].Next));
            Assert.Equal(pages.Skip(i + 1).SelectMany(page => page.Entries), rest.SelectMany(page => page.Entries));
        }
    }

    [Fact]
    public async Task Units_are_read_one_after_the_other_and_nobody_twice()
    {
        var (one, other) = (await world.NewUnit(), await world.NewUnit());
        var people = new[] { await world.Hire(one), await world.Hire(other), await world.Hire(other) };
        await world.Hire();

        var read = await Everybody(new(null, null), one, other, one);

        Assert.Equal(people.Select(person => person.Name).Order(), read.Select(entry => entry.ShortName).Order());
    }

    [Fact]
    public async Task An_empty_unit_is_one_empty_last_page()
    {
        var integration = world.Integration with { OrganizationalUnits = [await world.NewUnit()] };

        var page = Assert.Single(await Pages(world.Open(integration), new(null, null)));

        Assert.Empty(page.Entries);
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task An_incremental_reading_gives_who_was_changed_since()
    {
        var unit = await world.NewUnit();
        var (still, changed) = (await world.Hire(unit), await world.Hire(unit));
        var own = world.Open(world.Integration with { OrganizationalUnits = [unit] });
        var before = await own.Position(default);
        var after = before;
        for (var i = 0; after == before; i++)
        {
            await world.Rename(changed, $"Renamed{i}");
            after = await own.Position(default);
        }

        Assert.Equal(before.Server, after.Server);
        Assert.Contains(changed.Name, (await Everybody(new(before.Revision, null), unit)).Select(entry => entry.ShortName));
        Assert.DoesNotContain(still.Name, (await Everybody(new(after.Revision, null), unit)).Select(entry => entry.ShortName));
    }

    [Fact]
    public async Task No_time_left_is_an_answer()
    {
        var person = await world.Hire();
        var over = new CancellationToken(canceled: true);

        Assert.Equal(DirectoryAnswer.TimedOut, (await directory.Authenticate(person.User, new Secret(Wrong), over)).Answer);
        Assert.Equal(PasswordAnswer.Unavailable, (await directory.ResetPassword(person.User, new Secret(Another), over)).Answer);
        Assert.False(await directory.Unlock(person.User, over));
        Assert.Equal(0, await world.WrongPasswords(person));
    }

    protected static async Task<List<DirectoryPage>> Pages(IDirectory directory, DirectoryQuery query)
    {
        var pages = new List<DirectoryPage>();
        await foreach (var page in directory.Read(query, default))
        {
            pages.Add(page);
        }

        return pages;
    }

    protected ValueTask<DirectoryReply> Authenticate(Person person, string password) =>
        directory.Authenticate(person.User, new Secret(password), default);

    private ValueTask<PasswordReply> Change(Person person, string old, string @new) =>
        directory.ChangePassword(person.User, new Secret(old), new Secret(@new), default);

    private async Task<List<DirectoryEntry>> Everybody(DirectoryQuery query, params ImmutableArray<string> units) =>
        [.. (await Pages(world.Open(world.Integration with { OrganizationalUnits = units }), query)).SelectMany(page => page.Entries)];

    private async Task FindsNobody(DirectoryUser user, Person person)
    {
        Assert.Null(await directory.Find(user, default));
        Assert.Equal(DirectoryAnswer.NotFound, (await directory.Authenticate(user, new Secret(person.Password), default)).Answer);
        Assert.NotEqual(PasswordAnswer.Changed, (await directory.ChangePassword(user, new Secret(person.Password), new Secret(Another), default)).Answer);
        Assert.NotEqual(PasswordAnswer.Changed, (await directory.ResetPassword(user, new Secret(Another), default)).Answer);
        Assert.False(await directory.Unlock(user, default));
    }
}
