using Kolosal.Learning.Neighbours;
using Kolosal.Numerics;

namespace Kolosal.Learning.Clustering;

/// <summary>Lloyd's rounds with the distance bounds of Hamerly (SIAM Data Mining 2010):
/// the assignments of the plain algorithm, most distances left out.</summary>
/// <remarks>
/// Each row keeps an upper bound on the distance to its own centre and a lower bound on that to any other; while the one is below the other by more
/// than rounding, its centre cannot change. A centre that loses all its rows moves to the row farthest from its own centre, as in scikit-learn.
/// </remarks>
internal sealed class Lloyd(FeatureRows rows, double[] centers)
{
    private const int RowsBetweenPolls = 256;
    // Bounds carry rounding; a relative slack of 1e-9 is far above it and costs few distances.
    private const double Slack = 1e-9;

    private readonly int p = rows.Columns.Length, k = centers.Length / rows.Columns.Length;
    private readonly double[] upper = new double[rows.Rows], lower = new double[rows.Rows], sums = new double[centers.Length];
    private readonly double[] counts = new double[centers.Length / rows.Columns.Length], moved = new double[centers.Length / rows.Columns.Length];
    private readonly double[] half = new double[centers.Length / rows.Columns.Length];

    /// <summary>The centre of each row.</summary>
    public int[] Labels { get; } = new int[rows.Rows];

    /// <summary>Moves the centres until they rest; gives Σ wᵢ ‖xᵢ − c(xᵢ)‖².</summary>
    /// <param name="iterations">Rounds at most.</param>
    /// <param name="limit">Ends when the squared moves sum to no more.</param>
    /// <param name="cancel">Polled between rows.</param>
    public double Run(int iterations, double limit, CancellationToken cancel)
    {
        Array.Fill(upper, double.PositiveInfinity);
        Array.Fill(lower, double.NegativeInfinity);
        bool rest = false;
        for (int round = 0; round < iterations && !rest; round++)
        {
            bool changed = Assign(cancel) || round == 0;
            if (!changed) break;
            rest = Move(cancel) <= limit;
        }
        Assign(cancel);
        double inertia = 0;
        for (int i = 0; i < rows.Rows; i++) inertia += rows.Weight(i) * Reduced(i, Labels[i]);
        return inertia;
    }

    private bool Assign(CancellationToken cancel)
    {
        for (int a = 0; a < k; a++)
        {
            half[a] = double.PositiveInfinity;
            for (int b = 0; b < k; b++)
                if (a != b) half[a] = Math.Min(half[a], DistanceMetric.Euclidean.Between(Center(a), Center(b)) / 2);
        }
        bool changed = false;
        for (int i = 0; i < rows.Rows; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            double bound = Math.Max(half[Labels[i]], lower[i]) * (1 - Slack);
            if (upper[i] * (1 + Slack) < bound) continue;
            upper[i] = Math.Sqrt(Reduced(i, Labels[i]));
            if (upper[i] * (1 + Slack) < bound) continue;
            double best = double.PositiveInfinity, second = double.PositiveInfinity;
            int nearest = 0;
            for (int c = 0; c < k; c++)
            {
                double distance = Reduced(i, c);
                if (distance < best) (second, best, nearest) = (best, distance, c);
                else if (distance < second) second = distance;
            }
            changed |= nearest != Labels[i];
            (Labels[i], upper[i], lower[i]) = (nearest, Math.Sqrt(best), Math.Sqrt(second));
        }
        return changed;
    }

    /// <summary>Puts each centre at the mean of its rows; gives the sum of the squared moves.</summary>
    private double Move(CancellationToken cancel)
    {
        Array.Clear(sums);
        Array.Clear(counts);
        for (int i = 0; i < rows.Rows; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            FixedSum.AddScaled(rows.Weight(i), rows.Row(i), sums.AsSpan(Labels[i] * p, p));
            counts[Labels[i]] += rows.Weight(i);
        }
        if (counts.AsSpan().IndexOf(0) >= 0) Refill();
        double total = 0, most = 0;
        for (int c = 0; c < k; c++)
        {
            var own = sums.AsSpan(c * p, p);
            if (counts[c] == 0) Center(c).CopyTo(own);
            else for (int j = 0; j < p; j++) own[j] /= counts[c];
            double squared = DistanceMetric.Euclidean.Reduced(own, Center(c));
            moved[c] = Math.Sqrt(squared);
            (total, most) = (total + squared, Math.Max(most, moved[c]));
        }
        sums.CopyTo(centers, 0);
        for (int i = 0; i < rows.Rows; i++)
        {
            upper[i] = (upper[i] + moved[Labels[i]]) * (1 + Slack);
            lower[i] -= most * (1 + Slack);
        }
        return total;
    }

    /// <summary>Gives every centre without rows the row farthest from its own centre that still shares one.</summary>
    private void Refill()
    {
        for (int c = 0; c < k; c++)
        {
            if (counts[c] > 0) continue;
            int farthest = -1;
            double most = 0;
            for (int i = 0; i < rows.Rows; i++)
            {
                double weight = rows.Weight(i);
                if (weight == 0 || counts[Labels[i]] <= weight) continue;
                double distance = Reduced(i, Labels[i]);
                if (distance > most) (most, farthest) = (distance, i);
            }
            if (farthest < 0) return;
            double taken = rows.Weight(farthest);
            FixedSum.AddScaled(-taken, rows.Row(farthest), sums.AsSpan(Labels[farthest] * p, p));
            counts[Labels[farthest]] -= taken;
            FixedSum.AddScaled(taken, rows.Row(farthest), sums.AsSpan(c * p, p));
            counts[c] = taken;
            (Labels[farthest], upper[farthest], lower[farthest]) = (c, double.PositiveInfinity, double.NegativeInfinity);
        }
    }

    private ReadOnlySpan<double> Center(int center) => centers.AsSpan(center * p, p);

    private double Reduced(int row, int center) => DistanceMetric.Euclidean.Reduced(rows.Row(row), centers.AsSpan(center * p, p));
}
