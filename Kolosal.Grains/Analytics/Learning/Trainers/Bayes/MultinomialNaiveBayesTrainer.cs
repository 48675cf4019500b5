using Kolosal.Learning.Linear;
using Kolosal.Numerics;

namespace Kolosal.Learning.Bayes;

/// <summary>Multinomial naive Bayes for counts (Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008, section 13.2).</summary>
/// <remarks>
/// log P(k | x) = log π_k + Σ_j x_j log θ_kj + const with θ_kj = (N_kj + α) / (N_k + α p), N_kj the weighted sum of column j over the rows
/// of class k. Linear in x, so the model is a <see cref="LinearPredictor"/> with the softmax link. A class without rows gets probability 0.
/// </remarks>
public sealed class MultinomialNaiveBayesTrainer(SmoothingOptions options) : Trainer(Descriptor)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("multinomial_naive_bayes", [LearningTask.Binary, LearningTask.Multiclass], FeatureEncoding.NonNegative,
        new SearchSpace(SmoothingOptions.Parameters),
        given => new MultinomialNaiveBayesTrainer(new(given.Float("alpha")) { Prior = ClassPrior.Parse(given.Choice("prior")) }),
        LinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var (counts, sums) = ClassSums.Of(this, rows, cancel, notNegative: true);
        int p = rows.Columns.Length;
        for (int k = 0; k < counts.Length; k++)
        {
            var own = sums.AsSpan(k * p, p);
            double total = Math.Log(FixedSum.Of(own) + options.Smoothing * p);
            for (int c = 0; c < p; c++) own[c] = Math.Log(own[c] + options.Smoothing) - total;
        }
        return new LinearPredictor(LinearLink.Softmax, p, sums, options.Prior.Logarithms(counts));
    }
}
