namespace Orleans.Configuration
{
    /// <summary>How idle activations are collected.</summary>
    public class GrainCollectionOptions
    {
        /// <summary>How often idle activations are looked for. Default: one minute.</summary>
        public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

        /// <summary>How long an activation may sit without calls. Default: 15 minutes.</summary>
        public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

        /// <summary>By full class name, where it is another.</summary>
        public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];

        /// <summary>How long <c>OnActivateAsync</c> may take before its token is cancelled. Default: 30 seconds.</summary>
        public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

        /// <summary>How long <c>OnDeactivateAsync</c> may take. Default: 30 seconds.</summary>
        public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);
    }

    public abstract class MessagingOptions
    {
        /// <summary>How long a caller waits for an answer. Default: 30 seconds.</summary>
        public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
    }

    public class SiloMessagingOptions : MessagingOptions;

    public class ClusterOptions
    {
        public const string DefaultClusterId = "default";
        public const string DefaultServiceId = "default";

        public string ClusterId { get; set; } = DefaultClusterId;
        public string ServiceId { get; set; } = DefaultServiceId;
    }

    public class StreamPullingAgentOptions
    {
        /// <summary>How many published messages one delivery may join, for batch observers. Default: 1.</summary>
        public int BatchContainerBatchSize { get; set; } = 1;

        /// <summary>How long a failing delivery is tried again. Default: one minute.</summary>
        public TimeSpan MaxEventDeliveryTime { get; set; } = TimeSpan.FromMinutes(1);
    }

    public class MemoryGrainStorageOptions;
}

namespace Orleans.Hosting
{
    public sealed class ReminderOptions
    {
        /// <summary>The shortest period a reminder may have. Default: one minute.</summary>
        public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);
    }
}
