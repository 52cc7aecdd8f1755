using FactorSeq.Core.Ports;
using FactorSeq.Storage.Memory;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Tests.Storage;

/// <summary>What every store must do, whatever it is made of.</summary>
public abstract class DocumentsContract
{
    private const string Org = "demo";
    private static readonly DateTimeOffset Now = new(2031, 2, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly DocumentKind<SeedMark> Kind = DocumentKinds.Seeds;
    private static readonly RecordKind<Message> Records = DocumentKinds.Messages;

    private protected abstract IDocuments Store { get; }

    private protected virtual int CommitsEach => 1000;

    [Fact]
    public async Task A_document_is_found_as_it_was_written_and_its_version_grows()
    {
        Assert.Null(await Store.Find(Org, Kind, "a"));
        Assert.True(await Store.Commit(New.Insert(Kind, "a", new SeedMark("one"))));
        var one = (await Store.Find(Org, Kind, "a"))!;
        Assert.Equal(("a", "one"), (one.Id, one.Value.Digest));
        Assert.True(await Store.Commit(New.Update(Kind, one, new SeedMark("two"))));
        var two = (await Store.Find(Org, Kind, "a"))!;
        Assert.Equal("two", two.Value.Digest);
        Assert.True(two.Version > one.Version);
        Assert.True(await Store.Commit(New.Delete(Kind, two)));
        Assert.Null(await Store.Find(Org, Kind, "a"));
    }

    [Fact]
    public async Task A_write_on_an_old_version_loses_and_changes_nothing()
    {
        await Store.Commit(New.Insert(Kind, "a", new SeedMark("one")));
        var one = (await Store.Find(Org, Kind, "a"))!;
        Assert.True(await Store.Commit(New.Update(Kind, one, new SeedMark("two"))));
        Assert.False(await Store.Commit(New.Update(Kind, one, new SeedMark("lost"))));
        Assert.False(await Store.Commit(New.Delete(Kind, one)));
        Assert.False(await Store.Commit(New.Insert(Kind, "a", new SeedMark("lost"))));
        Assert.Equal("two", (await Store.Find(Org, Kind, "a"))!.Value.Digest);
    }

    [Fact]
    public async Task A_document_that_is_gone_is_not_written_back()
    {
        await Store.Commit(New.Insert(Kind, "a", new SeedMark("one")));
        var one = (await Store.Find(Org, Kind, "a"))!;
        await Store.Commit(New.Delete(Kind, one));
        Assert.False(await Store.Commit(New.Update(Kind, one, new SeedMark("ghost"))));
        Assert.Null(await Store.Find(Org, Kind, "a"));
    }

    [Fact]
    public async Task A_document_takes_another_alias_where_that_is_free()
    {
        await Store.Commit(New.Insert(Kind, "a", new SeedMark("one"), alias: "ana").Insert(Kind, "b", new SeedMark("other"), alias: "ben"));
        var one = (await Store.Find(Org, Kind, "a"))!;
        Assert.False(await Store.Commit(New.Rename(Kind, one, new SeedMark("thief"), "ben")));
        Assert.True(await Store.Commit(New.Rename(Kind, one, new SeedMark("two"), "cid")));
        Assert.False(await Store.Commit(New.Rename(Kind, one, new SeedMark("late"), "dan")));
        Assert.Null(await Store.FindByAlias(Org, Kind, "ana"));
        var two = (await Store.FindByAlias(Org, Kind, "cid"))!;
        Assert.Equal(("a", "two"), (two.Id, two.Value.Digest));
        Assert.True(await Store.Commit(New.Update(Kind, two, new SeedMark("three"))));
        Assert.Equal("three", (await Store.FindByAlias(Org, Kind, "cid"))!.Value.Digest);
        Assert.Equal("other", (await Store.FindByAlias(Org, Kind, "ben"))!.Value.Digest);
    }

    [Fact]
    public async Task Records_follow_each_other_in_the_order_in_which_they_were_written()
    {
        foreach (var text in new[] { "one", "two", "three" })
        {
            await Store.Commit(New.Append(Records, text, Now, new Message(text, "u", FactorSeq.Core.Factors.Channel.Email, "to", null, null, text)));
        }

        var first = await Store.Following(Org, Records, 0, 2);
        Assert.Equal(["one", "two"], first.Select(record => record.Value.Id));
        Assert.Equal(["three"], (await Store.Following(Org, Records, first[^1].Sequence, 2)).Select(record => record.Value.Id));
        Assert.Empty(await Store.Following(Org, Records, first[^1].Sequence + 1000, 2));
        Assert.Empty(await Store.Following("other", Records, 0, 2));
    }

    [Fact]
    public async Task An_alias_belongs_to_one_document_and_survives_its_updates()
    {
        Assert.True(await Store.Commit(New.Insert(Kind, "a", new SeedMark("one"), alias: "ana@demo.test")));
        Assert.False(await Store.Commit(New.Insert(Kind, "b", new SeedMark("thief"), alias: "ana@demo.test")));
        Assert.Null(await Store.Find(Org, Kind, "b"));
        var found = (await Store.FindByAlias(Org, Kind, "ana@demo.test"))!;
        await Store.Commit(New.Update(Kind, found, new SeedMark("two")));
        Assert.Equal("two", (await Store.FindByAlias(Org, Kind, "ana@demo.test"))!.Value.Digest);
        Assert.True(await Store.Commit(new UnitOfWork("other").Insert(Kind, "a", new SeedMark("elsewhere"), alias: "ana@demo.test")));
        Assert.True(await Store.Commit(New.Delete(Kind, (await Store.Find(Org, Kind, "a"))!)));
        Assert.True(await Store.Commit(New.Insert(Kind, "b", new SeedMark("heir"), alias: "ana@demo.test")));
    }

    [Fact]
    public async Task Aliases_are_found_by_their_beginning_in_order_and_literally()
    {
        foreach (var alias in new[] { "ana@b.test", "ana@a.test", "anab@a.test", "an%@a.test", "an_@a.test", "ana@\U0001F600.test" })
        {
            await Store.Commit(New.Insert(Kind, "id of " + alias, new SeedMark(alias), alias: alias));
        }

        Assert.Equal(["ana@a.test", "ana@b.test", "ana@\U0001F600.test"], (await Store.FindByAliasPrefix(Org, Kind, "ana@", 10)).Select(d => d.Value.Digest));
        Assert.Equal(["an%@a.test"], (await Store.FindByAliasPrefix(Org, Kind, "an%", 10)).Select(d => d.Value.Digest));
        Assert.Single(await Store.FindByAliasPrefix(Org, Kind, "ana@", 1));
    }

    [Fact]
    public async Task A_list_goes_on_behind_the_last_id_that_was_read()
    {
        foreach (var id in new[] { "c/1", "a/2", "", "b", "a/10", "a/1" })
        {
            await Store.Commit(New.Insert(Kind, id, new SeedMark(id)));
        }

        Assert.Equal(["", "a/1", "a/10"], await Ids("", 3));
        Assert.Equal(["a/2", "b", "c/1"], await Ids("a/10", 10));
        Assert.Equal(["b"], await Ids("a/3", 1));
        Assert.Empty(await Ids("c/1", 10));

        async Task<IEnumerable<string>> Ids(string after, int limit) => (await Store.List(Org, Kind, limit, after)).Select(d => d.Id);
    }

    [Fact]
    public async Task What_is_written_after_a_list_was_read_stands_in_the_next_one_in_its_place()
    {
        Assert.True(await Store.Commit(New.Insert(Kind, "b", new SeedMark("b"), alias: "2")));
        Assert.Equal(["b"], await Ids());
        Assert.Equal(["b"], await Aliases());

        Assert.True(await Store.Commit(New.Insert(Kind, "c", new SeedMark("c"), alias: "3").Insert(Kind, "a", new SeedMark("a"), alias: "4")));
        Assert.False(await Store.Commit(New.Insert(Kind, "d", new SeedMark("d"), alias: "5").Insert(Kind, "b", new SeedMark("b"))));
        Assert.Equal(["a", "b", "c"], await Ids());
        Assert.Equal(["b", "c", "a"], await Aliases());

        var b = (await Store.Find(Org, Kind, "b"))!;
        Assert.True(await Store.Commit(New.Rename(Kind, (await Store.Find(Org, Kind, "a"))!, new SeedMark("a"), "1").Delete(Kind, b)));
        Assert.Equal(["a", "c"], await Ids());
        Assert.Equal(["a", "c"], await Aliases());

        async Task<IEnumerable<string>> Ids() => (await Store.List(Org, Kind, 10)).Select(d => d.Id);
        async Task<IEnumerable<string>> Aliases() => (await Store.FindByAliasPrefix(Org, Kind, "", 10)).Select(d => d.Id);
    }

    [Fact]
    public async Task A_unit_of_work_is_written_whole_or_not_at_all()
    {
        await Store.Commit(New.Insert(Kind, "taken", new SeedMark("first")));
        Assert.False(await Store.Commit(New
            .Insert(Kind, "new", new SeedMark("one"))
            .Append(Records, "ana", Now, Text("one"))
            .Insert(Kind, "taken", new SeedMark("second"))
            .Insert(Kind, "later", new SeedMark("one"))));
        Assert.Null(await Store.Find(Org, Kind, "new"));
        Assert.Null(await Store.Find(Org, Kind, "later"));
        Assert.Empty(await Store.Recent(Org, Records, null, 10));
        Assert.Equal("first", (await Store.Find(Org, Kind, "taken"))!.Value.Digest);
        Assert.True(await Store.Commit(New.Insert(Kind, "new", new SeedMark("one")).Append(Records, "ana", Now, Text("one"))));
        Assert.Single(await Store.Recent(Org, Records, null, 10));
    }

    [Fact]
    public async Task Records_come_newest_first_by_subject_or_all_whatever_their_instants()
    {
        for (var i = 0; i < 6; i++)
        {
            await Store.Commit(New.Append(Records, i % 2 == 0 ? "ana" : "ben", Now.AddMinutes(-i), Text($"{i}")));
        }

        Assert.Equal(["5", "4", "3", "2", "1", "0"], (await Store.Recent(Org, Records, null, 10)).Select(r => r.Value.Text));
        Assert.Equal(["4", "2"], (await Store.Recent(Org, Records, "ana", 2)).Select(r => r.Value.Text));
        Assert.Equal(Now.AddMinutes(-4), (await Store.Recent(Org, Records, "ana", 1))[0].At);
        Assert.Empty(await Store.Recent("other", Records, null, 10));
    }

    [Fact]
    public async Task A_sweep_drops_what_has_expired_and_keeps_the_newest_records_of_each_kind()
    {
        await Store.Commit(New
            .Insert(Kind, "for ever", new SeedMark("x"))
            .Insert(Kind, "over", new SeedMark("x"), expires: Now.AddSeconds(-1))
            .Insert(Kind, "alive", new SeedMark("x"), expires: Now.AddSeconds(1)));
        await Store.Commit(new UnitOfWork("other").Insert(Kind, "over", new SeedMark("x"), expires: Now.AddSeconds(-1)).Append(Records, "ana", Now, Text("other")));
        for (var i = 0; i < 20; i++)
        {
            await Store.Commit(New.Append(Records, $"user {i % 3}", Now, Text($"{i}")));
        }

        await Store.Sweep(Org, Now, 5);
        Assert.Equal(["alive", "for ever"], (await Store.List(Org, Kind, 10)).Select(d => d.Id));
        Assert.Equal(["19", "18", "17", "16", "15"], (await Store.Recent(Org, Records, null, 100)).Select(r => r.Value.Text));
        Assert.Single(await Store.List("other", Kind, 10));
        Assert.Single(await Store.Recent("other", Records, null, 10));
        await Store.Sweep(Org, Now, 5);
        Assert.Equal(5, (await Store.Recent(Org, Records, null, 100)).Count);
    }

    [Fact]
    public async Task An_update_may_move_a_documents_end()
    {
        await Store.Commit(New.Insert(Kind, "a", new SeedMark("x"), expires: Now.AddMinutes(1)));
        await Store.Commit(New.Update(Kind, (await Store.Find(Org, Kind, "a"))!, new SeedMark("x"), Now.AddMinutes(9)));
        await Store.Sweep(Org, Now.AddMinutes(5), 5);
        Assert.NotNull(await Store.Find(Org, Kind, "a"));
    }

    [Fact]
    public async Task A_work_that_is_lost_leaves_names_ends_and_records_as_they_were()
    {
        await Store.Commit(New
            .Insert(Kind, "a", new SeedMark("one"), alias: "ana", expires: Now.AddMinutes(1))
            .Insert(Kind, "b", new SeedMark("one"), alias: "ben")
            .Insert(DocumentKinds.Lives, "l", new OrgLife())
            .Append(Records, "ana", Now, Text("one")));
        var (a, b) = ((await Store.Find(Org, Kind, "a"))!, (await Store.Find(Org, Kind, "b"))!);
        Assert.False(await Store.Commit(New
            .Clear("message")
            .Append(Records, "ana", Now, Text("lost"))
            .Insert(Kind, "a", new SeedMark("lost"), alias: "ben")
            .Insert(Kind, "b", new SeedMark("lost"), alias: "ben")));
        Assert.False(await Store.Commit(New
            .Update(Kind, a, new SeedMark("lost"), Now.AddMinutes(9))
            .Rename(Kind, b, new SeedMark("lost"), "cid")
            .Replace(Kind, "c", new SeedMark("lost"))
            .Append(Records, "cid", Now, Text("lost"))
            .Delete(Kind, a)));
        Assert.Equal(["ana", "ben"], (await Store.FindByAliasPrefix(Org, Kind, "", 10)).Select(found => found.Id == "a" ? "ana" : "ben"));
        Assert.Null(await Store.FindByAlias(Org, Kind, "cid"));
        Assert.NotNull(await Store.Find(Org, DocumentKinds.Lives, "l"));
        Assert.Equal(["one"], (await Store.Recent(Org, Records, null, 10)).Select(record => record.Value.Text));
        Assert.Empty(await Store.Recent(Org, Records, "cid", 10));
        Assert.True(await Store.Commit(New.Update(Kind, b, new SeedMark("two"))));
        await Store.Sweep(Org, Now.AddMinutes(5), 5);
        Assert.Equal(["b"], (await Store.List(Org, Kind, 10)).Select(document => document.Id));
        Assert.Null(await Store.FindByAlias(Org, Kind, "ana"));
    }

    [Fact]
    public async Task A_document_is_replaced_whatever_was_there_and_keeps_its_alias()
    {
        await Store.Commit(New.Insert(Kind, "a", new SeedMark("one"), alias: "ana").Replace(Kind, "b", new SeedMark("one"), Now));
        await Store.Commit(New.Replace(Kind, "a", new SeedMark("two")).Replace(Kind, "b", new SeedMark("two")));
        Assert.Equal(("a", "two", 2L), (await Store.FindByAlias(Org, Kind, "ana")) is { } a ? (a.Id, a.Value.Digest, a.Version) : default);
        await Store.Sweep(Org, Now.AddDays(1), 5);
        Assert.NotNull(await Store.Find(Org, Kind, "b"));
    }

    [Fact]
    public async Task A_document_ends_when_its_last_write_says_however_often_that_moved()
    {
        await Store.Commit(New.Insert(Kind, "a", new SeedMark("x"), expires: Now.AddMinutes(9)).Insert(Kind, "b", new SeedMark("x"), expires: Now.AddMinutes(1)));
        await Move("a", 2);
        await Move("a", 4);
        await Move("b", 3);
        foreach (var (minute, alive) in new[] { (2, "ab"), (3, "ab"), (4, "a"), (5, "") })
        {
            await Store.Sweep(Org, Now.AddMinutes(minute), 5);
            Assert.Equal(alive, string.Concat((await Store.List(Org, Kind, 10)).Select(document => document.Id)));
        }

        async Task Move(string id, int minutes) =>
            Assert.True(await Store.Commit(New.Update(Kind, (await Store.Find(Org, Kind, id))!, new SeedMark("x"), Now.AddMinutes(minutes))));
    }

    [Fact]
    public async Task What_a_lost_work_had_deleted_still_ends()
    {
        await Store.Commit(New.Insert(Kind, "a", new SeedMark("x"), expires: Now.AddMinutes(1)));
        Assert.False(await Store.Commit(New.Delete(Kind, (await Store.Find(Org, Kind, "a"))!).Expect(Kind, "nobody")));
        Assert.NotNull(await Store.Find(Org, Kind, "a"));
        await Store.Sweep(Org, Now.AddMinutes(2), 5);
        Assert.Null(await Store.Find(Org, Kind, "a"));
    }

    [Fact]
    public async Task Documents_end_as_a_plain_list_of_them_would()
    {
        var (chance, model, now) = (new Random(20261129), new SortedDictionary<string, DateTimeOffset?>(StringComparer.Ordinal), Now);
        for (var round = 0; round < 200; round++)
        {
            var id = $"{chance.Next(12):d2}";
            DateTimeOffset? end = chance.Next(8) == 0 ? null : now.AddSeconds(chance.Next(-30, 240));
            var stored = await Store.Find(Org, Kind, id);
            Assert.Equal(model.ContainsKey(id), stored is not null);
            switch (chance.Next(4))
            {
                case 0 when stored is not null:
                    Assert.True(await Store.Commit(New.Delete(Kind, stored)));
                    model.Remove(id);
                    break;
                case 1:
                    now = now.AddSeconds(chance.Next(50));
                    await Store.Sweep(Org, now, 5);
                    model.Where(one => one.Value < now).ToList().ForEach(one => model.Remove(one.Key));
                    break;
                default:
                    Assert.True(await Store.Commit(stored is null
                        ? New.Insert(Kind, id, new SeedMark("x"), expires: end)
                        : New.Update(Kind, stored, new SeedMark("x"), end)));
                    model[id] = end;
                    break;
            }
        }

        Assert.Equal(model.Keys, (await Store.List(Org, Kind, 100)).Select(document => document.Id));
    }

    [Fact]
    public async Task What_is_not_there_is_expected_in_vain()
    {
        Assert.False(await Store.Commit(New.Insert(Kind, "a", new SeedMark("x")).Expect(Kind, "b")));
        Assert.True(await Store.Commit(New.Insert(Kind, "a", new SeedMark("x")).Expect(Kind, "a")));
    }

    [Fact]
    public async Task Clearing_forgets_one_org_and_goes_with_the_rest_of_its_work()
    {
        await Store.Commit(New.Insert(Kind, "a", new SeedMark("x"), alias: "a").Append(Records, "ana", Now, Text("x")));
        await Store.Commit(new UnitOfWork("other").Insert(Kind, "a", new SeedMark("x")));
        Assert.False(await Store.Commit(New.Clear().Insert(Kind, "b", new SeedMark("x")).Insert(Kind, "b", new SeedMark("y"))));
        Assert.NotNull(await Store.Find(Org, Kind, "a"));
        Assert.True(await Store.Commit(New.Clear().Insert(Kind, "b", new SeedMark("x"), alias: "a")));
        Assert.Equal(["b"], (await Store.List(Org, Kind, 10)).Select(d => d.Id));
        Assert.Empty(await Store.Recent(Org, Records, null, 10));
        Assert.NotNull(await Store.Find("other", Kind, "a"));
    }

    [Fact]
    public async Task Eight_threads_and_many_commits_each_lose_nothing()
    {
        const int Threads = 8;
        var commits = CommitsEach;
        await Store.Commit(New.Insert(Kind, "counter", new SeedMark("0")));
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < commits; i++)
            {
                while (true)
                {
                    var work = New.Append(Records, $"thread {thread}", Now, Text($"{i}"));
                    if (i % 10 == 0)
                    {
                        var read = (await Store.Find(Org, Kind, "counter"))!;
                        work.Update(Kind, read, new SeedMark($"{int.Parse(read.Value.Digest) + 1}"));
                    }

                    if (await Store.Commit(work))
                    {
                        break;
                    }
                }
            }
        })));
        Assert.Equal($"{Threads * commits / 10}", (await Store.Find(Org, Kind, "counter"))!.Value.Digest);
        for (var thread = 0; thread < Threads; thread++)
        {
            var mine = await Store.Recent(Org, Records, $"thread {thread}", 2 * commits);
            Assert.Equal(Enumerable.Range(0, commits).Reverse().Select(i => $"{i}"), mine.Select(r => r.Value.Text));
        }
    }

    [Fact]
    public async Task Nobody_sees_what_is_taken_back_or_half_of_what_is_written()
    {
        await Store.Commit(New.Insert(Kind, "first", new SeedMark("0")).Insert(Kind, "second", new SeedMark("0")).Insert(Kind, "taken", new SeedMark("x")));
        var over = false;
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref over))
            {
                var first = int.Parse((await Store.Find(Org, Kind, "first"))!.Value.Digest);
                Assert.True(int.Parse((await Store.Find(Org, Kind, "second"))!.Value.Digest) >= first);
                Assert.Null(await Store.Find(Org, Kind, "ghost"));
                Assert.Null(await Store.FindByAlias(Org, Kind, "ghost"));
            }
        })).ToList();
        for (var i = 1; i <= CommitsEach / 2 && !readers.Any(reader => reader.IsFaulted); i++)
        {
            var value = new SeedMark($"{i}");
            Assert.True(await Store.Commit(New.Update(Kind, new("first", value, i), value).Update(Kind, new("second", value, i), value)));
            Assert.False(await Store.Commit(New.Insert(Kind, "ghost", new SeedMark("x"), alias: "ghost").Insert(Kind, "taken", new SeedMark("y"))));
        }

        Volatile.Write(ref over, true);
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task Revisions_tell_how_far_documents_of_some_kinds_have_come()
    {
        await Store.Commit(New.Insert(Kind, "b", new SeedMark("x")).Insert(DocumentKinds.Lives, "l", new OrgLife()).Insert(DocumentKinds.AddedOrgs, "o", new("a", "b")));
        await Store.Commit(New.Insert(Kind, "a", new SeedMark("x")));
        await Store.Commit(New.Update(Kind, (await Store.Find(Org, Kind, "a"))!, new SeedMark("y")));
        Assert.Equal(
            [new Revision("life", "l", 1), new Revision("seed", "a", 2), new Revision("seed", "b", 1)],
            await Store.Revisions(Org, ["seed", "life"]));
        Assert.Empty(await Store.Revisions("other", ["seed", "life"]));
    }

    [Fact]
    public async Task An_org_is_copied_but_for_what_stays_where_it_is()
    {
        await Store.Commit(New.Insert(Kind, "a", new SeedMark("x"), alias: "ana").Insert(DocumentKinds.Lives, "l", new OrgLife()).Append(Records, "ana", Now, Text("x")));
        Assert.True(await Store.Commit(new UnitOfWork("copy").Clear().Copy(Org, "life")));
        Assert.Equal("x", (await Store.FindByAlias("copy", Kind, "ana"))!.Value.Digest);
        Assert.Null(await Store.Find("copy", DocumentKinds.Lives, "l"));
        Assert.Single(await Store.Recent("copy", Records, null, 10));
        Assert.True(await Store.Commit(new UnitOfWork("copy").Clear("message").Copy(Org, "message", "seed")));
        Assert.Null(await Store.FindByAlias("copy", Kind, "ana"));
        Assert.Single(await Store.Recent("copy", Records, null, 10));
        Assert.NotNull(await Store.Find("copy", DocumentKinds.Lives, "l"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("a\u0001\u0002b")]
    [InlineData("'; DROP TABLE document; --")]
    [InlineData("\U0001F600 ünï")]
    public async Task Any_text_may_be_a_name(string name)
    {
        Assert.True(await Store.Commit(New.Insert(Kind, name, new SeedMark(name), alias: name).Append(Records, name, Now, Text(name))));
        Assert.Equal(name, (await Store.Find(Org, Kind, name))!.Value.Digest);
        Assert.Equal(name, (await Store.FindByAlias(Org, Kind, name))!.Value.Digest);
        Assert.Equal(name, (await Store.Recent(Org, Records, name, 1))[0].Value.Text);
        Assert.Null(await Store.Find(Org, Kind, name + "x"));
    }

    private static UnitOfWork New => new(Org);

    private static Message Text(string text) => new("id", "user", Core.Factors.Channel.Sms, "+1", null, null, text);
}

public sealed class MemoryTests : DocumentsContract
{
    private protected override IDocuments Store { get; } = new MemoryDocuments();
}
