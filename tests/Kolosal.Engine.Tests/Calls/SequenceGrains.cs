using System.Runtime.CompilerServices;

namespace Kolosal.Engine.Tests.Calls;

public interface ISequenceGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> CountAsync(int to, CancellationToken cancel = default);
    IAsyncEnumerable<int> FailAfterAsync(int good, CancellationToken cancel = default);
    IAsyncEnumerable<int> GatedAsync(string gate, CancellationToken cancel = default);
    IAsyncEnumerable<Point> PointsAsync(CancellationToken cancel = default);
    Task<int> EndedAsync();
}

public sealed class SequenceGrain : Grain, ISequenceGrain
{
    private int _ended;

    public async IAsyncEnumerable<int> CountAsync(int to, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        try
        {
            for (int i = 0; i < to; i++)
            {
                cancel.ThrowIfCancellationRequested();
                if (i % 10 == 3) await Task.Yield();
                yield return i;
            }
        }
        finally
        {
            _ended++;
        }
    }

    public async IAsyncEnumerable<int> FailAfterAsync(int good, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (int i = 0; i < good; i++) yield return i;
        await Task.Yield();
        throw new InvalidOperationException("enough");
    }

    public async IAsyncEnumerable<int> GatedAsync(string gate, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        yield return 1;
        try
        {
            await Gate.PassAsync(gate).WaitAsync(cancel);
            yield return 2;
        }
        finally
        {
            _ended++;
        }
    }

    public async IAsyncEnumerable<Point> PointsAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        await Task.Yield();
        yield return new Point(1, 2);
    }

    public Task<int> EndedAsync() => Task.FromResult(_ended);
}
