namespace Kolosal.Runtime.Reminders;

/// <summary>Wakes grains at the times they asked for. Ticks that fell into a time without a silo are skipped, the next one comes as planned.</summary>
internal sealed partial class ReminderService(Engine engine, IReminderStore? store, ReminderOptions options)
{
    /// <summary>Timers take at most 49 days; longer waits are cut into pieces.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Dictionary<(GrainId Grain, string Name), Entry> _entries = [];
    private bool _stopped;

    public IReminders Of(GrainId grain) => new GrainReminders(this, grain);

    public async Task StartAsync(CancellationToken cancel)
    {
        if (store is null) return;
        foreach (var reminder in await store.ReadAllAsync(cancel)) Plan(reminder);
    }

    public void Stop()
    {
        lock (_entries)
        {
            _stopped = true;
            foreach (var entry in _entries.Values) entry.Timer.Dispose();
            _entries.Clear();
        }
    }

    private void Plan(StoredReminder reminder)
    {
        lock (_entries)
        {
            if (_stopped) return;
            if (_entries.Remove((reminder.Grain, reminder.Name), out var before)) before.Timer.Dispose();
            var entry = new Entry(reminder);
            entry.Timer = engine.Time.CreateTimer(_ => Due(entry), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _entries[(reminder.Grain, reminder.Name)] = entry;
            Arm(entry, engine.Time.GetUtcNow());
        }
    }

    private void Due(Entry entry)
    {
        var now = engine.Time.GetUtcNow();
        lock (_entries)
        {
            if (_stopped || _entries.GetValueOrDefault((entry.Reminder.Grain, entry.Reminder.Name)) != entry) return;
            bool due = now >= entry.Next;
            Arm(entry, now);
            if (!due) return;
        }
        _ = TickAsync(entry.Reminder, now);
    }

    private static void Arm(Entry entry, DateTimeOffset now)
    {
        var (start, period) = (entry.Reminder.Start, entry.Reminder.Period);
        entry.Next = now < start ? start : start + period * (Math.Floor((now - start) / period) + 1);
        var wait = entry.Next - now;
        entry.Timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }

    private async Task TickAsync(StoredReminder reminder, DateTimeOffset now)
    {
        try
        {
            var grain = (IRemindable)(object)engine.References.Get(typeof(IRemindable), reminder.Grain);
            await grain.ReceiveReminder(reminder.Name, new TickStatus(reminder.Start.UtcDateTime, reminder.Period, now.UtcDateTime));
        }
        catch (Exception error)
        {
            // The next tick is planned already; a reminder is never given up.
            LogTickFailed(engine.Log, error, reminder.Name, reminder.Grain);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reminder {Name} of {Grain} failed; it comes again")]
    private static partial void LogTickFailed(ILogger log, Exception error, string name, GrainId grain);

    private sealed class Entry(StoredReminder reminder)
    {
        public StoredReminder Reminder => reminder;
        public ITimer Timer { get; set; } = null!;
        public DateTimeOffset Next { get; set; }
    }

    private sealed record GrainReminder(StoredReminder Stored) : IGrainReminder
    {
        public string ReminderName => Stored.Name;
    }

    private sealed class GrainReminders(ReminderService service, GrainId grain) : IReminders
    {
        public async Task<IGrainReminder> RegisterAsync(string name, TimeSpan due, TimeSpan period)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            if (due == Timeout.InfiniteTimeSpan || due < TimeSpan.Zero)
                throw new ArgumentOutOfRangeException(nameof(due), due, "Need the time to the first tick, zero or more.");
            var shortest = service.Options.MinimumReminderPeriod;
            if (period < shortest) throw new ArgumentException($"The period of reminder '{name}' is {period}; need at least {shortest}.", nameof(period));
            var reminder = new StoredReminder(grain, name, service.Now + due, period);
            await service.Store.SaveAsync(reminder);
            service.Plan(reminder);
            return new GrainReminder(reminder);
        }

        public async Task UnregisterAsync(IGrainReminder reminder)
        {
            await service.Store.RemoveAsync(grain, reminder.ReminderName);
            lock (service._entries)
                if (service._entries.Remove((grain, reminder.ReminderName), out var entry)) entry.Timer.Dispose();
        }

        public Task<IGrainReminder?> GetAsync(string name)
        {
            lock (service._entries)
                return Task.FromResult<IGrainReminder?>(service._entries.TryGetValue((grain, name), out var entry) ? new GrainReminder(entry.Reminder) : null);
        }

        public Task<List<IGrainReminder>> GetAllAsync()
        {
            lock (service._entries)
                return Task.FromResult<List<IGrainReminder>>([.. service._entries.Where(pair => pair.Key.Grain == grain).Select(pair => new GrainReminder(pair.Value.Reminder))]);
        }
    }

    private ReminderOptions Options => options;
    private DateTimeOffset Now => engine.Time.GetUtcNow();

    private IReminderStore Store => store
        ?? throw new OrleansConfigurationException("No reminder service: call UseInMemoryReminderService, or add a durable store, when the silo is configured.");
}
