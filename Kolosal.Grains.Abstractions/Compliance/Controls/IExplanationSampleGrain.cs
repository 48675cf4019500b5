using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Compliance;

/// <summary>Whether a model's explanations are there and right: a daily sample of its logged predictions, explained by the product's own explainer.
/// Key <c>workspace/name</c>.</summary>
[Alias("kolosal.compliance.IExplanationSampleGrain")]
public interface IExplanationSampleGrain : IGrainWithStringKey
{
    /// <summary>What was sampled; 404 before the first.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.ComplianceRead)]
    Task<Result<ExplanationSamples>> GetAsync();

    /// <summary>Draws a sample now, beside the daily ones. The same attempt again draws nothing.</summary>
    /// <returns>Refused with <c>compliance.nothing-serves</c> and <c>compliance.nothing-predicted</c> (409): there is nothing to draw from.</returns>
    [Alias("Draw"), RequiresPermission(Permission.ComplianceWrite)]
    Task<Result<ExplanationSamples>> DrawAsync(string attempt);

    /// <summary>From now on a sample is drawn each day; answers at once. Only the platform calls it.</summary>
    [Alias("Watch"), AlwaysInterleave]
    Task WatchAsync();
}

/// <summary>The samples of a model over the last 30 days.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Items">Oldest first.</param>
/// <param name="UpdatedAt">When one was last drawn.</param>
/// <param name="Revision">Counts them.</param>
[GenerateSerializer, Immutable, Alias("kolosal.explanation-samples")]
public sealed record ExplanationSamples(string Model, ImmutableArray<ExplanationSample> Items, DateTimeOffset UpdatedAt, long Revision);

/// <summary>One sample.</summary>
/// <param name="At">When it was drawn.</param>
/// <param name="Version">The version that had predicted, and was explained.</param>
/// <param name="Rows">Rows explained.</param>
/// <param name="AdditivityError">The largest |base + Σ contributions − score| among them, of the larger of 1 and the score's size.</param>
/// <param name="Milliseconds">How long each took, from the question to the answer.</param>
/// <param name="Stability">The least rank correlation of the columns' order over resampled background rows; null where none has an order.</param>
/// <param name="Fault">Why rows could not be explained; null when all were.</param>
[GenerateSerializer, Immutable, Alias("kolosal.explanation-sample")]
public sealed record ExplanationSample(
    DateTimeOffset At, int Version, int Rows, double AdditivityError, ImmutableArray<double> Milliseconds, double? Stability, string? Fault);

public static class ExplanationSampleGrains
{
    public static IExplanationSampleGrain ExplanationSample(this IGrainFactory grains, ModelKey model) =>
        grains.GetGrain<IExplanationSampleGrain>(model.ToString());
}
