namespace Kolosal.Learning.Kernels;

/// <summary>
/// Support vector machines (Cortes and Vapnik, Machine Learning 20, 1995). Classes: min ½ ‖w‖² + Σ Cᵢ max(0, 1 −
/// yᵢ f(xᵢ)) for every pair (C-SVC, one against one). Numbers: min ½ ‖w‖² + Σ Cᵢ max(0, |yᵢ − f(xᵢ)| − ε) (ε-SVR;
/// Vapnik 1995). Cᵢ = C · weight of the row · weight of its class; f = w·φ(x) + b in the space of the kernel.
/// </summary>
/// <remarks>
/// The problems are LIBSVM's and scikit-learn's, solved by <see cref="SequentialMinimalOptimization"/>. Probabilities: Platt's line a
/// pair on cross-fitted decisions, then <see cref="PairwiseCoupling"/>; the folds differ from LIBSVM's random ones, so probabilities
/// agree in the large and not in digits. Time grows faster than rows², six machines a pair; memory is bounded by the options.
/// </remarks>
public sealed class SupportVectorTrainer(SupportVectorOptions options) : Trainer(Descriptor)
{
    // Time grows with the square of the rows and more.
    private const int MaxRows = 10_000;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("svm", [LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace([new FloatParameter("c", 1e-2, 1e3, 1, Log: true), .. KernelOptions.Parameters(),
            new FloatParameter("epsilon", 1e-3, 1, 0.1, Log: true),
            new CategoricalParameter("class_weight", ["none", "balanced"], "none")]),
        given => new SupportVectorTrainer(new SupportVectorOptions(KernelOptions.From(given), given.Float("c"), given.Float("epsilon"),
            given.Choice("class_weight") == "balanced" ? ClassWeighting.Balanced : ClassWeighting.None)),
        SupportVectorRegressor.Read, MaxRows: MaxRows);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var kept = SupportVectorRows.Of(rows, options.Kernel, options.CacheMegabytes, Name, MaxRows);
        if (rows.Task == LearningTask.Regression) return Regress(kept, rows, cancel);

        int[] labels = [.. kept.Counted.Indices.Select(row => rows.Labels.Span[row])];
        double[] weights = ClassWeights.Of(rows, options.Weighting), costs = [.. kept.Counted.Indices.Select(row => options.C * weights[row])];
        return new PairwiseFit(kept, labels, Machine, options.Tolerance, cancel).Fit(rows.Classes, rescale: false, seed);

        DualProblem Machine(int[] members, sbyte[] signs)
        {
            var linear = new double[members.Length];
            Array.Fill(linear, -1);
            return new(members, signs, linear, [.. members.Select(i => costs[i])], new double[members.Length]);
        }
    }

    /// <summary>Two variables a row: α above the tube, α* below it (Smola and Schölkopf, Statistics and Computing 14, 2004, equation 10).</summary>
    private SupportVectorRegressor Regress(SupportVectorRows kept, TrainingSet rows, CancellationToken cancel)
    {
        var (mean, scale) = options.ScaleTarget ? TargetUnit.Of(rows) : TargetUnit.Own;
        int n = kept.Counted.Indices.Length;
        int[] members = new int[2 * n];
        sbyte[] signs = new sbyte[2 * n];
        double[] linear = new double[2 * n], upper = new double[2 * n];
        for (int i = 0; i < n; i++)
        {
            double target = (rows.Targets.Span[kept.Counted.Indices[i]] - mean) / scale;
            (members[i], members[n + i], signs[i], signs[n + i]) = (i, i, 1, -1);
            (linear[i], linear[n + i]) = (options.Epsilon - target, options.Epsilon + target);
            upper[i] = upper[n + i] = options.C * kept.Counted.Weights[i];
        }
        var problem = new DualProblem(members, signs, linear, upper, new double[2 * n]);
        return new(kept.Vectors(problem, SequentialMinimalOptimization.Solve(problem, kept.Kernel, options.Tolerance, cancel), scale, mean));
    }
}
