using Kolosal.Numerics;
using MathNet.Numerics;

namespace Kolosal.Learning.Preprocessing.Selection;

/// <summary>A score of a column with the chance of one as great where column and target have nothing to do with each other.</summary>
/// <param name="Value">Greater is more.</param>
/// <param name="P">0 … 1.</param>
public readonly record struct FeatureScore(double Value, double P);

/// <summary>How much a column by itself says of the target; rows count once.</summary>
public static class FeatureScores
{
    /// <summary>Pearson's r over the pairs where both are there; NaN where either does not vary.</summary>
    public static double Correlation(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"Need equal lengths, got {x.Length} and {y.Length}.");
        double n = 0, mx = 0, my = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i])) continue;
            n++;
            mx += (x[i] - mx) / n;
            my += (y[i] - my) / n;
        }
        double xx = 0, yy = 0, xy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i])) continue;
            double a = x[i] - mx, b = y[i] - my;
            xx += a * a;
            yy += b * b;
            xy += a * b;
        }
        return xy / Math.Sqrt(xx * yy);
    }

    /// <summary>One-way analysis of variance (Fisher 1925): F = variance between classes / variance within, with K − 1 and n − K degrees.</summary>
    /// <param name="x">The column, without missing values.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classes">The number of classes.</param>
    public static FeatureScore OneWayF(ReadOnlySpan<double> x, ReadOnlySpan<int> labels, int classes)
    {
        double mean = Mean(x), between = 0, within = 0;
        double[] counts = new double[classes], means = new double[classes];
        for (int i = 0; i < x.Length; i++)
        {
            counts[labels[i]]++;
            means[labels[i]] += x[i] - mean;
        }
        int present = 0;
        for (int k = 0; k < classes; k++)
        {
            if (counts[k] == 0) continue;
            present++;
            means[k] /= counts[k];
            between += counts[k] * means[k] * means[k];
        }
        for (int i = 0; i < x.Length; i++) within += (x[i] - mean - means[labels[i]]) * (x[i] - mean - means[labels[i]]);
        return OfF(between / (present - 1) / (within / (x.Length - present)), present - 1, x.Length - present);
    }

    /// <summary>The F of a regression on the column alone: r² / (1 − r²) · (n − 2), with 1 and n − 2 degrees.</summary>
    public static FeatureScore RegressionF(ReadOnlySpan<double> x, ReadOnlySpan<double> targets)
    {
        double r = Correlation(x, targets), degrees = x.Length - 2;
        return OfF(r * r >= 1 ? double.PositiveInfinity : r * r / (1 - r * r) * degrees, 1, degrees);
    }

    /// <summary>χ² of a column of counts or amounts against the classes: its sums by class
    /// against those that the shares of rows lead one to expect, K − 1 degrees.</summary>
    public static FeatureScore ChiSquare(ReadOnlySpan<double> x, ReadOnlySpan<int> labels, int classes)
    {
        double[] rows = new double[classes], sums = new double[classes];
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            rows[labels[i]]++;
            sums[labels[i]] += x[i];
            total += x[i];
        }
        double value = 0;
        int present = 0;
        for (int k = 0; k < classes; k++)
        {
            if (rows[k] == 0) continue;
            present++;
            double expected = rows[k] / x.Length * total;
            value += (sums[k] - expected) * (sums[k] - expected) / expected;
        }
        return double.IsFinite(value) && present > 1 ? new(value, SpecialFunctions.GammaUpperRegularized((present - 1) / 2.0, value / 2)) : new(0, 1);
    }

    /// <summary>P(F > f) = I(d₂ / (d₂ + d₁ f); d₂/2, d₁/2), which loses nothing where it is tiny; a column that does not vary has F 0.</summary>
    private static FeatureScore OfF(double f, double between, double within) => double.IsNaN(f) || between <= 0 || within <= 0 ? new(0, 1)
        : double.IsPositiveInfinity(f) ? new(double.MaxValue, 0)
            : new(f, SpecialFunctions.BetaRegularized(within / 2, between / 2, within / (within + between * f)));

    private static double Mean(ReadOnlySpan<double> x) => FixedSum.Of(x) / x.Length;
}
