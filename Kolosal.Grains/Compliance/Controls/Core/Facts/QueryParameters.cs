using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Controls;

/// <summary>The numbers of the pass rules, section <c>Kolosal:Compliance:Limits</c>: this product's defaults, not those of a standard.</summary>
public sealed record QueryParameters
{
    public const string Section = "Kolosal:Compliance:Limits";

    /// <summary>Oldest replay certificate of a model. Default: 90 days.</summary>
    [Range(1, 365)]
    public int ReplayDays { get; init; } = 90;

    /// <summary>Oldest confirmation of a model card. Default: 180 days.</summary>
    [Range(1, 730)]
    public int CardDays { get; init; } = 180;

    /// <summary>Oldest rollback drill of a high-risk model. Default: 90 days.</summary>
    [Range(1, 365)]
    public int HighRiskDrillDays { get; init; } = 90;

    /// <summary>Oldest rollback drill of any other model. Default: 180 days.</summary>
    [Range(1, 730)]
    public int DrillDays { get; init; } = 180;

    /// <summary>A model that answered within these days is in use. Default: 30.</summary>
    [Range(1, 365)]
    public int InUseDays { get; init; } = 30;

    /// <summary>Blank points that the dossier of a model of lower risk may have. Default: 2.</summary>
    [Range(0, 9)]
    public int DossierBlanks { get; init; } = 2;

    /// <summary>A dataset that a run used within these days needs a datasheet. Default: 90.</summary>
    [Range(1, 365)]
    public int DatasetUseDays { get; init; } = 90;

    /// <summary>Least share of filled cells of a used column. Default: 0.95.</summary>
    [Range(0.5, 1.0)]
    public double Completeness { get; init; } = 0.95;

    /// <summary>Largest share of duplicate rows. Default: 0.01.</summary>
    [Range(0.0, 0.5)]
    public double Duplicates { get; init; } = 0.01;

    /// <summary>Least share of cells of the column's type, and within its range. Default: 0.98.</summary>
    [Range(0.5, 1.0)]
    public double Consistency { get; init; } = 0.98;

    /// <summary>Least share of rows with a label. Default: 0.99.</summary>
    [Range(0.5, 1.0)]
    public double LabelCompleteness { get; init; } = 0.99;

    /// <summary>Oldest review of a classification. Default: 365 days.</summary>
    [Range(1, 730)]
    public int ClassificationDays { get; init; } = 365;

    /// <summary>Least rows of a group in training data. Default: 100.</summary>
    [Range(30, 100_000)]
    public int GroupRows { get; init; } = 100;

    /// <summary>How far a monitor may lag behind the prediction log. Default: 15 minutes.</summary>
    [Range(1, 1440)]
    public int MonitorLagMinutes { get; init; } = 15;

    /// <summary>A window is judged within these days where there is traffic. Default: 7.</summary>
    [Range(1, 90)]
    public int WindowDays { get; init; } = 7;

    /// <summary>So many answers in that time must make a window. Default: 1000.</summary>
    [Range(100, 1_000_000)]
    public int WindowAnswers { get; init; } = 1_000;

    /// <summary>Longest that critical drift stays undecided. Default: 24 hours.</summary>
    [Range(1, 720)]
    public int CriticalDriftHours { get; init; } = 24;

    /// <summary>Longest that high drift stays undecided. Default: 7 days.</summary>
    [Range(1, 90)]
    public int HighDriftDays { get; init; } = 7;

    /// <summary>Least disparate impact, the four-fifths rule. Default: 0.8.</summary>
    [Range(0.5, 1.0)]
    public double DisparateImpact { get; init; } = 0.8;

    /// <summary>Largest difference of rates between groups. Default: 0.1.</summary>
    [Range(0.0, 0.5)]
    public double RateDifference { get; init; } = 0.1;

    /// <summary>Windows running that lie outside before a fairness limit is broken. Default: 3.</summary>
    [Range(1, 20)]
    public int FairnessWindows { get; init; } = 3;

    /// <summary>Oldest judgement of a service monitor. Default: 10 minutes.</summary>
    [Range(1, 1440)]
    public int ServiceMinutes { get; init; } = 10;

    /// <summary>Largest fall of the metric in production below the validation. Default: 0.05.</summary>
    [Range(0.0, 1.0)]
    public double QualityDrop { get; init; } = 0.05;

    /// <summary>Largest expected calibration error. Default: 0.05.</summary>
    [Range(0.0, 0.5)]
    public double CalibrationError { get; init; } = 0.05;

    /// <summary>How far coverage may be off its promise. Default: 0.02.</summary>
    [Range(0.0, 0.5)]
    public double CoverageGap { get; init; } = 0.02;

    /// <summary>Oldest run of a golden set on a version in service. Default: 30 days.</summary>
    [Range(1, 365)]
    public int GoldenDays { get; init; } = 30;

    /// <summary>Oldest run of a regression test. Default: 7 days.</summary>
    [Range(1, 90)]
    public int RegressionDays { get; init; } = 7;

    /// <summary>Least share of golden cases that pass. Default: 0.98.</summary>
    [Range(0.5, 1.0)]
    public double GoldenPassRate { get; init; } = 0.98;

    /// <summary>Longest that a retraining is without an outcome. Default: 24 hours.</summary>
    [Range(1, 720)]
    public int RetrainingHours { get; init; } = 24;

    /// <summary>Largest share of refused requests. Default: 0.01.</summary>
    [Range(0.0, 0.5)]
    public double Refusals { get; init; } = 0.01;

    /// <summary>Largest share of rows unlike the training data. Default: 0.05.</summary>
    [Range(0.0, 1.0)]
    public double UnlikeRows { get; init; } = 0.05;

    /// <summary>Least explained predictions of a model within 30 days. Default: 100.</summary>
    [Range(1, 1_000)]
    public int ExplainedRows { get; init; } = 100;

    /// <summary>Largest error of an explanation's sum, of the larger of 1 and the score. Default: 1e-9.</summary>
    [Range(0.0, 1.0)]
    public double ExplainedError { get; init; } = 1e-9;

    /// <summary>What 99 of 100 explanations take less than, milliseconds. Default: 1,000.</summary>
    [Range(1, 60_000)]
    public int ExplainedMilliseconds { get; init; } = 1_000;

    /// <summary>Least share of referrals decided in time. Default: 0.95.</summary>
    [Range(0.5, 1.0)]
    public double ReferralsInTime { get; init; } = 0.95;

    /// <summary>Least rate of overridden referrals; less is automation bias. Default: 0.005.</summary>
    [Range(0.0, 0.5)]
    public double LeastOverrides { get; init; } = 0.005;

    /// <summary>Largest rate of overridden referrals. Default: 0.5.</summary>
    [Range(0.1, 1.0)]
    public double MostOverrides { get; init; } = 0.5;

    /// <summary>Least sample that is referred where there is no threshold, percent. Default: 1.</summary>
    [Range(0.0, 100.0)]
    public double ReferralSamplePercent { get; init; } = 1;

    /// <summary>Longest that a contest is undecided. Default: 30 days.</summary>
    [Range(1, 90)]
    public int ContestDays { get; init; } = 30;

    /// <summary>Oldest entry of the chain that no signed checkpoint covers. Default: 24 hours.</summary>
    [Range(1, 168)]
    public int CheckpointHours { get; init; } = 24;

    /// <summary>How long audit entries are kept. Default: 365 days.</summary>
    [Range(1, 3650)]
    public int AuditDays { get; init; } = 365;

    /// <summary>Largest step back of one record's times. Default: 1 second.</summary>
    [Range(0.0, 60.0)]
    public double ClockSeconds { get; init; } = 1;

    /// <summary>Oldest enabled key. Default: 90 days.</summary>
    [Range(1, 730)]
    public int KeyDays { get; init; } = 90;

    /// <summary>Longest that a key lies unused. Default: 45 days.</summary>
    [Range(1, 365)]
    public int IdleKeyDays { get; init; } = 45;

    /// <summary>Admins that a workspace may always have; beyond, at most one principal in twenty. Default: 2.</summary>
    [Range(1, 100)]
    public int Admins { get; init; } = 2;

    /// <summary>Oldest review of privileged access. Default: 90 days.</summary>
    [Range(1, 365)]
    public int PrivilegedReviewDays { get; init; } = 90;

    /// <summary>Oldest review of any other access. Default: 180 days.</summary>
    [Range(1, 730)]
    public int ReviewDays { get; init; } = 180;

    /// <summary>Longest that a review is pending. Default: 14 days.</summary>
    [Range(1, 90)]
    public int PendingReviewDays { get; init; } = 14;

    /// <summary>Longest that a grave security event is undecided, and oldest probe. Default: 24 hours.</summary>
    [Range(1, 168)]
    public int GraveEventHours { get; init; } = 24;

    /// <summary>Longest that any other security event is undecided. Default: 7 days.</summary>
    [Range(1, 90)]
    public int EventDays { get; init; } = 7;

    /// <summary>Largest share of a disk in use. Default: 0.8.</summary>
    [Range(0.1, 1.0)]
    public double DiskShare { get; init; } = 0.8;

    /// <summary>Largest share of memory in use. Default: 0.85.</summary>
    [Range(0.1, 1.0)]
    public double MemoryShare { get; init; } = 0.85;

    /// <summary>Longest that a run waits for a slot. Default: 10 minutes.</summary>
    [Range(1, 1440)]
    public int QueueMinutes { get; init; } = 10;

    /// <summary>Least silos alive. Default: 2.</summary>
    [Range(1, 100)]
    public int Silos { get; init; } = 2;

    /// <summary>Longest to acknowledge a sev1, sev2 and sev3 incident, minutes. Defaults: 15, 60, 1440.</summary>
    [Range(1, 10_080)]
    public int AcknowledgeSev1Minutes { get; init; } = 15;

    [Range(1, 10_080)]
    public int AcknowledgeSev2Minutes { get; init; } = 60;

    [Range(1, 10_080)]
    public int AcknowledgeSev3Minutes { get; init; } = 1_440;

    /// <summary>Longest to mitigate a sev1 and a sev2 incident, hours. Defaults: 4, 24.</summary>
    [Range(1, 720)]
    public int MitigateSev1Hours { get; init; } = 4;

    [Range(1, 720)]
    public int MitigateSev2Hours { get; init; } = 24;

    /// <summary>Days over which answers to incidents are looked at. Default: 30.</summary>
    [Range(1, 365)]
    public int ResponseDays { get; init; } = 30;

    /// <summary>Longest from resolution to the postmortem. Default: 14 days.</summary>
    [Range(1, 90)]
    public int PostmortemDays { get; init; } = 14;

    /// <summary>Oldest test of a channel. Default: 7 days.</summary>
    [Range(1, 90)]
    public int ChannelTestDays { get; init; } = 7;

    /// <summary>Least share of deliveries that arrive. Default: 0.99.</summary>
    [Range(0.5, 1.0)]
    public double Deliveries { get; init; } = 0.99;

    /// <summary>Longest that a delivery waits. Default: 15 minutes.</summary>
    [Range(1, 1440)]
    public int DeliveryMinutes { get; init; } = 15;

    /// <summary>Oldest purge. Default: 24 hours.</summary>
    [Range(1, 168)]
    public int PurgeHours { get; init; } = 24;

    /// <summary>Oldest evaluation of the controls. Default: 60 minutes.</summary>
    [Range(1, 1440)]
    public int EvaluationMinutes { get; init; } = 60;

    /// <summary>How long a sign-in shows how somebody signs in. Default: 30 days.</summary>
    [Range(1, 365)]
    public int SignInDays { get; init; } = 30;

    /// <summary>How long a sign-in without several factors counts where no better one follows it. Default: 7 days.</summary>
    [Range(1, 90)]
    public int WeakSignInDays { get; init; } = 7;

    /// <summary>Longest life of an admin's token, minutes. Default: 60.</summary>
    [Range(1, 1_440)]
    public int TokenMinutes { get; init; } = 60;

    /// <summary>Longest that the console leaves somebody signed in who has left. Default: 15 minutes.</summary>
    [Range(1, 60)]
    public int IdleMinutes { get; init; } = 15;

    /// <summary>How long a disclosure is looked at. Default: 90 days.</summary>
    [Range(1, 365)]
    public int DisclosureDays { get; init; } = 90;

    /// <summary>Longest waiver. Default: 90 days.</summary>
    [Range(1, 365)]
    public int WaiverDays { get; init; } = 90;
}
