using System.Numerics;
using Kolosal.Numerics;

namespace Kolosal.Learning.Explanation;

/// <summary>Shapley values of any model: an unknown column takes its values from background rows, whatever the known ones are.</summary>
/// <remarks>
/// v(S) = weighted mean over background rows b of f(x on S, b elsewhere). With all coalitions scored the values are exact, by their definition.
/// Otherwise they are the weighted least squares fit of Lundberg and Lee, "A unified approach to interpreting model predictions" (2017),
/// Theorem 2: coalition sizes from both ends are taken whole while the budget lasts, the rest of the weight is sampled, every coalition beside
/// its complement (Covert and Lee, "Improving KernelSHAP", 2021, §4.2), under the constraint Σ φ = f(x) − base, which therefore holds exactly
/// (their equation 7). Other libraries put an L1 selection of columns before the fit; this one does not. Same seed, same values. Thread-safe.
/// </remarks>
public sealed class KernelShap
{
    // Rows scored together.
    private const int Block = 1024;

    private readonly ModelFunction model;
    private readonly FeatureRows background;
    private readonly KernelShapOptions options;
    private readonly double[] baseOutputs;
    private readonly double totalWeight;

    /// <param name="model">The model; its groups are the columns that values are attributed to.</param>
    /// <param name="background">Rows that unknown columns take their values from; weights are honoured.</param>
    /// <param name="options">The budget, or null for the defaults.</param>
    /// <exception cref="ArgumentException">The background has another number of columns,
    /// or the budget is below twice the number of groups.</exception>
    public KernelShap(ModelFunction model, FeatureRows background, KernelShapOptions? options = null)
    {
        if (background.Columns.Length != model.Inputs)
            throw new ArgumentException($"The model reads {model.Inputs} values a row, the background has {background.Columns.Length}.",
                nameof(background));
        (this.model, this.background, this.options) = (model, background, options ?? new());
        int groups = model.Groups.Length;
        if (!IsExact && this.options.Coalitions < 2 * groups)
            throw new ArgumentException($"{groups} columns need a budget of at least {2 * groups} coalitions, got {this.options.Coalitions}.",
                nameof(options));
        double[] outputs = model.Score(background.Features.Span);
        baseOutputs = new double[model.Outputs];
        for (int r = 0; r < background.Rows; r++)
        {
            FixedSum.AddScaled(background.Weight(r), outputs.AsSpan(r * model.Outputs, model.Outputs), baseOutputs);
            totalWeight += background.Weight(r);
        }
        for (int k = 0; k < baseOutputs.Length; k++) baseOutputs[k] /= totalWeight;
    }

    /// <summary>The background's mean outputs.</summary>
    public ReadOnlySpan<double> BaseOutputs => baseOutputs;

    /// <summary>Whether the budget allows all coalitions, so that values are exact.</summary>
    public bool IsExact => model.Groups.Length < 25 && (1 << model.Groups.Length) - 2 <= options.Coalitions;

    /// <summary>Attributes the outputs of a row to its columns.</summary>
    /// <param name="row">One value an input.</param>
    /// <param name="seed">Of the sampled coalitions; without effect when values are exact.</param>
    /// <param name="cancel">Polled between blocks of scored rows.</param>
    /// <returns>outputs × groups, one output after the other.</returns>
    public double[] Explain(ReadOnlySpan<double> row, ulong seed = 0, CancellationToken cancel = default)
    {
        if (row.Length != model.Inputs) throw new ArgumentException($"Need {model.Inputs} values, got {row.Length}.", nameof(row));
        int groups = model.Groups.Length, outs = model.Outputs;
        var total = model.Score(row);
        for (int k = 0; k < outs; k++) total[k] -= baseOutputs[k];
        if (groups <= 1) return groups == 1 ? total : [];
        return IsExact ? Exact(row, total, cancel) : Fitted(row, total, seed, cancel);
    }

    private double[] Exact(ReadOnlySpan<double> row, double[] total, CancellationToken cancel)
    {
        int groups = model.Groups.Length, outs = model.Outputs, all = 1 << groups;
        var known = new bool[(all - 2) * groups];
        for (int s = 1; s < all - 1; s++)
            for (int g = 0; g < groups; g++) known[(s - 1) * groups + g] = (s >> g & 1) != 0;
        double[] values = Values(row, known, cancel);
        double[] weights = CorrelatedLinearShap.CoalitionWeights(groups);
        var attributions = new double[outs * groups];
        for (int k = 0; k < outs; k++)
            for (int g = 0; g < groups; g++)
                for (int s = 0; s < all; s++)
                {
                    // In units over the base: v(∅) = 0 and v(all) = total.
                    double value = s == 0 ? 0 : s == all - 1 ? total[k] : values[(s - 1) * outs + k];
                    int size = BitOperations.PopCount((uint)s);
                    attributions[k * groups + g] += (s >> g & 1) != 0 ? weights[size - 1] * value : -weights[size] * value;
                }
        return attributions;
    }

    private double[] Fitted(ReadOnlySpan<double> row, double[] total, ulong seed, CancellationToken cancel)
    {
        int groups = model.Groups.Length, outs = model.Outputs;
        var (known, weights) = CoalitionSample.Draw(groups, options.Coalitions, seed);
        double[] values = Values(row, known, cancel);
        double[] a = new double[groups * groups], sums = new double[groups];
        var members = new double[groups];
        double[][] right = [.. Enumerable.Range(0, outs).Select(_ => new double[groups])];
        for (int s = 0; s < weights.Length; s++)
        {
            for (int g = 0; g < groups; g++) members[g] = known[s * groups + g] ? 1 : 0;
            for (int g = 0; g < groups; g++)
                if (members[g] != 0) FixedSum.AddScaled(weights[s], members, a.AsSpan(g * groups, groups));
            for (int k = 0; k < outs; k++) FixedSum.AddScaled(weights[s] * values[s * outs + k], members, right[k]);
        }

        // φ = A⁻¹ (b − 1 (1ᵀ A⁻¹ b − total) / (1ᵀ A⁻¹ 1)).
        Array.Fill(sums, 1);
        Solve(a, sums, groups, cancel);
        var attributions = new double[outs * groups];
        for (int k = 0; k < outs; k++)
        {
            Solve(a, right[k], groups, cancel);
            double excess = (FixedSum.Of(right[k]) - total[k]) / FixedSum.Of(sums);
            for (int g = 0; g < groups; g++) attributions[k * groups + g] = right[k][g] - excess * sums[g];
        }
        return attributions;
    }

    private static void Solve(double[] a, double[] b, int n, CancellationToken cancel)
    {
        if (!Cholesky.Solve([.. a], b, n, cancel))
            throw new ArgumentException($"The sampled coalitions do not tell {n} columns apart; raise the budget.");
    }

    // v(S) − v(∅) of every coalition: coalitions × outputs.
    private double[] Values(ReadOnlySpan<double> row, bool[] known, CancellationToken cancel)
    {
        int groups = model.Groups.Length, inputs = model.Inputs, outs = model.Outputs, coalitions = known.Length / groups;
        var values = new double[coalitions * outs];
        double[] mixed = new double[Block * inputs], outputs = new double[Block * outs];
        long rows = (long)coalitions * background.Rows;
        for (long from = 0; from < rows; from += Block)
        {
            cancel.ThrowIfCancellationRequested();
            int here = (int)Math.Min(Block, rows - from);
            for (int i = 0; i < here; i++)
            {
                int coalition = (int)((from + i) / background.Rows), other = (int)((from + i) % background.Rows);
                var to = mixed.AsSpan(i * inputs, inputs);
                background.Row(other).CopyTo(to);
                for (int g = 0; g < groups; g++)
                    if (known[coalition * groups + g])
                        foreach (int input in model.Groups[g].Inputs) to[input] = row[input];
            }
            model.Score(mixed, here, outputs);
            for (int i = 0; i < here; i++)
            {
                int coalition = (int)((from + i) / background.Rows), other = (int)((from + i) % background.Rows);
                FixedSum.AddScaled(background.Weight(other) / totalWeight, outputs.AsSpan(i * outs, outs), values.AsSpan(coalition * outs, outs));
            }
        }
        for (int i = 0; i < values.Length; i++) values[i] -= baseOutputs[i % outs];
        return values;
    }
}
