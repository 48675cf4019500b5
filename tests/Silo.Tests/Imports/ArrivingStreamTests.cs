using Kolosal.Datasets;

namespace Kolosal.Imports;

public sealed class ArrivingStreamTests
{
    /// <summary>A byte comes as the time for it runs out: the read is answered, and the connection is closed behind it.</summary>
    [Fact]
    public async Task A_connection_that_its_time_limit_closed_behind_a_byte_is_a_refusal()
    {
        await using var body = new ArrivingStream(
            "far.example", new ClosedBehind(new ObjectDisposedException("connection")), TimeSpan.FromMinutes(1));
        Assert.Equal(1, await body.ReadAsync(new byte[8]));
        var refused = await Assert.ThrowsAsync<RejectedContentException>(async () => await body.ReadExactlyAsync(new byte[1]));
        Assert.Equal("datasets.import-refused", refused.Code);
        Assert.Contains("far.example sent less than 64 KiB within 60 seconds", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_a_refusal_and_a_fault_of_our_own_is_not()
    {
        await using (var body = new ArrivingStream("far.example", new ClosedBehind(new IOException("reset")), TimeSpan.FromMinutes(1)))
        {
            Assert.Equal(1, await body.ReadAsync(new byte[8]));
            var refused = await Assert.ThrowsAsync<RejectedContentException>(async () => await body.ReadExactlyAsync(new byte[1]));
            Assert.Contains("broke off", refused.Message, StringComparison.Ordinal);
        }

        await using var ours = new ArrivingStream("far.example", new ClosedBehind(new NullReferenceException()), TimeSpan.FromMinutes(1));
        Assert.Equal(1, await ours.ReadAsync(new byte[8]));
        await Assert.ThrowsAsync<NullReferenceException>(async () => await ours.ReadExactlyAsync(new byte[1]));
    }

    private sealed class ClosedBehind(Exception next) : MemoryStream([1])
    {
        private bool answered;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (answered) throw next;
            answered = true;
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
