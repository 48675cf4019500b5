namespace Orleans.Runtime
{
    /// <summary>Base of the runtime's own faults.</summary>
    [GenerateSerializer]
    public class OrleansException : Exception
    {
        public OrleansException() { }
        public OrleansException(string message) : base(message) { }
        public OrleansException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>The silo cannot run as it is configured.</summary>
    [GenerateSerializer]
    public sealed class OrleansConfigurationException : Exception
    {
        public OrleansConfigurationException(string message) : base(message) { }
        public OrleansConfigurationException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>A call was not taken; it had no effect, or nobody knows.</summary>
    [GenerateSerializer]
    public class OrleansMessageRejectionException : OrleansException
    {
        internal OrleansMessageRejectionException(string message) : base(message) { }
        internal OrleansMessageRejectionException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>The silo that held the call is gone; the outcome of the call is unknown.</summary>
    [GenerateSerializer]
    public sealed class SiloUnavailableException : OrleansMessageRejectionException
    {
        public SiloUnavailableException() : base("The silo is not available.") { }
        public SiloUnavailableException(string msg) : base(msg) { }
        public SiloUnavailableException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>The enumeration was given up: its grain left, or nobody asked for the next element in time.</summary>
    [GenerateSerializer]
    public sealed class EnumerationAbortedException : Exception
    {
        public EnumerationAbortedException() { }
        public EnumerationAbortedException(string message) : base(message) { }
        public EnumerationAbortedException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>A queue of the runtime is full.</summary>
    [GenerateSerializer]
    public sealed class LimitExceededException : OrleansException
    {
        public LimitExceededException() { }
        public LimitExceededException(string message) : base(message) { }
        public LimitExceededException(string message, Exception innerException) : base(message, innerException) { }
    }

    [GenerateSerializer]
    public sealed class ReminderException(string message) : OrleansException(message);
}

namespace Orleans.Storage
{
    /// <summary>Somebody else wrote the state since it was read. The activation that met it is deactivated.</summary>
    [GenerateSerializer]
    public class InconsistentStateException : Runtime.OrleansException
    {
        public InconsistentStateException() { }
        public InconsistentStateException(string message) : base(message) { }
        public InconsistentStateException(string message, Exception? innerException) : base(message, innerException!) { }

        public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag) : base(errorMsg) =>
            (StoredEtag, CurrentEtag) = (storedEtag, currentEtag);

        public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
            : base(errorMsg, storageException!) => (StoredEtag, CurrentEtag) = (storedEtag, currentEtag);

        public InconsistentStateException(string? storedEtag, string? currentEtag, Exception storageException)
            : base(storageException.Message, storageException) => (StoredEtag, CurrentEtag) = (storedEtag, currentEtag);

        /// <summary>True until the activation that met the conflict has dealt with it; callers up the chain are not at fault.</summary>
        internal bool IsSourceActivation { get; set; } = true;

        [Id(1)] public string? StoredEtag { get; private set; }
        [Id(2)] public string? CurrentEtag { get; private set; }
    }

    [GenerateSerializer]
    public sealed class BadProviderConfigException : Runtime.OrleansException
    {
        public BadProviderConfigException() { }
        public BadProviderConfigException(string msg) : base(msg) { }
        public BadProviderConfigException(string msg, Exception exc) : base(msg, exc) { }
    }
}

namespace Orleans.Serialization
{
    [GenerateSerializer]
    public class SerializerException : Exception
    {
        public SerializerException() { }
        public SerializerException(string message) : base(message) { }
        public SerializerException(string message, Exception innerException) : base(message, innerException) { }
    }

    /// <summary>A value's type is not annotated, so it cannot cross a grain call.</summary>
    [GenerateSerializer]
    public sealed class CodecNotFoundException(string message) : SerializerException(message);
}
