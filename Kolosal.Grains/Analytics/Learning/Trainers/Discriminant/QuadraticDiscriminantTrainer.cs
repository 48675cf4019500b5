using Kolosal.Learning.Bayes;
using Kolosal.Numerics;

namespace Kolosal.Learning.Discriminant;

/// <param name="Regularization">Share r of the identity in every class's covariance, 0 … 1. Default:
/// 0.01; scikit-learn's 0 leaves columns that hardly vary within a class to decide alone.</param>
public sealed record QuadraticDiscriminantOptions(double Regularization = 0.01)
{
    /// <summary>0 … 1.</summary>
    public double Regularization { get; } = Require.Between(Regularization, 0, 1);

    /// <summary>What is believed of the classes beforehand. Default: the shares of the training rows.</summary>
    public ClassPrior Prior { get; init; } = ClassPrior.Learnt;
}

/// <summary>Quadratic discriminant analysis: normal classes, each with its own covariance (Hastie, Tibshirani
/// and Friedman, The Elements of Statistical Learning, 2009, section 4.3; Friedman, JASA 84, 1989).</summary>
/// <remarks>
/// log P(k | x) = log π_k − ½ Σ_j [ (v_kj·(x − μ_k))² / λ_kj + log λ_kj ] + const, v and λ the eigenvectors and eigenvalues of (1 − r) Σ_k + r I,
/// Σ_k the weighted mean square times n_k / (n_k − 1), n_k the rows of class k that count, as in scikit-learn.
/// Where scikit-learn divides by a vanishing eigenvalue with a warning, an eigenvalue below 1e-9 of the largest of any class is raised to that.
/// A class without rows gets probability 0; a class of one row is refused.
/// </remarks>
public sealed class QuadraticDiscriminantTrainer(QuadraticDiscriminantOptions options) : Trainer(Descriptor)
{
    // Of the greatest variance of a class: directions of less spread are rounding.
    private const double MinShare = 1e-9;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("quadratic_discriminant", [LearningTask.Binary, LearningTask.Multiclass], FeatureEncoding.Dense,
        new SearchSpace(new FloatParameter("regularization", 0, 1, 0.01), new CategoricalParameter("prior", ["learnt", "uniform"], "learnt")),
        given => new QuadraticDiscriminantTrainer(new(given.Float("regularization"))
        {
            Prior =
            ClassPrior.Parse(given.Choice("prior"))
        }),
        QuadraticDiscriminantPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var (counts, means) = ClassSums.Of(this, rows, cancel);
        int p = rows.Columns.Length;
        double[] levels = options.Prior.Logarithms(counts), whitening = new double[counts.Length * p * p], scatter = new double[p * p],
            values = new double[counts.Length * p];
        for (int k = 0; k < counts.Length; k++)
        {
            if (counts[k] == 0) continue;
            int n = CountedRows(rows, k);
            if (n < 2)
                throw new TrainingException($"A covariance needs more than one row, but class {k} has one; give more rows or leave the class out.");
            var mean = means.AsSpan(k * p, p);
            for (int c = 0; c < p; c++) mean[c] /= counts[k];
            Array.Clear(scatter);
            ClassScatter.Add(rows, k, mean, scatter, cancel);
            for (int i = 0; i < scatter.Length; i++) scatter[i] *= n / (n - 1.0) / counts[k];
            var eigen = SymmetricEigen.Of(scatter, p, cancel);
            for (int i = 0; i < p; i++) values[k * p + i] = (1 - options.Regularization) * Math.Max(0, eigen.Values[i]) + options.Regularization;
            eigen.Vectors.CopyTo(whitening, k * p * p);
        }
        double least = values.Length == 0 ? 0 : MinShare * values.Max();
        for (int i = 0; i < values.Length; i++)
        {
            if (counts[i / p] == 0) continue;
            double value = values[i] > least ? values[i] : least > 0 ? least : 1;
            levels[i / p] -= Math.Log(value) / 2;
            foreach (ref double entry in whitening.AsSpan(i * p, p)) entry /= Math.Sqrt(value);
        }
        return new QuadraticDiscriminantPredictor(p, levels, means, whitening);
    }

    private static int CountedRows(TrainingSet rows, int @class)
    {
        int counted = 0;
        for (int row = 0; row < rows.Rows; row++) if (rows.Labels.Span[row] == @class && rows.Weight(row) > 0) counted++;
        return counted;
    }
}
