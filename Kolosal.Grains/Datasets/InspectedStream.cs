namespace Kolosal.Datasets;

/// <summary>Passes a stream on and shows every byte to an inspector on the way, so
/// content is looked at while it is stored and not once more.</summary>
internal sealed class InspectedStream(Stream inner, ContentInspector inspector) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        Show(buffer.Span[..read], buffer.Length > 0);
        return read;
    }

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        Show(buffer[..read], buffer.Length > 0);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    private void Show(ReadOnlySpan<byte> bytes, bool asked)
    {
        if (bytes.IsEmpty && asked) inspector.Finish();
        else inspector.Feed(bytes);
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
