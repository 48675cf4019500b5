using Kolosal.Numerics;

namespace Kolosal.Learning.Preprocessing.Projection;

/// <param name="Components">At most so many directions, or null for as many as there are columns, or rows less one. Default: null.</param>
/// <param name="VarianceShare">Directions are kept until they hold this share of the variance, above 0 and at most 1. Default: 1.</param>
/// <param name="Whiten">Whether coordinates are brought to variance 1. Default: no.</param>
public sealed record PrincipalComponentsOptions(int? Components = null, double VarianceShare = 1, bool Whiten = false)
{
    /// <summary>At least 1, or null.</summary>
    public int? Components { get; } = Require.That(Components, Components is null or >= 1, "at least 1");

    /// <summary>Above 0, at most 1.</summary>
    public double VarianceShare { get; } = Require.AboveUpTo(VarianceShare, 0, 1);
}

/// <summary>Principal components (Pearson 1901; Hotelling 1933): orthogonal directions of most
/// variance, from the eigenvectors of the covariance matrix with division by n − 1.</summary>
/// <remarks>
/// Each direction points where its loading of greatest magnitude is positive; of equal ones the first
/// counts. p³ steps and p² numbers for p columns. Weights are not used. Directions without variance
/// (below 10⁻¹⁴ of the greatest) are left out, for nothing tells their sign or, whitened, their length.
/// </remarks>
public sealed class PrincipalComponents(PrincipalComponentsOptions options) : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("pca", TransformNeeds.Numbers | TransformNeeds.Complete,
        new SearchSpace(new FloatParameter("variance_share", 0.5, 1, 1), OptionChoices.Switch("whiten", false)),
        given => new PrincipalComponents(new PrincipalComponentsOptions(
            null, given.Float("variance_share"), OptionChoices.IsOn(given, "whiten"))));

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int n = rows.Rows, p = rows.Columns.Length;
        if (n < 2) throw new TrainingException($"'{Name}' needs at least two rows for a variance, got {n}.");
        var mean = new double[p];
        for (int row = 0; row < n; row++) FixedSum.AddScaled(1.0 / n, rows.Row(row), mean);
        var spectrum = Spectrum.Of(rows, mean, cancel);
        double all = spectrum.Squares.Sum();
        if (all == 0) throw new TrainingException($"'{Name}' needs columns that vary, and every row is the same.");
        int kept = spectrum.Rank(Math.Min(options.Components ?? p, Math.Min(n - 1, p)));
        if (options.VarianceShare < 1)
        {
            double held = 0;
            for (int k = 0; k < kept; k++)
                if ((held += spectrum.Squares[k]) >= options.VarianceShare * all) kept = k + 1;
        }
        double[] variances = [.. spectrum.Squares.Take(kept).Select(s => s / (n - 1))];
        return new ProjectionTransform(rows.Columns, "pc", [.. mean], [.. spectrum.Directions.AsSpan(0, kept * p)],
            [.. variances.Select(v => options.Whiten ? Math.Sqrt(v) : 1)], [.. variances],
            [.. spectrum.Squares.Take(kept).Select(s => s / all)], [.. spectrum.Squares.Take(kept).Select(s => Math.Sqrt(s))]);
    }
}

/// <param name="Components">So many directions, at least 1; never more than columns or rows. Default: 2.</param>
public sealed record TruncatedSvdOptions(int Components = 2)
{
    /// <summary>At least 1.</summary>
    public int Components { get; } = Require.AtLeast(Components, 1);
}

/// <summary>Truncated singular value decomposition: the k directions of greatest singular value of
/// the matrix as it is, not centred, so that zeros stay zeros (latent semantic analysis).</summary>
/// <remarks>From the eigenvectors of XᵀX, which squares the condition: singular values below 10⁻⁷ of
/// the greatest are rounding and left out. Signs as in <see cref="PrincipalComponents"/>.</remarks>
public sealed class TruncatedSvd(TruncatedSvdOptions options) : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("truncated_svd", TransformNeeds.Numbers | TransformNeeds.Complete,
        new SearchSpace(new IntegerParameter("components", 1, 200, 2, Log: true)), given =>
            new TruncatedSvd(new TruncatedSvdOptions(given.Integer("components"))));

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int n = rows.Rows, p = rows.Columns.Length;
        var spectrum = Spectrum.Of(rows, new double[p], cancel);
        if (spectrum.Squares[0] == 0) throw new TrainingException($"'{Name}' needs a value that is not 0, and there is none.");
        int kept = spectrum.Rank(Math.Min(options.Components, Math.Min(n, p)));
        double[] variances = new double[kept];
        double all = 0;
        for (int c = 0; c < p; c++) all += Variance([.. Enumerable.Range(0, n).Select(row => rows.Row(row)[c])]);
        for (int k = 0; k < kept; k++)
            variances[k] = Variance([.. Enumerable.Range(0, n).Select(row => FixedSum.Dot(rows.Row(row), spectrum.Directions.AsSpan(k * p, p)))]);
        return new ProjectionTransform(rows.Columns, "svd", [.. new double[p]], [.. spectrum.Directions.AsSpan(0, kept * p)],
            [.. Enumerable.Repeat(1.0, kept)],
            [.. variances], [.. variances.Select(v => all > 0 ? v / all : 0)], [.. spectrum.Squares.Take(kept).Select(s => Math.Sqrt(s))]);
    }

    private static double Variance(double[] values)
    {
        double deviation = NumericSteps.MeanAndDeviation(values).Deviation;
        return deviation * deviation;
    }
}
