using Kolosal.Numerics;

namespace Kolosal.Learning;

/// <summary>How rows count beyond their own weights.</summary>
public enum ClassWeighting
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By n / (K nₖ), so that every class weighs the same in sum; n and nₖ are sums of row weights.</summary>
    Balanced,
}

/// <summary>The weights of rows times those of their classes.</summary>
internal static class ClassWeights
{
    /// <summary>One weight a row.</summary>
    /// <exception cref="TrainingException">Fewer than two classes occur.</exception>
    public static double[] Of(TrainingSet rows, ClassWeighting weighting)
    {
        var sums = new double[rows.Classes];
        for (int row = 0; row < rows.Rows; row++) sums[rows.Labels.Span[row]] += rows.Weight(row);
        int present = sums.Count(s => s > 0);
        if (present < 2) throw new TrainingException($"A classifier needs rows of at least two classes, got {present}.");
        double total = FixedSum.Of(sums);
        var weights = new double[rows.Rows];
        for (int row = 0; row < weights.Length; row++)
            weights[row] = rows.Weight(row) * (weighting == ClassWeighting.Balanced ? total / (present * sums[rows.Labels.Span[row]]) : 1);
        return weights;
    }
}
