namespace Kolosal.Learning.Bayes;

/// <param name="Alpha">Pseudo-counts added to every count. Default: 1.</param>
/// <param name="Threshold">Values above it are present, others absent; finite. Default: 0.</param>
public sealed record BernoulliNaiveBayesOptions(double Alpha = 1, double Threshold = 0) : SmoothingOptions(Alpha)
{
    /// <summary>Finite.</summary>
    public double Threshold { get; } = Require.Finite(Threshold);
}

/// <summary>Bernoulli naive Bayes for what is present or absent (Manning, Raghavan and
/// Schütze, Introduction to Information Retrieval, 2008, section 13.3).</summary>
/// <remarks>
/// log P(k | x) = log π_k + Σ_j [ b_j log θ_kj + (1 − b_j) log(1 − θ_kj) ] + const with b_j = 1 where x_j is above the threshold and
/// θ_kj = (N_kj + α) / (N_k + 2α), N_kj the weight of the rows of class k with b_j = 1. A class without rows gets probability 0.
/// </remarks>
public sealed class BernoulliNaiveBayesTrainer(BernoulliNaiveBayesOptions options) : Trainer(Descriptor)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("bernoulli_naive_bayes", [LearningTask.Binary, LearningTask.Multiclass], FeatureEncoding.Dense,
        new SearchSpace([.. SmoothingOptions.Parameters, new FloatParameter("threshold", -3, 3, 0)]),
        given => new BernoulliNaiveBayesTrainer(new(given.Float("alpha"),
            given.Float("threshold"))
        { Prior = ClassPrior.Parse(given.Choice("prior")) }),
        BernoulliPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        double threshold = options.Threshold;
        var (counts, present) = ClassSums.Of(this, rows, cancel, change: (row, changed) =>
        {
            for (int c = 0; c < row.Length; c++) changed[c] = row[c] > threshold ? 1 : 0;
        });
        int p = rows.Columns.Length;
        double[] levels = options.Prior.Logarithms(counts);
        for (int k = 0; k < counts.Length; k++)
            for (int c = 0; c < p; c++)
            {
                double total = Math.Log(counts[k] + 2 * options.Smoothing);
                double here = Math.Log(present[k * p + c] + options.Smoothing) - total,
                    gone = Math.Log(Math.Max(0, counts[k] - present[k * p + c]) + options.Smoothing) - total;
                levels[k] += gone;
                present[k * p + c] = here - gone;
            }
        return new BernoulliPredictor(threshold, p, present, levels);
    }
}
