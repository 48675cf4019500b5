namespace Kolosal.Chaos;

/// <summary>What a test stands for; every type has its faults.</summary>
[GenerateSerializer, Alias("kolosal.chaos-test-type")]
public enum ChaosTestType
{
    /// <summary>What lies outside of the installation does not answer.</summary>
    ConnectorOutage,

    /// <summary>News of served requests come late, not at all, or twice.</summary>
    QueueDelay,

    /// <summary>The database is away or slow.</summary>
    DbFailover,

    /// <summary>A part of the installation is slow or wrong about the time.</summary>
    ServiceDegradation,

    /// <summary>A silo is gone at once.</summary>
    SiloLoss,
}

/// <summary>What is injected.</summary>
[GenerateSerializer, Alias("kolosal.chaos-fault")]
public enum ChaosFault
{
    /// <summary>Reads and writes of grain state, lists and the prediction log take longer.</summary>
    StorageLatency,

    /// <summary>Reads and writes of grain state, lists and the prediction log fail before anything is done, as if the database were away.</summary>
    StorageErrors,

    /// <summary>News on the prediction stream are lost.</summary>
    StreamDrop,

    /// <summary>News on the prediction stream come twice.</summary>
    StreamRepeat,

    /// <summary>News on the prediction stream come late.</summary>
    StreamDelay,

    /// <summary>Datasets and packages are read and written slowly.</summary>
    BlobLatency,

    /// <summary>Webhooks, mail and imports reach nobody.</summary>
    OutboundOutage,

    /// <summary>The clock of the silo is wrong; timers and what is measured are not.</summary>
    ClockSkew,

    /// <summary>The process of a silo ends at once, as by SIGKILL.</summary>
    SiloKill,
}

[GenerateSerializer, Alias("kolosal.chaos-test-status")]
public enum ChaosTestStatus
{
    Running,

    /// <summary>It ran to its end and the hypothesis held.</summary>
    Completed,

    /// <summary>The hypothesis did not hold, the abort condition was met, or the steady state was not there to begin with.</summary>
    Failed,

    /// <summary>Somebody stopped it; it says nothing.</summary>
    Cancelled,
}

/// <summary>Where a test is.</summary>
[GenerateSerializer, Alias("kolosal.chaos-phase")]
public enum ChaosPhase
{
    /// <summary>The steady state is measured; nothing is injected yet.</summary>
    Before,

    /// <summary>The fault is in force.</summary>
    During,

    /// <summary>The fault is lifted; the recovery is measured.</summary>
    After,

    Ended,
}
