using Kolosal.Numerics;

namespace Kolosal.Learning.Kernels;

/// <summary>Support vector machines whose ν bounds the share of errors from above and of support vectors from below, in
/// place of C (ν-SVC) or of ε (ν-SVR) (Schölkopf, Smola, Williamson and Bartlett, Neural Computation 12, 2000).</summary>
/// <remarks>
/// The problems are LIBSVM's: 0 ≤ αᵢ ≤ wᵢ and Σ αᵢ of either class ν Σ wᵢ / 2 (section
/// 2.2 of its paper), and the result divided by its margin; for numbers 0 ≤ αᵢ
/// ≤ C wᵢ and either sum C ν Σ wᵢ / 2.
/// ν-SVC asks ν Σw ≤ 2 min(Σw of either class) of every pair of classes.
/// </remarks>
public sealed class NuSupportVectorTrainer(NuSupportVectorOptions options) : Trainer(Descriptor)
{
    // Time grows with the square of the rows and more.
    private const int MaxRows = 10_000;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    /// <remarks>ν = 0.2 by default here and not 0.5, because a class of a tenth of a pair's rows can then still
    /// be learnt. Without the sigmoid, under which the margin may be negative, which is refused.</remarks>
    public static TrainerDescriptor Descriptor { get; } =
        new("nu_svm", [LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace([new FloatParameter("nu", 0.01, 0.8, 0.2), .. KernelOptions.Parameters(sigmoid: false),
            new FloatParameter("c", 1e-2, 1e3, 1, Log: true)]),
        given => new NuSupportVectorTrainer(new NuSupportVectorOptions(KernelOptions.From(given), given.Float("nu"), given.Float("c"))),
        SupportVectorRegressor.Read, MaxRows: MaxRows);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var kept = SupportVectorRows.Of(rows, options.Kernel, options.CacheMegabytes, Name, MaxRows);
        if (rows.Task == LearningTask.Regression) return Regress(kept, rows, cancel);
        int[] labels = [.. kept.Counted.Indices.Select(row => rows.Labels.Span[row])];
        return new PairwiseFit(kept, labels, Machine, options.Tolerance, cancel).Fit(rows.Classes, rescale: true, seed);

        DualProblem Machine(int[] members, sbyte[] signs)
        {
            double[] upper = [.. members.Select(i => kept.Counted.Weights[i])], start = new double[members.Length];
            double sum = options.Nu * FixedSum.Of(upper) / 2;
            Fill(start, upper, v => signs[v] > 0, sum);
            Fill(start, upper, v => signs[v] < 0, sum);
            return new(members, signs, new double[members.Length], upper, start, KeepSumsApart: true);
        }
    }

    private SupportVectorRegressor Regress(SupportVectorRows kept, TrainingSet rows, CancellationToken cancel)
    {
        var (mean, scale) = options.ScaleTarget ? TargetUnit.Of(rows) : TargetUnit.Own;
        int n = kept.Counted.Indices.Length;
        int[] members = new int[2 * n];
        sbyte[] signs = new sbyte[2 * n];
        double[] linear = new double[2 * n], upper = new double[2 * n], start = new double[2 * n];
        for (int i = 0; i < n; i++)
        {
            double target = (rows.Targets.Span[kept.Counted.Indices[i]] - mean) / scale;
            (members[i], members[n + i], signs[i], signs[n + i]) = (i, i, 1, -1);
            (linear[i], linear[n + i]) = (-target, target);
            upper[i] = upper[n + i] = options.C * kept.Counted.Weights[i];
        }
        double sum = options.Nu * options.C * FixedSum.Of(kept.Counted.Weights) / 2;
        Fill(start, upper, v => v < n, sum);
        Fill(start, upper, v => v >= n, sum);
        var problem = new DualProblem(members, signs, linear, upper, start, KeepSumsApart: true);
        return new(kept.Vectors(problem, SequentialMinimalOptimization.Solve(problem, kept.Kernel, options.Tolerance, cancel), scale, mean));
    }

    /// <summary>Brings the variables that count to their bounds one after another until the sum is used up.</summary>
    private void Fill(double[] start, double[] upper, Func<int, bool> counts, double sum)
    {
        double left = sum;
        for (int v = 0; v < start.Length && left > 0; v++)
        {
            if (!counts(v)) continue;
            start[v] = Math.Min(upper[v], left);
            left -= start[v];
        }
        // A sum that just fits may leave a rounding over.
        if (left > 1e-9 * sum)
            throw new TrainingException($"nu = {options.Nu} asks for more weight in either class of a pair than the smaller one has; at most "
                + $"{options.Nu * (1 - left / sum):g3} is possible here.");
    }
}
