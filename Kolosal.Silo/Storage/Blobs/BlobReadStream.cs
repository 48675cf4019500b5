namespace Kolosal.Storage.Blobs;

/// <summary>Forward-only plain view of a sealed blob; a frame is checked before any of its bytes is handed out.</summary>
internal sealed class BlobReadStream(BlobSeal seal, string sha256, BlobReadStream.FrameSource source, IAsyncDisposable owner) : Stream
{
    private readonly byte[] sealedFrame = new byte[Math.Min(seal.Frame, seal.Length) + BlobSeal.TagBytes];
    private readonly byte[] plain = new byte[Math.Min(seal.Frame, seal.Length)];
    private long index;
    private int filled, taken;
    private bool disposed;

    /// <summary>Fills the buffer with the frame of an index, and answers how many bytes it has.</summary>
    public delegate ValueTask<int> FrameSource(long index, Memory<byte> buffer, CancellationToken cancel);

    public override bool CanRead => !disposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (buffer.IsEmpty) return 0;
        while (taken == filled)
        {
            if (index == seal.Frames) return 0;
            int read = await source(index, sealedFrame, cancel);
            filled = seal.Open(sealedFrame.AsSpan(0, read), index, plain, sha256);
            taken = 0;
            index++;
        }

        int count = Math.Min(buffer.Length, filled - taken);
        plain.AsMemory(taken, count).CopyTo(buffer);
        taken += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancel) =>
        ReadAsync(buffer.AsMemory(offset, count), cancel).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        seal.Dispose();
        await owner.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }
}
