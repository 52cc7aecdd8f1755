using System.Globalization;

namespace FactorSeq.Testing;

/// <summary>Every text message, call and mail that the org has sent.</summary>
public sealed class OrgMailbox
{
    private readonly OrgWire wire;

    internal OrgMailbox(OrgWire wire) => this.wire = wire;

    /// <summary>Messages, newest first.</summary>
    /// <param name="login">To whom; null for everybody.</param>
    /// <param name="channel"><c>sms</c>, <c>call</c> or <c>email</c>; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<Message>> MessagesAsync(string? login = null, string? channel = null, CancellationToken cancellation = default) =>
    [
        .. (await wire.Get(
            $"/emulator/messages?user={Uri.EscapeDataString(login ?? "")}&channel={Uri.EscapeDataString(channel ?? "")}", cancellation))!.AsArray()
            .Select(message => new Message(
                (string)message!["user"]!,
                (string)message["channel"]!,
                (string)message["to"]!,
                (string?)message["code"],
                (string?)message["link"],
                (string)message["text"]!,
                DateTimeOffset.Parse((string)message["at"]!, CultureInfo.InvariantCulture))),
    ];

    /// <summary>The newest code that was sent to somebody.</summary>
    /// <param name="login">To whom.</param>
    /// <param name="channel"><c>sms</c>, <c>call</c> or <c>email</c>; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">None was sent.</exception>
    public async Task<string> CodeAsync(string login, string? channel = null, CancellationToken cancellation = default) =>
        (await MessagesAsync(login, channel, cancellation)).FirstOrDefault(message => message.Code is not null)?.Code
            ?? throw new InvalidOperationException($"No code was sent to {login}{(channel is null ? "" : $" by {channel}")}.");
}

/// <summary>Something that was sent.</summary>
/// <param name="User">The login of whom it was sent to.</param>
/// <param name="Channel"><c>sms</c>, <c>call</c> or <c>email</c>.</param>
/// <param name="To">Number or address.</param>
/// <param name="Code">The code in it.</param>
/// <param name="Link">The link in it.</param>
/// <param name="Text">All of it.</param>
/// <param name="At">When, by the org's clock.</param>
public sealed record Message(string User, string Channel, string To, string? Code, string? Link, string Text, DateTimeOffset At);
