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
    private readonly double[] counts;

    private ConfusionMatrix(int classes, double[] counts) => (Classes, this.counts) = (classes, counts);

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
    public double True(int k) => Enumerable.Range(0, Classes).Sum(j => this[k, j]);

    /// <summary>Rows decided for a class.</summary>
    public double Decided(int k) => Enumerable.Range(0, Classes).Sum(i => this[i, k]);

    /// <summary>The share decided rightly.</summary>
    public double Accuracy => Ratio(Correct, Total);

    /// <summary>The mean recall of the classes that have rows.</summary>
    public double BalancedAccuracy => Enumerable.Range(0, Classes).Where(k => True(k) > 0).Average(Recall);

    /// <summary>Of the rows decided for a class, the share that is of it.</summary>
    public double Precision(int k) => Ratio(this[k, k], Decided(k));

    /// <summary>Of the rows of a class, the share decided for it.</summary>
    public double Recall(int k) => Ratio(this[k, k], True(k));

    /// <summary>Of the rows of other classes, the share not decided for this one.</summary>
    public double Specificity(int k) => Ratio(Total - True(k) - Decided(k) + this[k, k], Total - True(k));

    /// <summary>(1 + β²) P R / (β² P + R), from counts (van Rijsbergen 1979).</summary>
    public double FScore(int k, double beta = 1) => Ratio((1 + beta * beta) * this[k, k], beta * beta * True(k) + Decided(k));

    /// <summary>Rows in both, over rows in either of true and decided.</summary>
    public double Jaccard(int k) => Ratio(this[k, k], True(k) + Decided(k) - this[k, k]);

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
    public double MicroJaccard => Ratio(Correct, 2 * Total - Correct);

    /// <summary>Matthews correlation in its form for any number of classes (Gorodkin,
    /// Computational Biology and Chemistry 28, 2004); 0 when undefined.</summary>
    public double MatthewsCorrelation
    {
        get
        {
            double n = Total, both = 0, trueSquares = 0, decidedSquares = 0;
            for (int k = 0; k < Classes; k++)
            {
                both += True(k) * Decided(k);
                trueSquares += True(k) * True(k);
                decidedSquares += Decided(k) * Decided(k);
            }
            return Ratio(Correct * n - both, Math.Sqrt(n * n - decidedSquares) * Math.Sqrt(n * n - trueSquares));
        }
    }

    /// <summary>Cohen's κ: agreement above chance; with quadratic weights a miss counts by its squared distance (Cohen 1960, 1968).</summary>
    public double Kappa(bool quadratic = false)
    {
        double observed = 0, chance = 0, n = Total;
        for (int i = 0; i < Classes; i++)
            for (int j = 0; j < Classes; j++)
            {
                double cost = quadratic ? (i - j) * (i - j) : i == j ? 0 : 1;
                observed += cost * this[i, j];
                chance += cost * True(i) * Decided(j) / n;
            }
        return chance > 0 ? 1 - observed / chance : 0;
    }

    private double Correct => Enumerable.Range(0, Classes).Sum(k => this[k, k]);

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
