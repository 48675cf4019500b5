using Kolosal.Numerics;
using Microsoft.Extensions.Options;

namespace Kolosal.Explanations;

/// <summary>Where a silo explains: a bounded number of threads below the priority of those that answer requests, some for callers who wait and
/// some for what takes long, so that neither holds the other up. Safe for any number of callers.</summary>
internal sealed class ExplanationThreads(IOptions<ExplanationsOptions> options) : IDisposable
{
    private readonly SemaphoreSlim waited = new(options.Value.Concurrent), beside = new(options.Value.ConcurrentLong);

    public void Dispose()
    {
        waited.Dispose();
        beside.Dispose();
    }

    /// <summary>Computes on a thread of its own.</summary>
    /// <param name="takesLong">Whether nobody waits for the answer.</param>
    /// <param name="work">Touches only what it captured, which nobody changes; polls what cancels it.</param>
    /// <param name="cancel">Takes it out of the queue.</param>
    public async Task<T> RunAsync<T>(bool takesLong, Func<T> work, CancellationToken cancel)
    {
        var slots = takesLong ? beside : waited;
        await slots.WaitAsync(cancel);
        try
        {
            return await OwnThread.RunAsync("explanation", work);
        }
        finally
        {
            slots.Release();
        }
    }
}
