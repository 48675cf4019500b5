using Kolosal.Learning.Linear;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Explanation;

/// <summary>Shapley values of a linear model when the known columns say something about the unknown
/// ones, as far as a normal distribution with the background's means and covariances tells.</summary>
/// <remarks>
/// v(S) = w · E[x | x on S] = w · μ + r_S · (x − μ) on S with r_S = Σ_SS⁻¹ (Σ w)_S (Aas, Jullum and Løland, "Explaining individual predictions when
/// features are dependent", 2021, §3.2.1). All of it is linear in x − μ, so the attributions are one matrix times x − μ. Every coalition is gone
/// through up to <see cref="MaxExact"/> columns; with more, random orders and their reverses are averaged (Castro et al. 2009), which keeps Σ φ +
/// base = score exact. To the variances 10⁻⁹ of their mean is added, so that a column which repeats others has an answer. Immutable and thread-safe.
/// </remarks>
public sealed class CorrelatedLinearShap
{
    /// <summary>Columns up to which every coalition is gone through.</summary>
    public const int MaxExact = 12;

    // Of the mean variance, added to the diagonal: covariances of dependent columns stay invertible.
    private const double Ridge = 1e-9;
    private readonly int inputs;
    private readonly double[] means, baseScores, map; // map: scores × inputs × inputs

    /// <param name="model">The model.</param>
    /// <param name="background">Encoded rows without missing values; weights are honoured.</param>
    /// <param name="seed">Of the random orders.</param>
    /// <param name="orders">Pairs of random orders for more than <see cref="MaxExact"/> columns, ≥ 1.</param>
    /// <param name="cancel">Polled once a coalition or order.</param>
    /// <exception cref="ArgumentException">The background has another number of columns, or a missing value.</exception>
    public CorrelatedLinearShap(LinearPredictor model, FeatureRows background, ulong seed = 0, int orders = 200, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(orders, 1);
        inputs = model.Inputs;
        means = LinearShap.Means(model, background);
        baseScores = LinearShap.ScoresAt(model, means);
        double[] covariance = Covariance(background);
        map = new double[baseScores.Length * inputs * inputs];
        for (int k = 0; k < baseScores.Length; k++)
        {
            var target = new double[inputs]; // Σ w
            for (int i = 0; i < inputs; i++)
                target[i] = FixedSum.Dot(covariance.AsSpan(i * inputs, inputs), model.Coefficients.Slice(k * inputs, inputs));
            var own = map.AsSpan(k * inputs * inputs, inputs * inputs);
            if (inputs <= MaxExact) AddCoalitions(covariance, target, own, cancel);
            else AddOrders(covariance, target, own, new SeededRandom(seed), orders, cancel);
        }
    }

    /// <summary>The scores at the means.</summary>
    public ReadOnlySpan<double> BaseScores => baseScores;

    /// <summary>Attributes the scores of a row to its values.</summary>
    /// <param name="row">One value a column, none missing.</param>
    /// <param name="contributions">Receives scores × columns attributions, one score after the other.</param>
    public void Explain(ReadOnlySpan<double> row, Span<double> contributions)
    {
        if (row.Length != inputs || contributions.Length != baseScores.Length * inputs)
            throw new ArgumentException(
                $"Need {inputs} values and room for {baseScores.Length} × {inputs} attributions, got {row.Length} and {contributions.Length}.");
        for (int i = 0; i < contributions.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < inputs; j++) sum += map[i * inputs + j] * (row[j] - means[j]);
            contributions[i] = sum;
        }
    }

    private double[] Covariance(FeatureRows background)
    {
        var covariance = new double[inputs * inputs];
        var centred = new double[inputs];
        double total = 0, trace = 0;
        for (int r = 0; r < background.Rows; r++)
        {
            for (int c = 0; c < inputs; c++) centred[c] = background.Row(r)[c] - means[c];
            for (int i = 0; i < inputs; i++) FixedSum.AddScaled(background.Weight(r) * centred[i], centred, covariance.AsSpan(i * inputs, inputs));
            total += background.Weight(r);
        }
        for (int i = 0; i < covariance.Length; i++) covariance[i] /= total;
        for (int i = 0; i < inputs; i++) trace += covariance[i * inputs + i];
        for (int i = 0; i < inputs; i++) covariance[i * inputs + i] += trace > 0 ? Ridge * trace / inputs : 1;
        return covariance;
    }

    // r_S of every coalition goes to φᵢ with weight (|S| − 1)! (n − |S|)! / n! for i in S and −|S|! (n − |S| − 1)! / n! for i outside.
    private void AddCoalitions(double[] covariance, double[] target, Span<double> own, CancellationToken cancel)
    {
        var weights = CoalitionWeights(inputs);
        for (int coalition = 1; coalition < 1 << inputs; coalition++)
        {
            int[] members = [.. Enumerable.Range(0, inputs).Where(i => (coalition >> i & 1) != 0)];
            int size = members.Length;
            double[] a = new double[size * size], r = [.. members.Select(i => target[i])];
            for (int i = 0; i < size; i++)
                for (int j = 0; j < size; j++) a[i * size + j] = covariance[members[i] * inputs + members[j]];
            if (!Cholesky.Solve(a, r, size, cancel)) throw new ArgumentException("The background's covariances are not positive definite.");
            for (int i = 0; i < inputs; i++)
            {
                double weight = (coalition >> i & 1) != 0 ? weights[size - 1] : -weights[size];
                for (int j = 0; j < size; j++) own[i * inputs + members[j]] += weight * r[j];
            }
        }
    }

    // s! (n − s − 1)! / n! for s = 0 … n − 1; the entry n is never used with a member left over.
    internal static double[] CoalitionWeights(int players)
    {
        var weights = new double[players + 1];
        double choose = 1;
        for (int s = 0; s < players; s++)
        {
            weights[s] = 1 / (players * choose);
            choose *= (double)(players - 1 - s) / (s + 1);
        }
        return weights;
    }

    private void AddOrders(double[] covariance, double[] target, Span<double> own, SeededRandom random, int orders, CancellationToken cancel)
    {
        int[] order = [.. Enumerable.Range(0, inputs)];
        for (int o = 0; o < orders; o++)
        {
            random.Shuffle<int>(order);
            AddOrder(covariance, target, own, order, 0.5 / orders, cancel);
            Array.Reverse(order);
            AddOrder(covariance, target, own, order, 0.5 / orders, cancel);
        }
    }

    // One factorisation serves all beginnings of an order: L of a beginning is the corner of L, and so is the forward solution.
    private void AddOrder(double[] covariance, double[] target, Span<double> own, int[] order, double weight, CancellationToken cancel)
    {
        int n = inputs;
        double[] l = new double[n * n], y = new double[n], r = new double[n], before = new double[n];
        for (int i = 0; i < n; i++)
        {
            cancel.ThrowIfCancellationRequested();
            for (int j = 0; j <= i; j++)
            {
                double rest = covariance[order[i] * n + order[j]] - FixedSum.Dot(l.AsSpan(i * n, j), l.AsSpan(j * n, j));
                if (i == j && !(rest > 0)) throw new ArgumentException("The background's covariances are not positive definite.");
                l[i * n + j] = i == j ? Math.Sqrt(rest) : rest / l[j * n + j];
            }
            y[i] = (target[order[i]] - FixedSum.Dot(l.AsSpan(i * n, i), y.AsSpan(0, i))) / l[i * n + i];
            y.AsSpan(0, i + 1).CopyTo(r);
            for (int j = i; j >= 0; j--)
            {
                r[j] /= l[j * n + j];
                FixedSum.AddScaled(-r[j], l.AsSpan(j * n, j), r.AsSpan(0, j));
            }
            var line = own.Slice(order[i] * n, n);
            for (int j = 0; j <= i; j++)
            {
                line[order[j]] += weight * (r[j] - before[j]);
                before[j] = r[j];
            }
        }
    }
}
