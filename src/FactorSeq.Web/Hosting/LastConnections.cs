using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace FactorSeq.Web.Hosting;

/// <summary>
/// Listens so that whoever was let in is answered. Linux resets the connections that wait in a listening socket's queue when it is closed, and Kestrel
/// lets go of those that have not sent anything yet: a load balancer that learns of the end by a refused connection has sent its request by then, and
/// may not send it again.
/// </summary>
internal sealed class LastConnections(ILoggerFactory logs, TimeProvider machine) : IConnectionListenerFactory
{
    // For handshakes under way when nobody is let in any more, and for the requests of those who came last.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    // A queue that is not empty by then is filled without end, or nobody takes from it.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket? listening = null;
        var options = new SocketTransportOptions
        {
            CreateBoundListenSocket = at => listening = SocketTransportOptions.CreateDefaultBoundListenSocket(at),
        };
        var listener = await new SocketTransportFactory(Options.Create(options), logs).BindAsync(endpoint, cancellationToken);
        return new Listener(listener, listening!, machine);
    }

    private sealed class Listener(IConnectionListener inner, Socket listening, TimeProvider machine) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => inner.AcceptAsync(cancellationToken);

        // Kestrel goes on accepting until this is over, and only then lets go of connections that are idle.
        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            if (OperatingSystem.IsLinux() && EndPoint is IPEndPoint)
            {
                Handshakes.Refuse(listening);
                await Task.Delay(Grace, machine, cancellationToken);
            }

            var began = machine.GetTimestamp();
            while (listening.Poll(0, SelectMode.SelectRead) && machine.GetElapsedTime(began) < Longest)
            {
                await Task.Yield();
            }

            await inner.UnbindAsync(cancellationToken);
            await Task.Delay(Grace, machine, cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    /// <summary>
    /// A filter in the kernel for a listening socket (socket(7), SO_ATTACH_FILTER): who begins a handshake hears nothing, asks again a second later as
    /// TCP does, and is refused by then, or goes elsewhere before.
    /// </summary>
    private static class Handshakes
    {
        // SOL_SOCKET and SO_ATTACH_FILTER.
        private const int Level = 1;
        private const int AttachFilter = 26;

        // Of a TCP header (RFC 9293 §3.1): SYN and not ACK is passed over. The kernel copies it from here, so it may not move.
        private static readonly Line[] Program = Pinned(
            new(0x30, 0, 0, 13),           // load the byte of the flags
            new(0x54, 0, 0, 0x12),         // keep SYN and ACK
            new(0x15, 0, 1, 0x02),         // SYN alone?
            new(0x06, 0, 0, 0),            // drop it
            new(0x06, 0, 0, 0x7FFF_FFFF)); // let it pass

        internal static void Refuse(Socket listening)
        {
            // struct sock_fprog: the count, and a pointer at its own alignment.
            Span<byte> program = stackalloc byte[2 * nint.Size];
            program.Clear();
            MemoryMarshal.Write(program, (ushort)Program.Length);
            MemoryMarshal.Write(program[nint.Size..], Marshal.UnsafeAddrOfPinnedArrayElement(Program, 0));
            try
            {
                listening.SetRawSocketOption(Level, AttachFilter, program);
            }
            catch (SocketException)
            {
                // A sandbox without filters: whoever comes in the moment of closing may be lost.
            }
        }

        private static Line[] Pinned(params ReadOnlySpan<Line> lines)
        {
            var pinned = GC.AllocateArray<Line>(lines.Length, pinned: true);
            lines.CopyTo(pinned);
            return pinned;
        }

        /// <summary>struct sock_filter.</summary>
        [StructLayout(LayoutKind.Sequential)]
        private readonly record struct Line(ushort Code, byte IfTrue, byte IfFalse, uint Operand);
    }
}
