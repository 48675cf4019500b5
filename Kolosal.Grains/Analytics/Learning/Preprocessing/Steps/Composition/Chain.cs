using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Steps one after the other: each learns from the training rows as the one before it gave them.</summary>
/// <param name="steps">At least one.</param>
public sealed class Chain(ImmutableArray<ITransformFitter> steps) : ITransformFitter
{
    private readonly ImmutableArray<ITransformFitter> steps = !steps.IsDefaultOrEmpty
        ? steps
        : throw new ArgumentException("A chain needs at least one step.", nameof(steps));

    /// <inheritdoc/>
    public string Name => "chain";

    /// <inheritdoc/>
    public Transform Fit(FeatureRows rows, ulong seed, CancellationToken cancel) => FitTransform(rows, seed, cancel).Transform;

    /// <inheritdoc/>
    public (Transform Transform, FeatureRows Rows) FitTransform(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var fitted = ImmutableArray.CreateBuilder<Transform>(steps.Length);
        for (int s = 0; s < steps.Length; s++)
        {
            (var transform, rows) = steps[s].FitTransform(rows, SeededRandom.Derive(seed, (ulong)s), cancel);
            fitted.Add(transform);
        }
        return (new ChainTransform(fitted.ToImmutable()), rows);
    }
}
