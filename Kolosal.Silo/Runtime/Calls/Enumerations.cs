using Kolosal.Runtime.Activations;
using Kolosal.Runtime.Copying;

namespace Kolosal.Runtime.Calls;

/// <summary>The result of calling a method that returns a sequence: nothing runs until somebody enumerates it.</summary>
internal abstract class EnumerableRequest<T> : Request, IAsyncEnumerable<T>, IBatchedEnumerable
{
    public const int DefaultBatch = 100;

    public int MaxBatchSize { get; set; } = DefaultBatch;

    public override bool IsAnswered => false;

    public static IAsyncEnumerable<T> From(GrainReference reference, EnumerableRequest<T> request)
    {
        request.Reference = reference;
        request.CopyArguments(new CopyContext(reference.Engine.Strict is not null));
        return request;
    }

    /// <summary>Runs the method on the grain object.</summary>
    public abstract IAsyncEnumerable<T> InvokeEnumerable(object grain);

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new GrainEnumerator<T>(this, cancellationToken);

    public override Task InvokeMethod(object grain) => throw new InvalidOperationException("A sequence is pulled, not called.");
    public override void CompleteFrom(Task task) => throw new InvalidOperationException("A sequence is pulled, not called.");
    public override bool TryFail(Exception error) => false;
    public override bool TryCancel(CancellationToken token) => false;
}

/// <summary>The caller's side of an enumeration.</summary>
internal sealed class GrainEnumerator<T> : IAsyncEnumerator<T>
{
    private static readonly GrainMethod PullMethod = new(typeof(GrainEnumerator<T>).GetMethod(nameof(MoveNextAsync))!);
    private static readonly GrainMethod EndMethod = new(typeof(GrainEnumerator<T>).GetMethod(nameof(DisposeAsync))!);

    private readonly EnumerableRequest<T> _request;
    private readonly CancellationTokenSource? _linked;
    private readonly CancellationToken _cancel;
    private readonly Guid _id = Guid.NewGuid();
    private Batch<T> _batch = new([], false);
    private int _index = -1;
    private bool _started;

    public GrainEnumerator(EnumerableRequest<T> request, CancellationToken cancel)
    {
        _request = request;
        if (cancel.CanBeCanceled && request.CallerToken.CanBeCanceled && cancel != request.CallerToken)
            _linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, request.CallerToken);
        _cancel = _linked?.Token ?? (cancel.CanBeCanceled ? cancel : request.CallerToken);
    }

    public T Current => _batch.Items[_index];

    public async ValueTask<bool> MoveNextAsync()
    {
        _cancel.ThrowIfCancellationRequested();
        if (++_index < _batch.Items.Count) return true;
        while (!_batch.IsLast)
        {
            _batch = await Send(new PullRequest(_id, _started ? null : _request, _request.MaxBatchSize) { Method = PullMethod, CallerToken = _cancel });
            _started = true;
            _index = 0;
            if (_batch.Items.Count > 0) return true;
        }
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        _linked?.Dispose();
        if (_started && !_batch.IsLast) await Send(new EndRequest(_id) { Method = EndMethod });
        _batch = new Batch<T>([], true);
    }

    private Task<TResult> Send<TResult>(Request<TResult> request)
    {
        request.Reference = _request.Reference;
        _request.Reference.Engine.Send(request, Timeout.InfiniteTimeSpan);
        return request.Answer;
    }

    private sealed class PullRequest(Guid id, EnumerableRequest<T>? start, int size) : Request<Batch<T>>
    {
        public override bool AlwaysInterleave => true;
        public override bool IsGrainCall => false;
        public override Task InvokeMethod(object grain) => Target!.Enumerations.PullAsync(id, start, grain, size, CalleeToken);
        public override void CopyArguments(CopyContext context) { }
    }

    private sealed class EndRequest(Guid id) : VoidRequest
    {
        public override bool AlwaysInterleave => true;
        public override bool IsGrainCall => false;
        public override Task InvokeMethod(object grain) => Target!.Enumerations.EndAsync(id);
        public override void CopyArguments(CopyContext context) { }
    }
}

/// <summary>Elements that were ready together.</summary>
[GenerateSerializer]
internal sealed record Batch<T>(List<T> Items, bool IsLast);

/// <summary>The enumerations that run in one activation. Used in its turns only.</summary>
internal sealed class Enumerations(Activation activation)
{
    private readonly Dictionary<Guid, Enumeration> _running = [];

    public async Task<Batch<T>> PullAsync<T>(Guid id, EnumerableRequest<T>? start, object grain, int size, CancellationToken cancel)
    {
        if (!_running.TryGetValue(id, out var known))
        {
            if (start is null) throw new EnumerationAbortedException("The enumeration has ended: its grain left, or nobody asked for the next element in time.");
            _running[id] = known = Enumeration.Start(start, grain);
            activation.EnsureEnumerationSweep();
        }
        var enumeration = (Enumeration<T>)known;
        // Cancelling one pull ends the whole enumeration, because its source sees only one token.
        using var registration = cancel.UnsafeRegister(static state => ((Enumeration)state!).Cancel(), enumeration);
        var items = new List<T>();
        enumeration.Busy = true;
        try
        {
            var next = enumeration.TakeNext();
            while (await next)
            {
                items.Add(enumeration.Source.Current);
                if (items.Count >= size) return new Batch<T>(items, false);
                next = enumeration.TakeNext();
                if (next.IsCompleted) continue;
                enumeration.KeepForLater(next);
                return new Batch<T>(items, false);
            }
        }
        catch
        {
            await EndAsync(id);
            throw;
        }
        finally
        {
            enumeration.Busy = false;
            enumeration.LastPull = Environment.TickCount64;
        }
        await EndAsync(id);
        return new Batch<T>(items, true);
    }

    public Task EndAsync(Guid id) => _running.Remove(id, out var enumeration) ? enumeration.EndAsync() : Task.CompletedTask;

    /// <summary>Ends what nobody pulled for longer than the response timeout.</summary>
    /// <returns>True while any is left.</returns>
    public async Task<bool> SweepAsync(TimeSpan limit)
    {
        long oldest = Environment.TickCount64 - (long)limit.TotalMilliseconds;
        foreach (var (id, enumeration) in _running.Where(pair => !pair.Value.Busy && pair.Value.LastPull < oldest).ToArray())
        {
            _running.Remove(id);
            await enumeration.EndAsync();
        }
        return _running.Count > 0;
    }

    public async Task EndAllAsync()
    {
        var all = _running.Values.ToArray();
        _running.Clear();
        foreach (var enumeration in all) await enumeration.EndAsync();
    }
}

/// <summary>One enumeration in its grain.</summary>
internal abstract class Enumeration
{
    private readonly CancellationTokenSource _cancel = new();

    public bool Busy { get; set; }
    public long LastPull { get; set; } = Environment.TickCount64;

    public static Enumeration Start<T>(EnumerableRequest<T> request, object grain)
    {
        var enumeration = new Enumeration<T>();
        request.CalleeToken = enumeration._cancel.Token;
        enumeration.Source = request.InvokeEnumerable(grain).GetAsyncEnumerator(enumeration._cancel.Token);
        return enumeration;
    }

    public void Cancel() => _cancel.Cancel();

    public abstract Task EndAsync();
}

internal sealed class Enumeration<T> : Enumeration
{
    private Task<bool>? _ahead;

    public IAsyncEnumerator<T> Source { get; set; } = null!;

    /// <summary>The step that the last batch did not wait for, or a new one.</summary>
    public ValueTask<bool> TakeNext()
    {
        if (_ahead is not { } ahead) return Source.MoveNextAsync();
        _ahead = null;
        return new ValueTask<bool>(ahead);
    }

    public void KeepForLater(ValueTask<bool> step) => _ahead = step.AsTask();

    public override Task EndAsync()
    {
        Cancel();
        if (_ahead is null or { IsCompleted: true }) return Source.DisposeAsync().AsTask();
        // An iterator cannot be disposed in mid-step, and a step that ignores its token may never end: nobody waits for that.
        _ = DisposeLaterAsync(_ahead);
        return Task.CompletedTask;
    }

    private async Task DisposeLaterAsync(Task step)
    {
        await step.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await Source.DisposeAsync();
    }
}
