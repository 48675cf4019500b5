namespace Kolosal.Learning.Metrics;

/// <summary>How the averages over classes weigh them.</summary>
public enum ClassAverage
{
    /// <summary>Every class the same.</summary>
    Macro,

    /// <summary>Every class by its true rows.</summary>
    Weighted,

    /// <summary>Counts pooled over the classes.</summary>
    Micro,
}

/// <summary>Weighted rows by true class and decided class, and what follows from them. A ratio without rows is 0.</summary>
public sealed class ConfusionMatrix
{
    // Of each class: its true rows, those decided for it, and the rows that are neither. Sums of rows, never differences of sums:
    // a few rows may weigh more than all digits of the others.
    private readonly double[] counts, trueRows, decidedRows, otherRows;

    private ConfusionMatrix(int classes, double[] counts)
    {
        (Classes, this.counts) = (classes, counts);
        (trueRows, decidedRows, otherRows) = (new double[classes], new double[classes], new double[classes]);
        for (int i = 0; i < classes; i++)
        {
            var row = counts.AsSpan(i * classes, classes);
            double[] others = Others(row);
            for (int j = 0; j < classes; j++)
            {
                trueRows[i] += row[j];
                decidedRows[j] += row[j];
                if (j != i) otherRows[j] += others[j];
            }
        }
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The weight of the rows of a true class that were decided as another.</summary>
    public double this[int truth, int decided] => counts[truth * Classes + decided];

    /// <summary>Counts scored rows.</summary>
    /// <param name="rows">Rows with classes.</param>
    /// <param name="threshold">For two classes: from which probability on the second is decided.</param>
    public static ConfusionMatrix Of(ScoredRows rows, double threshold = 0.5)
    {
        var counts = new double[rows.Classes * rows.Classes];
        for (int row = 0; row < rows.Rows; row++)
            counts[rows.Labels.Span[row] * rows.Classes + ClassDecision.Of(rows.Probabilities(row), threshold)] += rows.Weight(row);
        return new(rows.Classes, counts);
    }

    /// <summary>All rows.</summary>
    public double Total => counts.Sum();

    /// <summary>Rows of a true class.</summary>
    public double True(int k) => trueRows[k];

    /// <summary>Rows decided for a class.</summary>
    public double Decided(int k) => decidedRows[k];

    /// <summary>The share decided rightly.</summary>
    public double Accuracy => Ratio(Correct, Total);

    /// <summary>The mean recall of the classes that have rows.</summary>
    public double BalancedAccuracy => Enumerable.Range(0, Classes).Where(k => True(k) > 0).Average(Recall);

    /// <summary>Of the rows decided for a class, the share that is of it.</summary>
    public double Precision(int k) => Ratio(this[k, k], Decided(k));

    /// <summary>Of the rows of a class, the share decided for it.</summary>
    public double Recall(int k) => Ratio(this[k, k], True(k));

    /// <summary>Of the rows of other classes, the share not decided for this one.</summary>
    public double Specificity(int k) => Ratio(otherRows[k], otherRows[k] + FalseAlarms(k));

    /// <summary>(1 + β²) P R / (β² P + R), from counts (van Rijsbergen 1979).</summary>
    public double FScore(int k, double beta = 1) => Ratio((1 + beta * beta) * this[k, k], beta * beta * True(k) + Decided(k));

    /// <summary>Rows in both, over rows in either of true and decided.</summary>
    public double Jaccard(int k) => Ratio(this[k, k], this[k, k] + Misses(k) + FalseAlarms(k));

    /// <summary>A measure of single classes averaged over those that occur as true or decided. Micro
    /// averages of precision, recall and F are the accuracy when every row has one class.</summary>
    public double Average(Func<int, double> ofClass, ClassAverage average)
    {
        var present = Enumerable.Range(0, Classes).Where(k => True(k) + Decided(k) > 0).ToArray();
        return average switch
        {
            ClassAverage.Macro => present.Average(ofClass),
            ClassAverage.Weighted => Ratio(present.Sum(k => True(k) * ofClass(k)), Total),
            _ => throw new ArgumentOutOfRangeException(nameof(average), average,
                "Micro averages pool counts: precision, recall and F are the accuracy, Jaccard is MicroJaccard."),
        };
    }

    /// <summary>Pooled Jaccard: hits over 2 total − hits.</summary>
    public double MicroJaccard => Ratio(Correct, Correct + 2 * Wrong);

    /// <summary>Matthews correlation in its form for any number of classes (Gorodkin,
    /// Computational Biology and Chemistry 28, 2004); 0 when undefined.</summary>
    public double MatthewsCorrelation => Ratio(Agreement, Math.Sqrt(Products(decidedRows, decidedRows)) * Math.Sqrt(Products(trueRows, trueRows)));

    /// <summary>Cohen's κ: agreement above chance; with quadratic weights a miss counts by its squared distance
    /// (Cohen 1960, 1968). NaN where chance alone agrees wholly, as where rows and decisions are of one class.</summary>
    public double Kappa(bool quadratic = false)
    {
        double chance = Products(trueRows, decidedRows);
        if (!(chance > 0)) return double.NaN;
        if (!quadratic) return Agreement / chance;
        double observed = 0, expected = 0, n = Total;
        for (int i = 0; i < Classes; i++)
            for (int j = 0; j < Classes; j++)
            {
                double cost = (i - j) * (i - j);
                observed += cost * this[i, j];
                expected += cost * True(i) * (Decided(j) / n);
            }
        return 1 - observed / expected;
    }

    private double Correct => Enumerable.Range(0, Classes).Sum(k => this[k, k]);

    private double Wrong => Enumerable.Range(0, Classes).Sum(Misses);

    /// <summary>n Σ nₖₖ − Σ Tₖ Dₖ, hits above those of chance, as Σ of hits times others less misses times false alarms.</summary>
    private double Agreement => Enumerable.Range(0, Classes).Sum(k => this[k, k] * otherRows[k] - Misses(k) * FalseAlarms(k));

    private double Misses(int k)
    {
        double sum = 0;
        for (int j = 0; j < Classes; j++) if (j != k) sum += this[k, j];
        return sum;
    }

    private double FalseAlarms(int k)
    {
        double sum = 0;
        for (int i = 0; i < Classes; i++) if (i != k) sum += this[i, k];
        return sum;
    }

    /// <summary>Σ aᵢ bⱼ over all i ≠ j.</summary>
    private static double Products(double[] a, double[] b)
    {
        double[] others = Others(b);
        return Enumerable.Range(0, a.Length).Sum(k => a[k] * others[k]);
    }

    /// <summary>For each value the sum of all others.</summary>
    private static double[] Others(ReadOnlySpan<double> values)
    {
        var sums = new double[values.Length];
        double before = 0, behind = 0;
        for (int k = 0; k < sums.Length; before += values[k++]) sums[k] = before;
        for (int k = sums.Length - 1; k >= 0; behind += values[k--]) sums[k] += behind;
        return sums;
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
