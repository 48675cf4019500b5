using Orleans.Streams;

namespace Orleans.Runtime
{
    /// <summary>The runtime's side of an activation.</summary>
    public interface IGrainContext
    {
        GrainId GrainId { get; }

        /// <summary>The grain object; null until it has been made.</summary>
        object? GrainInstance { get; }

        IServiceProvider ActivationServices { get; }

        /// <summary>Ends when the activation has left.</summary>
        Task Deactivated { get; }

        /// <summary>Asks the activation to leave; running calls end first, waiting ones go to the next activation.</summary>
        void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
    }

    public interface IGrainContextAccessor
    {
        IGrainContext GrainContext { get; }
    }

    /// <summary>What the declarations need from the engine in Kolosal.Silo.</summary>
    internal interface IActivation : IGrainContext
    {
        IGrainFactory GrainFactory { get; }
        void DelayDeactivation(TimeSpan time);
        IGrainTimer RegisterTimer(Func<CancellationToken, Task> tick, GrainTimerCreationOptions options);
        IStreamProvider GetStreamProvider(string name);
        IReminders Reminders { get; }
        void EnterReentrantSection(Guid id);
        void LeaveReentrantSection(Guid id);
    }

    /// <summary>The reminders of one grain.</summary>
    internal interface IReminders
    {
        Task<IGrainReminder> RegisterAsync(string name, TimeSpan due, TimeSpan period);
        Task UnregisterAsync(IGrainReminder reminder);
        Task<IGrainReminder?> GetAsync(string name);
        Task<List<IGrainReminder>> GetAllAsync();
    }

    /// <summary>A reference to a grain, as the engine makes them.</summary>
    internal interface IGrainReference
    {
        GrainId GrainId { get; }
        object Cast(Type interfaceType);
    }

    /// <summary>The activation whose turn runs on this thread.</summary>
    internal static class RuntimeContext
    {
        [ThreadStatic] private static IActivation? _current;

        public static IActivation? Current { get => _current; set => _current = value; }
    }
}

namespace Orleans
{
    /// <summary>Why an activation leaves.</summary>
    public readonly struct DeactivationReason
    {
        public DeactivationReason(DeactivationReasonCode code, string text) : this(code, null, text) { }

        public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text) =>
            (ReasonCode, Exception, Description) = (code, exception, text);

        public DeactivationReasonCode ReasonCode { get; }
        public string Description { get; }
        public Exception? Exception { get; }

        public override string ToString() => Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description} ({Exception.Message})";
    }

    public enum DeactivationReasonCode : byte
    {
        None,
        ShuttingDown,
        ActivationFailed,
        DirectoryFailure,
        ActivationIdle,
        ActivationUnresponsive,
        DuplicateActivation,
        IncompatibleRequest,
        ApplicationError,
        ApplicationRequested,
        Migrating,
        RuntimeRequested,
        HighMemoryPressure,
    }
}
