using Kolosal.Engine.Tests.Life;

namespace Kolosal.Engine.Tests.Timers;

public interface ITickingGrain : IGrainWithStringKey
{
    Task StartAsync(TimeSpan due, TimeSpan period, bool interleave = false, bool keepAlive = false, bool fail = false);
    Task<int> TicksAsync();
    Task StopAsync();
    Task ChangeAsync(TimeSpan due, TimeSpan period);
    Task<bool> TicksWhileHeldAsync(int ticks);
    Task<bool> TickedOnGrainAsync();
    Task<string> RefusedAsync(TimeSpan due);
}

public sealed class TickingGrain : Grain, ITickingGrain
{
    private IGrainTimer? _timer;
    private TaskScheduler? _scheduler;
    private int _ticks;
    private bool _onGrain = true;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scheduler = TaskScheduler.Current;
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Diary.Write(this.GetPrimaryKeyString(), $"deactivated {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task StartAsync(TimeSpan due, TimeSpan period, bool interleave = false, bool keepAlive = false, bool fail = false)
    {
        _timer = this.RegisterGrainTimer(cancel =>
        {
            _ticks++;
            _onGrain &= TaskScheduler.Current == _scheduler && !cancel.IsCancellationRequested;
            Diary.Write($"{this.GetPrimaryKeyString()} ticks", "tick");
            return fail ? throw new InvalidOperationException("a bad tick") : Task.CompletedTask;
        }, new GrainTimerCreationOptions { DueTime = due, Period = period, Interleave = interleave, KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task<int> TicksAsync() => Task.FromResult(_ticks);

    public Task StopAsync()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task ChangeAsync(TimeSpan due, TimeSpan period)
    {
        _timer!.Change(due, period);
        return Task.CompletedTask;
    }

    /// <summary>Waits inside one call for ticks; they come only when ticks may interleave.</summary>
    public async Task<bool> TicksWhileHeldAsync(int ticks)
    {
        int before = _ticks;
        for (int i = 0; i < 100 && _ticks < before + ticks; i++) await Task.Delay(5);
        return _ticks >= before + ticks;
    }

    public Task<bool> TickedOnGrainAsync() => Task.FromResult(_onGrain);

    public Task<string> RefusedAsync(TimeSpan due)
    {
        try
        {
            this.RegisterGrainTimer(() => Task.CompletedTask, due, TimeSpan.FromSeconds(1));
            return Task.FromResult("taken");
        }
        catch (ArgumentOutOfRangeException)
        {
            return Task.FromResult("refused");
        }
    }
}

public interface IRemindedGrain : IGrainWithStringKey
{
    Task RegisterAsync(string name, TimeSpan due, TimeSpan period);
    Task<bool> UnregisterAsync(string name);
    Task<List<string>> NamesAsync();
    Task<int> TicksAsync();
}

public sealed class RemindedGrain : Grain, IRemindedGrain, IRemindable
{
    private int _ticks;

    public Task RegisterAsync(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task<bool> UnregisterAsync(string name)
    {
        if (await this.GetReminder(name) is not { } reminder) return false;
        await this.UnregisterReminder(reminder);
        return true;
    }

    public async Task<List<string>> NamesAsync() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName)];

    public Task<int> TicksAsync() => Task.FromResult(_ticks);

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _ticks++;
        Diary.Write(this.GetPrimaryKeyString(), $"{reminderName} every {status.Period.TotalMinutes:0} min, first before now: {status.FirstTickTime <= status.CurrentTickTime}");
        return Task.CompletedTask;
    }
}

public interface IForgetfulGrain : IGrainWithStringKey
{
    Task RegisterAsync();
}

/// <summary>Asks for reminders but cannot take them.</summary>
public sealed class ForgetfulGrain : Grain, IForgetfulGrain
{
    public Task RegisterAsync() => this.RegisterOrUpdateReminder("x", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
}
