using Kolosal.Learning.Graphs;
using Kolosal.Learning.Preprocessing;
using Kolosal.Learning.Preprocessing.Power;

namespace Kolosal.Learning.Pipelines;

/// <summary>The declared change of a regression's target: fitted on training rows,
/// applied to their targets, undone on every prediction; part of the package.</summary>
/// <remarks>A mean on a bent scale is not the mean on the plain one: undone predictions
/// aim nearer the median, and sums of them run low for skewed targets.</remarks>
/// <param name="Steps">Applied in order, undone in reverse; at least one.</param>
public sealed record TargetTransform(ImmutableArray<NumericStep> Steps)
{
    /// <summary>At least one.</summary>
    public ImmutableArray<NumericStep> Steps { get; } = !Steps.IsDefaultOrEmpty
        ? Steps
        : throw new ArgumentException("A target transform needs at least one step.", nameof(Steps));

    /// <summary>Fits the change to training targets.</summary>
    /// <exception cref="TrainingException">Box-Cox and a target of 0 or less.</exception>
    public static TargetTransform Fit(TargetFunction function, ReadOnlySpan<double> targets, CancellationToken cancel)
    {
        double[] values = targets.ToArray();
        switch (function)
        {
            case TargetFunction.Standard:
                return new([NumericSteps.FitScaler(ScaleStrategy.Standard, values)!]);
            case TargetFunction.Log:
                return new([LogTransformer.Step(values)]);
            case TargetFunction.BoxCox:
                if (values.Min() <= 0) throw new TrainingException($"Box-Cox needs targets above 0, got {values.Min()}; choose Yeo-Johnson.");
                return new(BoxCoxTransformer.Standardized(new BoxCoxStep(MaximumLikelihood.BoxCox(values, cancel), values.Min()), values,
                    standardize: true));
            case TargetFunction.YeoJohnson:
                return new(BoxCoxTransformer.Standardized(new YeoJohnsonStep(MaximumLikelihood.YeoJohnson(values, cancel)), values,
                    standardize: true));
            default:
                throw new ArgumentOutOfRangeException(nameof(function), function, "Unknown function.");
        }
    }

    /// <summary>The changed targets.</summary>
    public double[] Apply(ReadOnlySpan<double> targets)
    {
        double[] changed = targets.ToArray();
        foreach (var step in Steps)
            for (int row = 0; row < changed.Length; row++) changed[row] = step.Apply(changed[row]);
        return changed;
    }

    /// <summary>What <see cref="Invert"/> gives, as operations of a graph.</summary>
    internal GraphValue DescribeInverse(GraphBuilder graph, GraphValue prediction) =>
        Steps.Reverse().Aggregate(prediction, (value, step) => step.DescribeInverse(graph, value));

    /// <summary>Turns predictions on the changed scale into predictions of the target.</summary>
    public void Invert(Span<double> predictions)
    {
        for (int s = Steps.Length - 1; s >= 0; s--)
            for (int row = 0; row < predictions.Length; row++) predictions[row] = Steps[s].Invert(predictions[row]);
    }
}
