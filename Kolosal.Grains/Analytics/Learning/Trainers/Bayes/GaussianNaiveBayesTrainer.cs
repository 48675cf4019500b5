namespace Kolosal.Learning.Bayes;

/// <remarks>
/// Of a category that hardly occurs in a class the variance of its one-hot column is nearly 0, and that one column then outweighs all others; a tenth
/// of the largest variance keeps the say of such columns bounded. A column of numbers tells classes apart by small differences, too, and needs no
/// more than a guard against a division by 0, which is scikit-learn's 1e-9.
/// </remarks>
/// <param name="VarianceSmoothing">Share of the largest column variance that is added to every variance, 0 or more. Default: 1e-9.</param>
/// <param name="IndicatorSmoothing">Share of the largest column variance that is added to the variances of columns with at most two different
/// values, where it is more than <paramref name="VarianceSmoothing"/>; 0 or more. Default: 0.1.</param>
public sealed record GaussianNaiveBayesOptions(double VarianceSmoothing = 1e-9, double IndicatorSmoothing = 0.1)
{
    /// <summary>Finite, 0 or more.</summary>
    public double VarianceSmoothing { get; } = Require.NotNegative(VarianceSmoothing);

    /// <summary>Finite, 0 or more.</summary>
    public double IndicatorSmoothing { get; } = Require.NotNegative(IndicatorSmoothing);

    /// <summary>What is believed of the classes beforehand. Default: the shares of the training rows.</summary>
    public ClassPrior Prior { get; init; } = ClassPrior.Learnt;
}

/// <summary>Gaussian naive Bayes (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2009, section 6.6.3).</summary>
/// <remarks>
/// log P(k | x) = log π_k − ½ Σ_j [ log 2πσ²_kj + (x_j − μ_kj)² / σ²_kj ] + const, μ and σ² the weighted mean and (maximum-likelihood) variance of
/// column j in class k; ε = share × the largest variance of a column over all rows is added to every σ², as in scikit-learn (which leaves the weights
/// out of ε: here they count), with a share of its own for columns of at most two values, as indicators are. A column of variance 0 in a class when
/// ε is 0 as well gets variance 1. A class without rows gets probability 0.
/// </remarks>
public sealed class GaussianNaiveBayesTrainer(GaussianNaiveBayesOptions options) : Trainer(Descriptor)
{
    private const int RowsBetweenPolls = 256;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("gaussian_naive_bayes", [LearningTask.Binary, LearningTask.Multiclass], FeatureEncoding.Dense,
        new SearchSpace(new FloatParameter("variance_smoothing", 1e-12, 1, 1e-9, Log: true),
            new FloatParameter("indicator_smoothing", 1e-12, 1, 0.1, Log: true),
            new CategoricalParameter("prior", ["learnt", "uniform"], "learnt")),
        given => new GaussianNaiveBayesTrainer(new(given.Float("variance_smoothing"), given.Float("indicator_smoothing"))
        {
            Prior = ClassPrior.Parse(given.Choice("prior")),
        }),
        GaussianNaiveBayesPredictor.Read, WeightsRepeat: true);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var (counts, means) = ClassSums.Of(this, rows, cancel);
        int p = rows.Columns.Length;
        double[] center = new double[p], spread = new double[p], variances = new double[means.Length];
        double total = counts.Sum();
        for (int k = 0; k < counts.Length; k++)
            for (int c = 0; c < p; c++)
            {
                center[c] += means[k * p + c] / total;
                if (counts[k] > 0) means[k * p + c] /= counts[k];
            }
        for (int i = 0; i < rows.Rows; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            double weight = rows.Weight(i);
            var row = rows.Row(i);
            int k = rows.Labels.Span[i] * p;
            for (int c = 0; c < row.Length; c++)
            {
                variances[k + c] += weight * (row[c] - means[k + c]) * (row[c] - means[k + c]);
                spread[c] += weight * (row[c] - center[c]) * (row[c] - center[c]);
            }
        }
        double most = p == 0 ? 0 : spread.Max() / total, smoothing = options.VarianceSmoothing * most,
            ofIndicators = Math.Max(options.VarianceSmoothing, options.IndicatorSmoothing) * most;
        bool[] indicators = [.. Enumerable.Range(0, p).Select(c => IsIndicator(rows, c, cancel))];
        for (int at = 0; at < variances.Length; at++)
        {
            double count = counts[at / p], variance = count > 0 ? variances[at] / count + (indicators[at % p] ? ofIndicators : smoothing) : 1;
            variances[at] = variance > 0 ? variance : 1;
        }
        return new GaussianNaiveBayesPredictor(p, options.Prior.Logarithms(counts), means, variances);
    }

    /// <summary>Whether a column has at most two different values.</summary>
    private static bool IsIndicator(TrainingSet rows, int column, CancellationToken cancel)
    {
        if (rows.Rows == 0) return true;
        double first = rows.Row(0)[column];
        double? second = null;
        for (int i = 1; i < rows.Rows; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            double value = rows.Row(i)[column];
            if (value == first || value == second) continue;
            if (second is not null) return false;
            second = value;
        }
        return true;
    }
}
