namespace Kolosal.Quality;

/// <summary>A wish to score a version.</summary>
/// <param name="Reference">The model's version, as <c>IModelGrain.ResolveAsync</c> takes it; null for the active one.</param>
/// <param name="Version">Version of the golden dataset; null for the latest.</param>
/// <param name="Jurisdiction">Only cases of this one; null for all.</param>
/// <param name="DocumentType">Only cases of this one; null for all.</param>
/// <param name="Trigger">Why: <c>manual</c>, <c>schedule</c>, <c>promotion</c>.</param>
[GenerateSerializer, Immutable, Alias("kolosal.golden-run-request")]
public sealed record GoldenRunRequest(string? Reference, int? Version, string? Jurisdiction, string? DocumentType, string Trigger);

/// <summary>What a run found.</summary>
/// <param name="Id">Unique in its golden dataset.</param>
/// <param name="GoldenVersion">Version of the golden dataset.</param>
/// <param name="ModelVersion">The version scored.</param>
/// <param name="PackageSha256">Its package.</param>
/// <param name="At">When.</param>
/// <param name="By">Subject.</param>
/// <param name="Trigger">Why.</param>
/// <param name="Passed">Every case that must pass did, and the pass rate is high enough.</param>
/// <param name="Cases">Cases scored.</param>
/// <param name="Passes">Of them as expected.</param>
/// <param name="Fails">Answered otherwise.</param>
/// <param name="Errors">Rows that the version does not take.</param>
/// <param name="Skipped">Left out by the filters.</param>
/// <param name="MustFails">Of failures and errors those that must pass.</param>
/// <param name="PassRate">Passes / cases; null when none was scored.</param>
/// <param name="Sha256">Of dataset, package and every case's outcome.</param>
/// <param name="DurationSeconds">How long it took.</param>
/// <param name="Failures">The first 100 cases that did not pass.</param>
/// <param name="Difference">Against the run before it over all cases; null for the first, and for filtered runs.</param>
[GenerateSerializer, Immutable, Alias("kolosal.golden-run")]
public sealed record GoldenRun(
    string Id, int GoldenVersion, int ModelVersion, string PackageSha256, DateTimeOffset At, string By, string Trigger, bool Passed, int Cases,
    int Passes, int Fails, int Errors, int Skipped, int MustFails, double? PassRate, string Sha256, double DurationSeconds,
    ImmutableArray<CaseFailure> Failures, RunDifference? Difference);

/// <summary>A case that did not pass.</summary>
/// <param name="CaseId">Its id.</param>
/// <param name="Must">Whether it must pass.</param>
/// <param name="Result">Fail, or error when the row was not taken.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Actual">What came; null when the row was not taken.</param>
/// <param name="Detail">What differs, by how much.</param>
[GenerateSerializer, Immutable, Alias("kolosal.case-failure")]
public sealed record CaseFailure(string CaseId, bool Must, RegressionResult Result, string Expected, string? Actual, string Detail);

/// <summary>How failures differ between two runs; of each list the first 100.</summary>
/// <param name="Against">The earlier run.</param>
/// <param name="ModelVersion">The version it scored.</param>
/// <param name="NewlyFailing">Cases that passed then.</param>
/// <param name="Fixed">Cases that failed then.</param>
/// <param name="StillFailing">Cases that fail in both.</param>
[GenerateSerializer, Immutable, Alias("kolosal.run-difference")]
public sealed record RunDifference(
    string Against, int ModelVersion, ImmutableArray<string> NewlyFailing, ImmutableArray<string> Fixed, ImmutableArray<string> StillFailing);

/// <summary>What came of a test.</summary>
[GenerateSerializer, Alias("kolosal.regression-result")]
public enum RegressionResult
{
    Pass,

    Fail,

    /// <summary>There was nothing to test.</summary>
    Skipped,

    /// <summary>It could not be carried out.</summary>
    Error,
}
