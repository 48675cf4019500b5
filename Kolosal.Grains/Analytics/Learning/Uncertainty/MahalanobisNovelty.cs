using System.Buffers;
using System.Text.Json.Serialization;
using Kolosal.Numerics;

namespace Kolosal.Learning.Uncertainty;

/// <summary>The distance √((z − μ)ᵀ Σ⁻¹ (z − μ)) of standardised rows (Mahalanobis 1936): right for one elliptic cloud.</summary>
/// <remarks>
/// Σ is shrunk towards m I by the optimal share of Ledoit and Wolf (Journal of Multivariate
/// Analysis 88, 2004, lemmas 3.2–3.5), so it has an inverse however few the rows.
/// </remarks>
public sealed class MahalanobisNovelty : NoveltyScorer
{
    // Numbers that fit on the stack; more are rented.
    private const int FewColumns = 128, RowsBetweenPolls = 256;

    /// <summary>Keeps what was fitted.</summary>
    /// <param name="center">The mean of each column.</param>
    /// <param name="scale">The unit of each column.</param>
    /// <param name="factor">L of Σ = L Lᵀ, columns × columns, row-major, above the diagonal unused.</param>
    /// <param name="calibration">The distances of the calibration rows.</param>
    [JsonConstructor]
    public MahalanobisNovelty(ImmutableArray<double> center, ImmutableArray<double> scale, ImmutableArray<double> factor,
        ConformalScores calibration) : base(center, scale, calibration)
    {
        if (factor.Length != center.Length * center.Length)
            throw new ArgumentException($"Need {center.Length} × {center.Length} numbers, got {factor.Length}.", nameof(factor));
        Factor = factor;
    }

    /// <summary>L of Σ = L Lᵀ.</summary>
    public ImmutableArray<double> Factor { get; }

    /// <summary>Fits to rows without missing values.</summary>
    /// <param name="rows">Encoded training rows, at least three; weight 0 leaves a row out, other weights count as 1.</param>
    /// <param name="seed">Of the split into fitted and calibrated rows.</param>
    /// <param name="cancel">Polled between rows.</param>
    public static MahalanobisNovelty Fit(FeatureRows rows, ulong seed, CancellationToken cancel = default)
    {
        var (fitting, calibrating) = Split(rows, seed);
        var (center, scale) = Standardisation(rows, fitting);
        int p = center.Length;
        double[] z = new double[p], sigma = new double[p * p];
        double fourth = 0;
        for (int i = 0; i < fitting.Length; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            Standardise(rows.Row(fitting[i]), center, scale, z);
            double norm = FixedSum.Dot(z, z);
            fourth += norm * norm;
            for (int c = 0; c < p; c++) FixedSum.AddScaled(z[c] / fitting.Length, z, sigma.AsSpan(c * p, p));
        }
        Shrink(sigma, p, fourth / fitting.Length, fitting.Length);
        if (!Cholesky.Solve(sigma, new double[p], p, cancel))
            throw new TrainingException("The covariance of the rows has no inverse; leave out columns that repeat others.");
        var unscored = new MahalanobisNovelty([.. center], [.. scale], [.. sigma], ConformalScores.From([]));
        return new(unscored.Center, unscored.Scale, unscored.Factor,
            ConformalScores.From([.. calibrating.Select(row => unscored.Distance(rows.Row(row)))]));
    }

    /// <inheritdoc/>
    public override double Distance(ReadOnlySpan<double> row)
    {
        int p = Inputs;
        if (row.Length != p) throw new ArgumentException($"Need {p} values, got {row.Length}.", nameof(row));
        double[]? rented = p > FewColumns ? ArrayPool<double>.Shared.Rent(p) : null;
        Span<double> y = rented is null ? stackalloc double[p] : rented.AsSpan(0, p);
        Standardise(row, Center.AsSpan(), Scale.AsSpan(), y);
        var l = Factor.AsSpan();
        for (int i = 0; i < p; i++) y[i] = (y[i] - FixedSum.Dot(l.Slice(i * p, i), y[..i])) / l[i * p + i];
        double squared = FixedSum.Dot(y, y);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
        return double.IsNaN(squared) ? double.PositiveInfinity : Math.Sqrt(squared);
    }

    /// <summary>S ← ρ m I + (1 − ρ) S with m = tr S / p, d² = ‖S − m I‖², b² = min(d², (mean ‖zzᵀ‖² − ‖S‖²) / n), ρ = b² / d².</summary>
    private static void Shrink(double[] s, int p, double meanFourth, int n)
    {
        double mean = 0;
        for (int c = 0; c < p; c++) mean += s[c * p + c] / p;
        double squares = FixedSum.Dot(s, s), d = squares - p * mean * mean, b = Math.Min(d, (meanFourth - squares) / n);
        // Columns that are all constant, or one column: the target is the estimate.
        double share = d > 0 ? Math.Max(0, b) / d : 1;
        for (int i = 0; i < s.Length; i++) s[i] *= 1 - share;
        for (int c = 0; c < p; c++) s[c * p + c] += mean > 0 ? share * mean : 1;
    }
}
