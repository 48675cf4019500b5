using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Quality;

/// <summary>One test of a suite, with its results. Key <c>workspace/rt_…</c>; the id follows from suite, name and model.</summary>
[Alias("kolosal.quality.IRegressionTestGrain")]
public interface IRegressionTestGrain : IGrainWithStringKey
{
    /// <summary>Defines the test, or changes it. Refused with <c>quality.bad-test</c>.</summary>
    [Alias("Define"), RequiresPermission(Permission.QualityWrite)]
    Task<Result<RegressionTest>> DefineAsync(RegressionTestSpec spec);

    /// <summary>Takes a result from outside. Idempotent by its id.</summary>
    [Alias("Report"), RequiresPermission(Permission.QualityWrite)]
    Task<Result<RegressionTest>> ReportAsync(RegressionOutcome outcome);

    /// <summary>Runs its golden dataset now. Refused with <c>quality.nothing-to-run</c> for a test that others carry out.</summary>
    /// <param name="reference">The model's version; null for the active one.</param>
    [Alias("Run"), RequiresPermission(Permission.QualityWrite)]
    Task<Result<RegressionTest>> RunAsync(string? reference);

    /// <summary>Runs it if its schedule has come, or if another version has become active since; its reminder calls this once a minute.</summary>
    /// <returns>Whether it ran.</returns>
    [Alias("Look")]
    Task<bool> LookAsync();

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.QualityRead)]
    Task<Result<RegressionTest>> GetAsync();
}

/// <summary>What a test is.</summary>
/// <param name="Suite">The suite's name; 1 to 100 characters.</param>
/// <param name="Name">The test's name in it.</param>
/// <param name="Model">The model's name.</param>
/// <param name="GoldenDatasetId">What it runs; null for one that others carry out and report.</param>
/// <param name="Schedule">Cron expression of five fields; null for none.</param>
/// <param name="TimeZone">IANA name, of the schedule; null for UTC.</param>
/// <param name="OnPromotion">Whether it runs after each promotion.</param>
/// <param name="Jurisdiction">Only cases of this one; null for all.</param>
/// <param name="DocumentType">Only cases of this one; null for all.</param>
/// <param name="Description">For people; may be empty.</param>
[GenerateSerializer, Immutable, Alias("kolosal.regression-test-spec")]
public sealed record RegressionTestSpec(
    string Suite, string Name, string Model, string? GoldenDatasetId, string? Schedule, string? TimeZone, bool OnPromotion, string? Jurisdiction,
    string? DocumentType, string Description);

/// <summary>A result.</summary>
/// <param name="Id">Unique in its test.</param>
/// <param name="Result">What came of it.</param>
/// <param name="At">When.</param>
/// <param name="By">Subject.</param>
/// <param name="Trigger"><c>reported</c> for one from outside; <c>manual</c>, <c>schedule</c>, <c>promotion</c>.</param>
/// <param name="ModelVersion">The version tested; null when unknown.</param>
/// <param name="DurationSeconds">How long it took; null when unknown.</param>
/// <param name="Detail">In one sentence; may be empty.</param>
/// <param name="GoldenRunId">The run of the golden dataset; null for one from outside.</param>
[GenerateSerializer, Immutable, Alias("kolosal.regression-outcome")]
public sealed record RegressionOutcome(
    string Id, RegressionResult Result, DateTimeOffset At, string By, string Trigger, int? ModelVersion, double? DurationSeconds, string Detail,
    string? GoldenRunId);

/// <summary>A test as it is read and listed.</summary>
/// <param name="Id"><c>rt_…</c>.</param>
/// <param name="Suite">The suite.</param>
/// <param name="Name">The test's name in it.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Result">Its latest result; null before the first.</param>
/// <param name="LastAt">When it came; null before the first.</param>
/// <param name="Jurisdiction">Only cases of this one; null for all.</param>
/// <param name="DocumentType">Only cases of this one; null for all.</param>
/// <param name="Spec">All that was declared.</param>
/// <param name="NextAt">When the schedule comes next; null without one.</param>
/// <param name="Outcomes">Latest 100 results, newest first; the latest alone in lists.</param>
/// <param name="CreatedAt">When it was defined.</param>
/// <param name="UpdatedAt">When anything last changed.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.regression-test")]
public sealed record RegressionTest(
    string Id, string Suite, string Name, string Model, RegressionResult? Result, DateTimeOffset? LastAt, string? Jurisdiction, string? DocumentType,
    RegressionTestSpec Spec, DateTimeOffset? NextAt, ImmutableArray<RegressionOutcome> Outcomes, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    long Revision);
