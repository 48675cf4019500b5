using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Additive;

/// <summary>All that an explainable boosting machine learnt.</summary>
/// <param name="Intercepts">One a score.</param>
/// <param name="Bins">How each column's values become codes.</param>
/// <param name="Shapes">For each column scores × codes, missing last; mean 0 over the training rows.</param>
/// <param name="Weights">For each column the weight of the training rows of each code.</param>
/// <param name="Pairs">The columns of each pair.</param>
/// <param name="PairTables">For each pair first groups × second groups, in log odds or the target's unit; mean 0 along every row and column.</param>
/// <param name="PairWeights">For each pair the weight of the training rows of each cell.</param>
internal sealed record AdditiveTerms(double[] Intercepts, FeatureBins[] Bins, double[][] Shapes, double[][] Weights,
    PairTerm[] Pairs, double[][] PairTables, double[][] PairWeights)
{
    /// <summary>The same terms of a target in its own unit.</summary>
    public AdditiveTerms In(TargetUnit unit) => this with
    {
        Intercepts = [.. Intercepts.Select(unit.Restore)],
        Shapes = [.. Shapes.Select(table => Scaled(table, unit))],
        PairTables = [.. PairTables.Select(table => Scaled(table, unit))],
    };

    private static double[] Scaled(double[] table, TargetUnit unit) => [.. table.Select(value => unit.Spread * value)];
}
