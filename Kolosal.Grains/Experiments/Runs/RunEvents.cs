using System.Runtime.CompilerServices;

namespace Kolosal.Experiments;

/// <summary>Hands a run's events to those who follow it, once they are stored.</summary>
internal sealed class RunEvents
{
    private TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sequence number of the last event that is stored.</summary>
    public long Stored { get; private set; }

    /// <summary>What is stored may be seen; whoever waits looks again.</summary>
    public void Publish(long lastStored)
    {
        Stored = lastStored;
        var told = news;
        news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        told.SetResult();
    }

    /// <summary>The kept events past a sequence number, then those to come, until the run ends.</summary>
    public async IAsyncEnumerable<RunEvent> ReadAsync(RunRecord run, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (run.Exists)
        {
            var next = news.Task;
            foreach (var noted in run.Events.Where(e => e.Sequence > after && e.Sequence <= Stored).ToArray())
            {
                after = noted.Sequence;
                yield return noted;
            }
            if (after < Stored) continue;
            if (!run.Status.IsActive()) yield break;
            await next.WaitAsync(cancel);
        }
    }
}
