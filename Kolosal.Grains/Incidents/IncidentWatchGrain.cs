using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Kolosal.Incidents;

/// <remarks>Keeps nothing but who listens at the moment; what it passes on comes from <see cref="IncidentNewsGrain"/>.</remarks>
internal sealed class IncidentWatchGrain : Grain, IIncidentWatchGrain
{
    private const int MostWaiting = 256;

    private readonly HashSet<Channel<IncidentChanged>> listeners = [];

    public async IAsyncEnumerable<IncidentChanged> ChangesAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var heard = Channel.CreateBounded<IncidentChanged>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        listeners.Add(heard);
        try
        {
            await foreach (var change in heard.Reader.ReadAllAsync(cancel)) yield return change;
        }
        finally
        {
            listeners.Remove(heard);
        }
    }

    public Task TellAsync(IncidentChanged change)
    {
        foreach (var listener in listeners) listener.Writer.TryWrite(change);
        return Task.CompletedTask;
    }
}
