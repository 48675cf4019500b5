using Kolosal.Access;
using Kolosal.Classification;
using Orleans.Concurrency;

namespace Kolosal.Privacy;

/// <summary>How long the datasets of a workspace are kept, and their purge. One per workspace, key <c>workspace/retention</c>.</summary>
[Alias("kolosal.privacy.IRetentionGrain")]
public interface IRetentionGrain : IGrainWithStringKey
{
    /// <summary>The schedule, what is due under it, what is held, and the last purge. Without a schedule nothing is due.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.PrivacyRead)]
    Task<Result<RetentionReport>> GetAsync();

    /// <summary>Replaces the schedule; the same one changes nothing. 412 when the revision is not the expected one; null accepts any.</summary>
    [Alias("Set"), RequiresPermission(Permission.PrivacyWrite)]
    Task<Result<RetentionReport>> SetAsync(RetentionSchedule schedule, long? expectedRevision);

    /// <summary>Deletes what is due now, as the daily purge does; what is held or in use stays, with its reason.</summary>
    [Alias("Purge"), RequiresPermission(Permission.PrivacyWrite)]
    Task<Result<PurgeReport>> PurgeAsync();
}

/// <summary>Days after which datasets are purged. A classification's own days come first, then the first rule that fits, then the default.</summary>
/// <param name="DefaultDays">For what no rule fits; null keeps it.</param>
/// <param name="Rules">In order.</param>
[GenerateSerializer, Immutable, Alias("kolosal.retention-schedule")]
public sealed record RetentionSchedule(int? DefaultDays, ImmutableArray<RetentionRule> Rules)
{
    public bool Equals(RetentionSchedule? other) => other is not null && DefaultDays == other.DefaultDays
        && Rules.AsSpan().SequenceEqual(other.Rules.AsSpan());

    public override int GetHashCode() => HashCode.Combine(DefaultDays, Rules.Length);
}

/// <param name="Sensitivity">Fits classifications of this sensitivity; null fits any.</param>
/// <param name="DataType">Fits this type; null fits any.</param>
/// <param name="Days">Days from the dataset's creation, 1 to 36,500.</param>
[GenerateSerializer, Immutable, Alias("kolosal.retention-rule")]
public sealed record RetentionRule(Sensitivity? Sensitivity, DataKind? DataType, int Days);

/// <param name="DefaultDays">For what no rule fits; null keeps it.</param>
/// <param name="Rules">In order.</param>
/// <param name="Due">Datasets that the next purge deletes.</param>
/// <param name="Held">Datasets under a legal hold, due or not.</param>
/// <param name="LastPurge">What the last purge that found something did; null before the first.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
/// <param name="LookedThroughAt">When the datasets were last looked through for what is due; null before the first time.</param>
[GenerateSerializer, Immutable, Alias("kolosal.retention-report")]
public sealed record RetentionReport(
    int? DefaultDays, ImmutableArray<RetentionRule> Rules, ImmutableArray<DueDataset> Due, ImmutableArray<HeldDataset> Held, PurgeReport? LastPurge,
    long Revision, DateTimeOffset? LookedThroughAt = null);

/// <param name="DatasetId">The dataset.</param>
/// <param name="DueSince">When its days were over.</param>
/// <param name="Days">Days it was to be kept.</param>
/// <param name="Basis">What says so: <c>classification</c>, <c>rule</c> or <c>default</c>.</param>
[GenerateSerializer, Immutable, Alias("kolosal.due-dataset")]
public sealed record DueDataset(string DatasetId, DateTimeOffset DueSince, int Days, string Basis);

/// <param name="DatasetId">The dataset.</param>
/// <param name="Reason">Why it must not be deleted.</param>
/// <param name="Since">From when.</param>
[GenerateSerializer, Immutable, Alias("kolosal.held-dataset")]
public sealed record HeldDataset(string DatasetId, string Reason, DateTimeOffset Since);

/// <param name="At">When.</param>
/// <param name="Purged">Datasets deleted.</param>
/// <param name="Kept">Datasets that were due and stay, with the reason.</param>
[GenerateSerializer, Immutable, Alias("kolosal.purge-report")]
public sealed record PurgeReport(DateTimeOffset At, ImmutableArray<string> Purged, ImmutableArray<KeptDataset> Kept);

/// <param name="DatasetId">The dataset.</param>
/// <param name="Code">Why it stays, for programs.</param>
/// <param name="Reason">Why it stays.</param>
[GenerateSerializer, Immutable, Alias("kolosal.kept-dataset")]
public sealed record KeptDataset(string DatasetId, string Code, string Reason);

public static class PrivacyGrains
{
    public static IRetentionGrain Retention(this IGrainFactory grains, string workspace) =>
        grains.GetGrain<IRetentionGrain>($"{workspace}/retention");

    public static IPrivacyBudgetGrain PrivacyBudget(this IGrainFactory grains, ResourceKey dataset) =>
        grains.GetGrain<IPrivacyBudgetGrain>(dataset.ToString());

    public static ISubjectSweepGrain SubjectSweep(this IGrainFactory grains, string workspace) =>
        grains.GetGrain<ISubjectSweepGrain>($"{workspace}/subjects");

    public static IErasureGrain Erasure(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<IErasureGrain>($"{workspace}/{id}");
}
