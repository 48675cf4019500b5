using Kolosal.Statistics;

namespace Kolosal.Datasets;

/// <summary>Pearson's product-moment correlation.</summary>
public static class Correlation
{
    /// <summary>Columns between which correlations are computed at most: the matrix grows with the square.</summary>
    public const int MaximumColumns = 100;

    /// <summary>r between every two columns over the rows where both have a value.</summary>
    /// <param name="names">The columns.</param>
    /// <param name="samples">Each column's values at the same rows; NaN where missing.</param>
    public static CorrelationMatrix Matrix(IReadOnlyList<string> names, IReadOnlyList<double[]> samples)
    {
        int n = names.Count;
        var r = new double?[n, n];
        var standard = samples.Select(Standardised).ToArray();
        for (int a = 0; a < n; a++)
        {
            r[a, a] = standard[a].Varies ? 1 : null;
            for (int b = 0; b < a; b++)
            {
                r[a, b] = r[b, a] = !standard[a].Varies || !standard[b].Varies ? null
                    : standard[a].Complete && standard[b].Complete
                        ? Bounded(System.Numerics.Tensors.TensorPrimitives.Dot<double>(standard[a].Values, standard[b].Values))
                    : Association.Pearson(samples[a], samples[b]);
            }
        }

        return new([.. names], [.. Enumerable.Range(0, n).Select(a => Enumerable.Range(0, n).Select(b => r[a, b]).ToImmutableArray())]);
    }

    /// <summary>Values less their mean over the root of their sum of squares, so that r is a dot product.</summary>
    private static (double[] Values, bool Varies, bool Complete) Standardised(double[] values)
    {
        var moments = new Moments();
        double[] present = [.. values.Where(double.IsFinite)];
        moments.Add(present);
        bool varies = moments.Skewness is not null, complete = present.Length == values.Length;
        if (!varies || !complete) return (values, varies, complete);
        double scale = moments.StandardDeviation!.Value * Math.Sqrt(present.Length - 1);
        return ([.. present.Select(x => (x - moments.Mean) / scale)], scale > 0, true);
    }

    private static double? Bounded(double r) => double.IsFinite(r) ? Math.Clamp(r, -1, 1) : null;
}
