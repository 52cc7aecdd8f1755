using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace FactorSeq.Web.Lab;

/// <summary>Keeps the beginning of a JSON answer while it goes out.</summary>
internal sealed class AnswerTee(IHttpResponseBodyFeature inner, HttpResponse response) : PipeWriter, IHttpResponseBodyFeature
{
    /// <summary>How much of an answer is kept, in bytes.</summary>
    internal const int Most = 8 * 1024;

    // Of most answers all.
    private const int Usual = 2 * 1024;

    private readonly PipeWriter writer = inner.Writer;
    private Memory<byte> lent;
    private byte[] seen = [];
    private int length;

    /// <summary>Hands over what it has kept, in room of <see cref="ArrayPool{T}.Shared"/>; it keeps nothing from then on.</summary>
    internal ArraySegment<byte> Release()
    {
        var released = new ArraySegment<byte>(seen, 0, length);
        (seen, length) = ([], Most);
        return released;
    }

    Stream IHttpResponseBodyFeature.Stream => inner.Stream;

    PipeWriter IHttpResponseBodyFeature.Writer => this;

    public override bool CanGetUnflushedBytes => writer.CanGetUnflushedBytes;

    public override long UnflushedBytes => writer.UnflushedBytes;

    public override void Advance(int bytes)
    {
        if (length < Most && response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true)
        {
            var kept = Math.Min(bytes, Most - length);
            if (seen.Length < length + kept)
            {
                Grow(length + kept);
            }

            lent.Span[..kept].CopyTo(seen.AsSpan(length));
            length += kept;
        }

        writer.Advance(bytes);
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Usual));
        seen.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(seen);
        seen = larger;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => lent = writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => writer.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => writer.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => writer.CompleteAsync(exception);

    void IHttpResponseBodyFeature.DisableBuffering() => inner.DisableBuffering();

    Task IHttpResponseBodyFeature.StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    Task IHttpResponseBodyFeature.SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken) =>
        inner.SendFileAsync(path, offset, count, cancellationToken);

    Task IHttpResponseBodyFeature.CompleteAsync() => inner.CompleteAsync();
}
