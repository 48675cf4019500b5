using Kolosal.Runtime.Calls;
using Kolosal.Runtime.Copying;

namespace Kolosal.Runtime.Activations;

/// <summary>A timer whose ticks are turns of its activation; the period runs from the end of a tick.</summary>
internal sealed partial class GrainTimer : IGrainTimer
{
    private static readonly GrainMethod TickMethod = new(typeof(GrainTimer).GetMethod(nameof(Change))!);

    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _tick;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _disposed = new();
    private readonly ITimer _timer;
    private TimeSpan _period;
    private bool _changedInTick, _inTick;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> tick, GrainTimerCreationOptions options)
    {
        Validate(options.DueTime, nameof(options.DueTime));
        Validate(options.Period, nameof(options.Period));
        (_activation, _tick, _options) = (activation, tick, options);
        _timer = activation.Engine.Time.CreateTimer(static state => ((GrainTimer)state!).Due(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, nameof(dueTime));
        Validate(period, nameof(period));
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        _period = period;
        _changedInTick = _inTick;
        _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        if (_disposed.IsCancellationRequested) return;
        _disposed.Cancel();
        _timer.Dispose();
        _activation.Forget(this);
    }

    private static void Validate(TimeSpan time, string name)
    {
        if (time != Timeout.InfiniteTimeSpan && (time < TimeSpan.Zero || time.TotalMilliseconds > uint.MaxValue - 1))
            throw new ArgumentOutOfRangeException(name, time, "Need zero or more and at most 49 days, or Timeout.InfiniteTimeSpan.");
    }

    private void Due()
    {
        if (!_disposed.IsCancellationRequested) _activation.TryEnqueue(new Tick(this) { Method = TickMethod });
    }

    private async Task RunAsync()
    {
        if (_disposed.IsCancellationRequested) return;
        (_inTick, _changedInTick) = (true, false);
        try
        {
            await _tick(_disposed.Token);
        }
        catch (Exception error) when (!_disposed.IsCancellationRequested)
        {
            LogTickFailed(_activation.Engine.Log, error, _activation.GrainId);
        }
        catch (OperationCanceledException)
        {
            // The timer was disposed while its tick waited.
        }
        finally
        {
            _inTick = false;
            if (!_disposed.IsCancellationRequested && !_changedInTick && _period > TimeSpan.Zero) _timer.Change(_period, Timeout.InfiniteTimeSpan);
            else if (!_disposed.IsCancellationRequested && !_changedInTick && _period == TimeSpan.Zero) _timer.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A timer of {Grain} failed; it goes on")]
    private static partial void LogTickFailed(ILogger log, Exception error, GrainId grain);

    private sealed class Tick(GrainTimer timer) : VoidRequest
    {
        public override bool AlwaysInterleave => timer._options.Interleave;
        public override bool CountsAsUse => timer._options.KeepAlive;
        public override bool IsGrainCall => false;
        public override Task InvokeMethod(object grain) => timer.RunAsync();
        public override void CopyArguments(CopyContext context) { }

        /// <summary>A tick belongs to its activation; the successor has its own timers.</summary>
        public override void Redeliver() => TryCancel(new CancellationToken(true));
    }
}
