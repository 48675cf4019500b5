using System.Text.Json.Serialization;

namespace Kolosal.Learning.Uncertainty;

/// <summary>
/// The distance of a standardised row to the k-th nearest of a sample of training rows
/// (Ramaswamy, Rastogi and Shim, SIGMOD 2000): right for clouds of any shape.
/// </summary>
/// <remarks>Euclidean, divided by √columns so that its unit is one standard deviation a
/// column. Every reference row is visited: references × columns operations a row.</remarks>
public sealed class NeighbourNovelty : NoveltyScorer
{
    // Distances of a row's neighbours are kept on the stack.
    private const int MaxNeighbours = 64;

    /// <summary>Keeps what was fitted.</summary>
    /// <param name="center">The mean of each column.</param>
    /// <param name="scale">The unit of each column.</param>
    /// <param name="references">Standardised rows × columns, row-major, at least <paramref name="neighbours"/> rows.</param>
    /// <param name="neighbours">k, 1 … 64.</param>
    /// <param name="calibration">The distances of the calibration rows.</param>
    [JsonConstructor]
    public NeighbourNovelty(ImmutableArray<double> center, ImmutableArray<double> scale, ImmutableArray<double> references, int neighbours,
        ConformalScores calibration) : base(center, scale, calibration)
    {
        Require.Between(neighbours, 1, MaxNeighbours);
        if (references.IsDefault || references.Length % center.Length != 0 || references.Length / center.Length < neighbours)
            throw new ArgumentException($"Need at least {neighbours} whole rows of {center.Length}.", nameof(references));
        (References, Neighbours) = (references, neighbours);
    }

    /// <summary>Standardised training rows, row-major.</summary>
    public ImmutableArray<double> References { get; }

    /// <summary>k.</summary>
    public int Neighbours { get; }

    /// <summary>Fits to rows without missing values.</summary>
    /// <param name="rows">Encoded training rows, at least three; weight 0 leaves a row out, other weights count as 1.</param>
    /// <param name="seed">Of the split into references and calibrated rows.</param>
    /// <param name="neighbours">k, 1 … 64; fewer when there are fewer references. Default: 5.</param>
    /// <param name="references">How many rows are kept, at least 1. Default: 1000.</param>
    /// <param name="cancel">Polled between rows.</param>
    public static NeighbourNovelty Fit(FeatureRows rows, ulong seed, int neighbours = 5, int references = 1000, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(references, 1);
        var (fitting, calibrating) = Split(rows, seed);
        var (center, scale) = Standardisation(rows, fitting);
        int p = center.Length, kept = Math.Min(references, fitting.Length);
        double[] points = new double[kept * p];
        for (int i = 0; i < kept; i++) Standardise(rows.Row(fitting[i]), center, scale, points.AsSpan(i * p, p));
        var unscored = new NeighbourNovelty([.. center], [.. scale], [.. points], Math.Min(neighbours, kept), ConformalScores.From([]));
        var distances = new double[calibrating.Length];
        for (int i = 0; i < distances.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            distances[i] = unscored.Distance(rows.Row(calibrating[i]));
        }
        return new(unscored.Center, unscored.Scale, unscored.References, unscored.Neighbours, ConformalScores.From(distances));
    }

    /// <inheritdoc/>
    public override double Distance(ReadOnlySpan<double> row)
    {
        int p = Inputs;
        if (row.Length != p) throw new ArgumentException($"Need {p} values, got {row.Length}.", nameof(row));
        Span<double> nearest = stackalloc double[Neighbours];
        nearest.Fill(double.PositiveInfinity);
        ReadOnlySpan<double> points = References.AsSpan(), center = Center.AsSpan(), scale = Scale.AsSpan();
        for (int at = 0; at < points.Length; at += p)
        {
            double squared = 0;
            for (int c = 0; c < p && squared < nearest[^1]; c++)
            {
                double apart = (row[c] - center[c]) / scale[c] - points[at + c];
                squared += apart * apart;
            }
            // NaN (a missing value) is not nearer than anything.
            if (!(squared < nearest[^1])) continue;
            int slot = nearest.Length - 1;
            for (; slot > 0 && nearest[slot - 1] > squared; slot--) nearest[slot] = nearest[slot - 1];
            nearest[slot] = squared;
        }
        return Math.Sqrt(nearest[^1] / p);
    }
}
