using Kolosal.Learning.Linear;
using Kolosal.Numerics;

namespace Kolosal.Learning.Bayes;

/// <summary>Complement naive Bayes for counts of unequal classes (Rennie, Shih, Teevan
/// and Karger, ICML 2003, sections 3.1, 3.2 and table 4).</summary>
/// <remarks>
/// Each class is described by the rows of all others: θ̃_kj = (α + N_j − N_kj) / (α p + N − N_k), weight w_kj = −log θ̃_kj, score Σ_j x_j w_kj;
/// normalised, w_kj / Σ_j |w_kj|. As in scikit-learn the class prior does not enter, and the scores pass
/// through the softmax to become shares, which are not calibrated probabilities. The paper's logarithmic and
/// inverse-document-frequency scaling of the counts is left to preprocessing. A class without rows gets 0.
/// </remarks>
public sealed class ComplementNaiveBayesTrainer(ComplementNaiveBayesOptions options) : Trainer(Descriptor)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("complement_naive_bayes", [LearningTask.Binary, LearningTask.Multiclass], FeatureEncoding.NonNegative,
        new SearchSpace(new FloatParameter("alpha", 1e-3, 100, 1, Log: true), new CategoricalParameter("normalize", ["no", "yes"], "no")),
        given => new ComplementNaiveBayesTrainer(new(given.Float("alpha"), given.Choice("normalize") == "yes")), LinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var (counts, sums) = ClassSums.Of(this, rows, cancel, notNegative: true);
        int p = rows.Columns.Length;
        double alpha = Math.Max(options.Alpha, SmoothingOptions.MinAlpha);
        double[] all = new double[p];
        for (int k = 0; k < counts.Length; k++) FixedSum.AddScaled(1, sums.AsSpan(k * p, p), all);
        for (int k = 0; k < counts.Length; k++)
        {
            var own = sums.AsSpan(k * p, p);
            // A column that occurs in this class alone has the complement 0, which rounding may leave a little below.
            for (int c = 0; c < p; c++) own[c] = Math.Max(0, all[c] - own[c]) + alpha;
            double total = Math.Log(FixedSum.Of(own));
            for (int c = 0; c < p; c++) own[c] = total - Math.Log(own[c]);
            double size = options.Normalize ? FixedSum.Of(own) : 1;
            if (size > 0) for (int c = 0; c < p; c++) own[c] /= size;
        }
        return new LinearPredictor(LinearLink.Softmax, p, sums, Array.ConvertAll(counts, count => count > 0 ? 0 : ClassPrior.Never));
    }
}

/// <param name="Alpha">Pseudo-counts added to every count, 0 or more; below 1e-10 that is used. Default: 1.</param>
/// <param name="Normalize">Whether each class's weights are divided by their sum. Default: no.</param>
public sealed record ComplementNaiveBayesOptions(double Alpha = 1, bool Normalize = false)
{
    /// <summary>Finite, 0 or more.</summary>
    public double Alpha { get; } = Require.NotNegative(Alpha);
}
