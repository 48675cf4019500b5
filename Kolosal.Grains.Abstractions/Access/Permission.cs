namespace Kolosal.Access;

/// <summary>What a role can be allowed to do, named <c>area.verb</c>. Which role has which is decided in <c>RolePermissions</c> alone.</summary>
/// <remarks>A permission whose verb is <c>read</c> changes nothing. Names are stored in audit entries and outlive the constants.</remarks>
public static class Permission
{
    /// <summary>Every known caller has it, whatever the role.</summary>
    public const string Authenticated = "authenticated";

    /// <summary>Reads rows of datasets, which may be personal data.</summary>
    public const string DataRead = "data.rows";

    /// <summary>Reads what is known about data without its rows: schema, quality, lineage, datasheet.</summary>
    public const string DataDescribe = "data.read";

    public const string DataWrite = "data.write";

    public const string PrivacyRead = "privacy.read";
    public const string PrivacyWrite = "privacy.write";

    /// <summary>Asks questions whose answers get noise; each spends a part of the dataset's privacy budget.</summary>
    public const string PrivacyQuery = "privacy.query";

    /// <summary>Reads runs, trials, leaderboards and the catalogue of trainers.</summary>
    public const string TrainRead = "train.read";

    /// <summary>Starts, cancels and resumes training and search.</summary>
    public const string TrainRun = "train.run";

    /// <summary>Reads versions, cards, evaluations and histories.</summary>
    public const string ModelsRead = "models.read";

    public const string ModelsWrite = "models.write";

    /// <summary>Takes a model package out of the system.</summary>
    public const string ModelsExport = "models.export";

    /// <summary>Decides which version serves: validate, promote, roll back, retire, traffic.</summary>
    public const string ModelsPromote = "models.promote";

    /// <summary>Decides what a promotion needs: policies, conditions of aliases.</summary>
    public const string ModelsGovern = "models.govern";

    /// <summary>Asks for predictions and reports outcomes.</summary>
    public const string PredictServe = "predict.serve";

    public const string ExplainRead = "explain.read";

    /// <summary>Reads drift, service levels, dashboards and alerts.</summary>
    public const string MonitoringRead = "monitoring.read";

    public const string MonitoringWrite = "monitoring.write";

    public const string FairnessRead = "fairness.read";
    public const string FairnessWrite = "fairness.write";

    public const string IncidentsRead = "incidents.read";
    public const string IncidentsWrite = "incidents.write";

    public const string QualityRead = "quality.read";
    public const string QualityWrite = "quality.write";

    /// <summary>Reads predictions that were referred to a person, with the rows they were made from.</summary>
    public const string ReviewRead = "review.read";

    /// <summary>Decides such a prediction.</summary>
    public const string ReviewDecide = "review.decide";

    public const string AuditRead = "audit.read";

    public const string ComplianceRead = "compliance.read";
    /// <summary>Keeps the registers and hands in evidence.</summary>
    public const string ComplianceWrite = "compliance.write";

    /// <summary>Approves evidence, waivers, assessments and risks that somebody else handed in.</summary>
    public const string ComplianceApprove = "compliance.approve";

    /// <summary>Reads backups, restore drills and chaos tests.</summary>
    public const string BackupRead = "backup.read";

    /// <summary>Takes and restores backups of the whole installation; an operator's.</summary>
    public const string BackupManage = "backup.manage";

    /// <summary>Injects faults into the running system; an operator's.</summary>
    public const string ChaosRun = "chaos.run";

    /// <summary>Prometheus metrics of the process: of all workspaces, so an operator's.</summary>
    public const string MetricsRead = "metrics.read";

    /// <summary>State of the process, the silos and the engine; an operator's.</summary>
    public const string SystemRead = "system.read";

    /// <summary>Master keys and the engine's dashboard; an operator's.</summary>
    public const string SystemManage = "system.manage";

    /// <summary>Reads security status, principals and API keys (never their secrets).</summary>
    public const string AccessRead = "access.read";

    /// <summary>Creates and revokes principals and API keys.</summary>
    public const string AccessManage = "access.manage";
}
