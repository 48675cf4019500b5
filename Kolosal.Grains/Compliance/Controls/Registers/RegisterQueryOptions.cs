using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Controls;

/// <summary>Section <c>Kolosal:Compliance:Registers</c>: bounds of the questions to registers. Defaults are those of
/// <see cref="RegisterParameters"/>.</summary>
public sealed class RegisterQueryOptions
{
    public const string Section = "Kolosal:Compliance:Registers";

    private static readonly RegisterParameters Defaults = new();

    /// <summary>Days after which a supplier is assessed anew.</summary>
    [Range(1, 3_650)]
    public int SupplierDays { get; set; } = Defaults.SupplierDays;

    /// <summary>Days after which an entry of the record of processing is reviewed.</summary>
    [Range(1, 3_650)]
    public int ProcessingDays { get; set; } = Defaults.ProcessingDays;

    /// <summary>Days after which an impact assessment is done anew.</summary>
    [Range(1, 3_650)]
    public int ImpactDays { get; set; } = Defaults.ImpactDays;

    /// <summary>Days after which a high risk is assessed anew.</summary>
    [Range(1, 3_650)]
    public int HighRiskDays { get; set; } = Defaults.HighRiskDays;

    /// <summary>Days after which any other risk is.</summary>
    [Range(1, 3_650)]
    public int RiskDays { get; set; } = Defaults.RiskDays;

    /// <summary>Days after which what was learnt is refreshed.</summary>
    [Range(1, 3_650)]
    public int CompetenceDays { get; set; } = Defaults.CompetenceDays;

    /// <summary>Days for which a measured value of an objective counts.</summary>
    [Range(1, 3_650)]
    public int ObjectiveDays { get; set; } = Defaults.ObjectiveDays;

    /// <summary>Days within which a probe must have come through.</summary>
    [Range(1, 365)]
    public int ProbeDays { get; set; } = Defaults.ProbeDays;

    /// <summary>Days for which something that was done too late still counts as late.</summary>
    [Range(1, 365)]
    public int LateDays { get; set; } = Defaults.LateDays;

    /// <summary>Days for which a full backup counts.</summary>
    [Range(1, 90)]
    public int FullBackupDays { get; set; } = Defaults.FullBackupDays;

    /// <summary>Hours for which an incremental one counts.</summary>
    [Range(1, 720)]
    public int IncrementalBackupHours { get; set; } = Defaults.IncrementalBackupHours;

    /// <summary>Days for which a restore drill counts.</summary>
    [Range(1, 365)]
    public int RestoreDays { get; set; } = Defaults.RestoreDays;

    /// <summary>Hours in which a restore is done.</summary>
    [Range(1, 168)]
    public int RestoreHours { get; set; } = Defaults.RestoreHours;

    /// <summary>Minutes of work that a restore may lose.</summary>
    [Range(1, 10_080)]
    public int RestorePointMinutes { get; set; } = Defaults.RestorePointMinutes;

    /// <summary>Days for which a fault drill counts.</summary>
    [Range(1, 365)]
    public int FaultDrillDays { get; set; } = Defaults.FaultDrillDays;

    /// <summary>Minutes in which the system recovers from a fault.</summary>
    [Range(1, 1_440)]
    public int RecoveryMinutes { get; set; } = Defaults.RecoveryMinutes;

    /// <summary>Days for which a scan for vulnerabilities counts.</summary>
    [Range(1, 90)]
    public int ScanDays { get; set; } = Defaults.ScanDays;

    /// <summary>Days in which a critical vulnerability is mended.</summary>
    [Range(1, 90)]
    public int CriticalDays { get; set; } = Defaults.CriticalDays;

    /// <summary>Days in which a high one is.</summary>
    [Range(1, 365)]
    public int HighDays { get; set; } = Defaults.HighDays;

    internal RegisterParameters ToParameters() => new()
    {
        SupplierDays = SupplierDays,
        ProcessingDays = ProcessingDays,
        ImpactDays = ImpactDays,
        HighRiskDays = HighRiskDays,
        RiskDays = RiskDays,
        CompetenceDays = CompetenceDays,
        ObjectiveDays = ObjectiveDays,
        ProbeDays = ProbeDays,
        LateDays = LateDays,
        FullBackupDays = FullBackupDays,
        IncrementalBackupHours = IncrementalBackupHours,
        RestoreDays = RestoreDays,
        RestoreHours = RestoreHours,
        RestorePointMinutes = RestorePointMinutes,
        FaultDrillDays = FaultDrillDays,
        RecoveryMinutes = RecoveryMinutes,
        ScanDays = ScanDays,
        CriticalDays = CriticalDays,
        HighDays = HighDays,
    };
}
