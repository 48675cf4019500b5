using Kolosal.Learning.Bayes;
using Kolosal.Learning.Linear;
using Kolosal.Numerics;

namespace Kolosal.Learning.Discriminant;

/// <summary>Linear discriminant analysis: normal classes of one shared covariance (Fisher 1936; Hastie,
/// Tibshirani and Friedman, The Elements of Statistical Learning, 2009, section 4.3).</summary>
/// <remarks>
/// log P(k | x) = log π_k + x·Σ⁻¹μ_k − ½ μ_k·Σ⁻¹μ_k + const, with means measured from Σ π_k μ_k for the unbiased estimate, as
/// in scikit-learn's solver "svd". Linear in x, so the model is a <see cref="LinearPredictor"/>: of two classes the difference
/// with the logistic link, of more the softmax. A class without rows gets probability 0.
/// </remarks>
public sealed class LinearDiscriminantTrainer(LinearDiscriminantOptions options) : Trainer(Descriptor)
{
    // scikit-learn's: singular values of the standardised rows below it are directions without spread.
    private const double MinSingularValue = 1e-4;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("linear_discriminant", [LearningTask.Binary, LearningTask.Multiclass], FeatureEncoding.Dense,
        new SearchSpace(
            new CategoricalParameter("covariance", ["unbiased", "maximum_likelihood", "shrunk", "ledoit_wolf"], "unbiased"),
            new FloatParameter("shrinkage", 0, 1, 0.1, When: new("covariance", "shrunk")),
            new CategoricalParameter("prior", ["learnt", "uniform"], "learnt")),
        Create, LinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var (counts, means) = ClassSums.Of(this, rows, cancel);
        int p = rows.Columns.Length, classes = counts.Length;
        if (counts.Count(c => c > 0) < 2)
            throw new TrainingException("Discriminant analysis needs rows of at least two classes, got one; use 'prior' for a single class.");
        for (int k = 0; k < classes; k++)
            for (int c = 0; c < p; c++) means[k * p + c] /= Math.Max(counts[k], double.Epsilon);
        double[] shares = options.Prior.Of(counts), levels = options.Prior.Logarithms(counts), center = new double[p];
        bool unbiased = options.Covariance == CovarianceEstimate.Unbiased;
        if (unbiased)
            for (int k = 0; k < classes; k++) FixedSum.AddScaled(shares[k], means.AsSpan(k * p, p), center);

        double[] inverse = unbiased ? UnbiasedInverse(rows, counts, means, cancel) : AverageInverse(rows, counts, means, shares, cancel);
        double[] coefficients = new double[classes * p], gap = new double[p];
        for (int k = 0; k < classes; k++)
        {
            if (counts[k] == 0) continue;
            var own = coefficients.AsSpan(k * p, p);
            for (int c = 0; c < p; c++) gap[c] = means[k * p + c] - center[c];
            for (int c = 0; c < p; c++) own[c] = FixedSum.Dot(inverse.AsSpan(c * p, p), gap);
            levels[k] -= FixedSum.Dot(own, gap) / 2 + FixedSum.Dot(own, center);
        }
        if (classes > 2) return new LinearPredictor(LinearLink.Softmax, p, coefficients, levels);
        for (int c = 0; c < p; c++) gap[c] = coefficients[p + c] - coefficients[c];
        return new LinearPredictor(LinearLink.Logistic, p, gap, [levels[1] - levels[0]]);
    }

    private static double[] UnbiasedInverse(TrainingSet rows, double[] counts, double[] means, CancellationToken cancel)
    {
        int p = rows.Columns.Length;
        double total = counts.Sum(), freedom = total - counts.Count(c => c > 0);
        if (!(freedom > 0))
            throw new TrainingException($"The covariance within classes needs more rows than classes, got rows of weight {total}; give more rows.");
        double[] scatter = new double[p * p], scale = new double[p];
        for (int k = 0; k < counts.Length; k++) ClassScatter.Add(rows, k, means.AsSpan(k * p, p), scatter, cancel);
        for (int c = 0; c < p; c++) scale[c] = scatter[c * p + c] > 0 ? 1 / Math.Sqrt(scatter[c * p + c] / total) : 1;
        for (int r = 0; r < p; r++)
            for (int c = 0; c <= r; c++) scatter[r * p + c] *= scale[r] * scale[c] / freedom;
        double[] inverse = Inverse(scatter, p, _ => MinSingularValue * MinSingularValue, cancel);
        for (int r = 0; r < p; r++)
            for (int c = 0; c < p; c++) inverse[r * p + c] *= scale[r] * scale[c];
        return inverse;
    }

    private double[] AverageInverse(TrainingSet rows, double[] counts, double[] means, double[] shares, CancellationToken cancel)
    {
        int p = rows.Columns.Length;
        double[] average = new double[p * p], scatter = new double[p * p];
        for (int k = 0; k < counts.Length; k++)
        {
            if (counts[k] == 0 || shares[k] == 0) continue;
            Array.Clear(scatter);
            ClassScatter.Add(rows, k, means.AsSpan(k * p, p), scatter, cancel);
            if (options.Covariance == CovarianceEstimate.LedoitWolf) ShrinkStandardized(rows, k, means.AsSpan(k * p, p), counts[k], scatter, cancel);
            else if (options.Covariance == CovarianceEstimate.Shrunk) Shrink(scatter, options.Shrinkage, p);
            FixedSum.AddScaled(shares[k] / counts[k], scatter, average);
        }
        return Inverse(average, p, largest => largest * p * 2.2e-16, cancel);
    }

    /// <summary>Scales the columns to variance 1, shrinks by Ledoit and Wolf, and scales back.</summary>
    private static void ShrinkStandardized(TrainingSet rows, int @class, ReadOnlySpan<double> mean, double count, double[] scatter,
        CancellationToken cancel)
    {
        int p = mean.Length;
        double[] deviation = new double[p];
        for (int c = 0; c < p; c++) deviation[c] = scatter[c * p + c] > 0 ? Math.Sqrt(scatter[c * p + c] / count) : 1;
        double fourth = 0;
        for (int i = 0; i < rows.Rows; i++)
        {
            if (i % 1024 == 0) cancel.ThrowIfCancellationRequested();
            if (rows.Labels.Span[i] != @class) continue;
            var row = rows.Row(i);
            double square = 0;
            for (int c = 0; c < p; c++) square += (row[c] - mean[c]) / deviation[c] * ((row[c] - mean[c]) / deviation[c]);
            fourth += rows.Weight(i) * square * square;
        }
        for (int r = 0; r < p; r++)
            for (int c = 0; c <= r; c++) scatter[r * p + c] /= deviation[r] * deviation[c];
        Shrink(scatter, ClassScatter.LedoitWolf(scatter, fourth, count, p), p);
        for (int r = 0; r < p; r++)
            for (int c = 0; c <= r; c++) scatter[r * p + c] *= deviation[r] * deviation[c];
    }

    private static void Shrink(double[] matrix, double shrinkage, int p)
    {
        double mean = 0;
        for (int c = 0; c < p; c++) mean += matrix[c * p + c] / p;
        for (int i = 0; i < matrix.Length; i++) matrix[i] *= 1 - shrinkage;
        for (int c = 0; c < p; c++) matrix[c * p + c] += shrinkage * mean;
    }

    /// <summary>The inverse in the directions whose eigenvalue is above a limit, 0 in the others (Moore and Penrose).</summary>
    private static double[] Inverse(double[] matrix, int p, Func<double, double> limit, CancellationToken cancel)
    {
        var eigen = SymmetricEigen.Of(matrix, p, cancel);
        double[] inverse = new double[p * p];
        double least = p == 0 ? 0 : limit(eigen.Values[p - 1]);
        for (int i = 0; i < p; i++)
        {
            if (!(eigen.Values[i] > least)) continue;
            cancel.ThrowIfCancellationRequested();
            var vector = eigen.Vectors.AsSpan(i * p, p);
            for (int r = 0; r < p; r++) FixedSum.AddScaled(vector[r] / eigen.Values[i], vector, inverse.AsSpan(r * p, p));
        }
        return inverse;
    }

    private static LinearDiscriminantTrainer Create(HyperParameters given) => new(new(
        given.Choice("covariance") switch
        {
            "maximum_likelihood" => CovarianceEstimate.MaximumLikelihood,
            "shrunk" => CovarianceEstimate.Shrunk,
            "ledoit_wolf" => CovarianceEstimate.LedoitWolf,
            _ => CovarianceEstimate.Unbiased,
        }, given.Float("shrinkage"))
    { Prior = ClassPrior.Parse(given.Choice("prior")) });
}
