namespace Kolosal.Storage.Log;

/// <summary>Records that will reach the disk under one fsync; all who wait for them wait for the same task.</summary>
internal sealed class AppendBatch(byte[] buffer)
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Holds the frames; free for another batch once this one is done.</summary>
    public byte[] Buffer { get; private set; } = buffer;

    public int Count { get; private set; }

    public int Bytes { get; private set; }

    /// <summary>Somebody waits, so the writer must not.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>When its first record came, in milliseconds of the tick count.</summary>
    public long Since { get; private set; }

    public Task Done => done.Task;

    public Span<byte> Frames => Buffer.AsSpan(0, Bytes);

    public ReadOnlyMemory<byte> Written => Buffer.AsMemory(0, Bytes);

    public void Add(ReadOnlySpan<byte> payload, long position)
    {
        int size = RecordFrame.HeaderBytes + payload.Length;
        if (Buffer.Length - Bytes < size)
        {
            var larger = new byte[Math.Max(Buffer.Length * 2, Bytes + size)];
            Written.CopyTo(larger);
            Buffer = larger;
        }

        if (Count == 0) Since = Environment.TickCount64;
        RecordFrame.Write(Buffer.AsSpan(Bytes, size), payload, position, Count);
        Bytes += size;
        Count++;
    }

    public void Succeed() => done.SetResult();

    public void Fail(Exception cause)
    {
        done.SetException(cause);
        _ = done.Task.Exception; // An unawaited batch must not surface later as an unobserved exception; the log itself stays failed.
    }
}
