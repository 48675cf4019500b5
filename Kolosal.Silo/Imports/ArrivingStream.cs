using System.Diagnostics;
using Amazon.Runtime;
using Kolosal.Datasets;

namespace Kolosal.Imports;

/// <summary>A body from elsewhere, which must keep coming: a far side that goes quiet, drips or breaks off ends the import with a refusal.</summary>
/// <remarks>Only the time that is spent waiting for the far side counts; what is done with the bytes in between may take its own.</remarks>
/// <param name="host">For the refusal.</param>
/// <param name="inner">The body.</param>
/// <param name="patience">Time in which the next <see cref="LeastBytes"/>, or the end, must come.</param>
/// <param name="owners">What ends with it.</param>
internal sealed class ArrivingStream(string host, Stream inner, TimeSpan patience, params IDisposable[] owners) : OwningStream(inner, owners)
{
    /// <summary>About a kilobyte a second at the default patience of 60 s: slower than any line that a file is fetched over.</summary>
    internal const int LeastBytes = 64 << 10;

    private readonly Stream inner = inner;
    private TimeSpan waited;
    private long arrived;

    /// <exception cref="RejectedContentException">The body does not come to its end.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (arrived >= LeastBytes) (arrived, waited) = (0, TimeSpan.Zero);
        if (waited >= patience) throw TooSlow();
        long began = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience - waited);
        try
        {
            int read = await inner.ReadAsync(buffer, limit.Token);
            arrived += read;
            return read;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TooSlow();
        }
        catch (ObjectDisposedException) when (waited > TimeSpan.Zero)
        {
            // The read before ran out of time as its bytes came: it was answered, and its limit closed the connection behind it.
            throw TooSlow();
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or AmazonClientException or AmazonServiceException)
        {
            throw Refused($"{host} broke off before the end. Try again, or upload the file.");
        }
        finally
        {
            waited += Stopwatch.GetElapsedTime(began);
        }
    }

    private RejectedContentException TooSlow() => Refused(FormattableString.Invariant(
        $"{host} sent less than {LeastBytes >> 10} KiB within {patience.TotalSeconds:0} seconds. Try again, or upload the file."));

    private static RejectedContentException Refused(string message) => new(RejectionKind.Unusable, "datasets.import-refused", message);
}
