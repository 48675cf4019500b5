using Orleans.Runtime;

namespace Orleans.Runtime
{
    public interface IGrainReminder
    {
        string ReminderName { get; }
    }

    /// <summary>When a reminder was first due, how often it comes, and when this tick is.</summary>
    public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
    {
        public DateTime FirstTickTime { get; } = firstTickTime;
        public TimeSpan Period { get; } = period;
        public DateTime CurrentTickTime { get; } = timeStamp;
    }
}

namespace Orleans
{
    /// <summary>A grain that is woken by reminders, also after a restart.</summary>
    public interface IRemindable : IGrain
    {
        Task ReceiveReminder(string reminderName, TickStatus status);
    }

    public static class GrainReminderExtensions
    {
        /// <param name="period">At least <c>ReminderOptions.MinimumReminderPeriod</c> (one minute).</param>
        /// <exception cref="ArgumentException">The period is shorter than that.</exception>
        public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
            Of(grain).RegisterAsync(reminderName, dueTime, period);

        public static Task<IGrainReminder> RegisterOrUpdateReminder(this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
            Of(grain).RegisterAsync(reminderName, dueTime, period);

        public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) => Of(grain).UnregisterAsync(reminder);
        public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder) => Of(grain).UnregisterAsync(reminder);

        /// <returns>Null when there is none of that name.</returns>
        public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) => Of(grain).GetAsync(reminderName);

        public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName) => Of(grain).GetAsync(reminderName);
        public static Task<List<IGrainReminder>> GetReminders(this Grain grain) => Of(grain).GetAllAsync();
        public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) => Of(grain).GetAllAsync();

        private static IReminders Of(IGrainBase grain) => grain is IRemindable
            ? ((IActivation)grain.GrainContext).Reminders
            : throw new InvalidOperationException($"{grain.GetType()} does not implement {nameof(IRemindable)}.");
    }
}
