namespace Kolosal;

/// <summary>The kinds under which the catalogue lists what grains keep. Stored: a kind is never renamed.</summary>
public static class CatalogueKinds
{
    public const string
        AlertDesk = "alert_desk",
        AccessReview = "access_review",
        Analysis = "analysis",
        ApiKey = "api_key",
        AuditEvent = "audit_event",
        Backup = "backup",
        ChaosProbe = "chaos_probe",
        ChaosTest = "chaos_test",
        DataClassification = "data_classification",
        Dataset = "dataset",
        Disclosure = "disclosure",
        DriftDetection = "drift_detection",
        DriftMonitor = "drift_monitor",
        Erasure = "erasure",
        Evidence = "evidence",
        Explanation = "explanation",
        ExplanationSample = "explanation_sample",
        FairnessMonitor = "fairness_monitor",
        GoldenDataset = "golden_dataset",
        Incident = "incident",
        LineageJob = "lineage_job",
        LoggedModel = "logged_model",
        Model = "model",
        ModelVersion = "model_version",
        NotificationEndpoint = "notification_endpoint",
        OnCallSchedule = "on_call_schedule",
        PerformanceMonitor = "performance_monitor",
        PredictionAudit = "prediction_audit",
        PredictionStats = "prediction_stats",
        Principal = "principal",
        PrivacyBudget = "privacy_budget",
        PromotionPolicy = "promotion_policy",
        RegressionTest = "regression_test",
        ReasonDictionary = "reason_dictionary",
        Referral = "referral",
        Replay = "replay",
        RestoreDrill = "restore_drill",
        RetentionSchedule = "retention_schedule",
        Retraining = "retraining",
        RetrainingPolicy = "retraining_policy",
        Role = "role",
        Run = "run",
        SecretRotation = "secret_rotation",
        SecurityEvent = "security_event",
        ServiceLevelObjective = "slo",
        SignIn = "sign_in",
        SloMonitor = "slo_monitor",
        ServingPlan = "serving_plan",
        Study = "study",
        TrackedExperiment = "tracked_experiment",
        TrackedModel = "tracked_model",
        TrackedRun = "tracked_run",
        TrafficMonitor = "traffic_monitor",
        VersionFairness = "version_fairness";

    /// <summary>The registers that people keep.</summary>
    public const string
        Applicability = "applicability",
        Competence = "competence",
        Concern = "concern",
        CorrectiveAction = "corrective_action",
        ImpactAssessment = "impact_assessment",
        IncidentDuty = "incident_duty",
        ManagedRole = "managed_role",
        ManagementObjective = "management_objective",
        PrivilegedUse = "privileged_use",
        ProcessingActivity = "processing_activity",
        Risk = "risk",
        SubjectRequest = "subject_request",
        Supplier = "supplier",
        Waiver = "waiver";

    /// <summary>Roots of the full tiles of a workspace's audit log; made anew from the log where one is missing.</summary>
    public const string AuditTile = "audit_tile";

    /// <summary>Never written: the artifacts of a tracked run have no list of their own.</summary>
    public const string RunArtifacts = "run_artifacts";

    /// <summary>Never written: a report is made when it is asked for.</summary>
    public const string Compliance = "compliance";

    /// <summary>Never written: outcomes have no list of their own.</summary>
    public const string Feedback = "feedback";

    /// <summary>Never written: what referrals are made from has no list of its own.</summary>
    public const string ReferralDesk = "referral_desk";

    /// <summary>Never written: what orders backups has no list of its own.</summary>
    public const string BackupDesk = "backup_desk";

    /// <summary>Never written: health checks look for it.</summary>
    public const string Probe = "probe";

    /// <summary>Idempotency keys in use, over all workspaces, under the workspace <see cref="ResourceKey.System"/>.</summary>
    public const string IdempotencyKey = "idempotency_key";

    /// <summary>Runs at work, over all workspaces, under the workspace <see cref="ResourceKey.System"/>.</summary>
    public const string ActiveRun = "active_run";
}
