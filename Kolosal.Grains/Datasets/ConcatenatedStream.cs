namespace Kolosal.Datasets;

/// <summary>Bytes that were read ahead, then the rest of the stream they came from.</summary>
internal sealed class ConcatenatedStream(ReadOnlyMemory<byte> head, Stream rest) : Stream
{
    private ReadOnlyMemory<byte> ahead = head;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ahead.IsEmpty ? rest.ReadAsync(buffer, cancellationToken) : new(TakeAhead(buffer.Span));

    public override int Read(byte[] buffer, int offset, int count) =>
        ahead.IsEmpty ? rest.Read(buffer, offset, count) : TakeAhead(buffer.AsSpan(offset, count));

    private int TakeAhead(Span<byte> buffer)
    {
        int taken = Math.Min(buffer.Length, ahead.Length);
        ahead.Span[..taken].CopyTo(buffer);
        ahead = ahead[taken..];
        return taken;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
