namespace Kolosal.Compliance.Controls;

/// <summary>Bounds of the questions to registers. Defaults are those of the catalogue of controls; none is set by a standard.</summary>
public sealed record RegisterParameters
{
    /// <summary>Days after which a supplier is assessed anew.</summary>
    public int SupplierDays { get; init; } = 365;

    /// <summary>Days after which an entry of the record of processing is reviewed.</summary>
    public int ProcessingDays { get; init; } = 365;

    /// <summary>Days after which an impact assessment is done anew.</summary>
    public int ImpactDays { get; init; } = 365;

    /// <summary>Days after which a high risk is assessed anew.</summary>
    public int HighRiskDays { get; init; } = 90;

    /// <summary>Days after which any other risk is.</summary>
    public int RiskDays { get; init; } = 365;

    /// <summary>Days after which what was learnt is refreshed.</summary>
    public int CompetenceDays { get; init; } = 365;

    /// <summary>Days for which a measured value of an objective counts.</summary>
    public int ObjectiveDays { get; init; } = 90;

    /// <summary>Days within which a probe must have come through.</summary>
    public int ProbeDays { get; init; } = 30;

    /// <summary>Days for which something that was done too late still counts as late.</summary>
    public int LateDays { get; init; } = 30;

    /// <summary>Days for which a full backup counts.</summary>
    public int FullBackupDays { get; init; } = 7;

    /// <summary>Hours for which an incremental one counts.</summary>
    public int IncrementalBackupHours { get; init; } = 24;

    /// <summary>Days for which a restore drill counts.</summary>
    public int RestoreDays { get; init; } = 35;

    /// <summary>Hours in which a restore is done.</summary>
    public int RestoreHours { get; init; } = 4;

    /// <summary>Minutes of work that a restore may lose.</summary>
    public int RestorePointMinutes { get; init; } = 60;

    /// <summary>Days for which a fault drill counts.</summary>
    public int FaultDrillDays { get; init; } = 90;

    /// <summary>Minutes in which the system recovers from a fault.</summary>
    public int RecoveryMinutes { get; init; } = 5;

    /// <summary>Days for which a scan for vulnerabilities counts.</summary>
    public int ScanDays { get; init; } = 7;

    /// <summary>Days in which a critical vulnerability is mended.</summary>
    public int CriticalDays { get; init; } = 7;

    /// <summary>Days in which a high one is.</summary>
    public int HighDays { get; init; } = 30;
}
