using System.Buffers;
using FactorSeq.Web.Lab;

namespace FactorSeq.Web.Tests.Lab;

/// <summary>The journal's room for answers goes from one request to another, and what somebody has read of it stays as it was.</summary>
public sealed class JournalRoomTests
{
    [Fact]
    public void What_was_read_does_not_change_when_its_room_is_another_requests()
    {
        var journal = new Journal();
        Fill(journal, 1);
        var read = journal.All;
        Fill(journal, 2);
        Assert.All(read, kept => AssertSays(1, kept.Answer));
        Assert.All(journal.All, kept => AssertSays(2, kept.Answer));
        Assert.Equal(Enumerable.Range(Journal.Kept + 1, Journal.Kept), journal.All.Select(kept => (int)kept.Entry.Number));
    }

    private static void Fill(Journal journal, byte says)
    {
        for (var i = 0; i < Journal.Kept; i++)
        {
            var room = ArrayPool<byte>.Shared.Rent(16);
            room.AsSpan().Fill(says);
            var entry = new JournalEntry { At = DateTimeOffset.UnixEpoch, RequestId = "", Method = "GET", Path = "/", Query = "" };
            journal.Add(entry, new ArraySegment<byte>(room, 0, 16));
        }
    }

    private static void AssertSays(byte expected, ReadOnlyMemory<byte> answer) => Assert.All(answer.ToArray(), said => Assert.Equal(expected, said));
}
