using Kolosal.Learning.Kernels;
using Kolosal.Numerics;

namespace Kolosal.Learning.Anomaly;

/// <param name="Kernel">Default: RBF with γ by the scale of the rows.</param>
/// <param name="Nu">ν: at most this share of the rows are taken for anomalies, in (0, 1]. Default: 0.1.</param>
/// <param name="Tolerance">Of the optimality condition, above 0. Default: 0.001.</param>
/// <param name="CacheMegabytes">Room for rows of the kernel matrix, 1 or more. Default: 256.</param>
public sealed record OneClassOptions(KernelOptions? Kernel = null, double Nu = 0.1, double Tolerance = 1e-3, int CacheMegabytes = 256)
{
    /// <summary>The kernel.</summary>
    public KernelOptions Kernel { get; } = Kernel ?? new KernelOptions();

    /// <summary>Above 0, at most 1.</summary>
    public double Nu { get; } = Require.AboveUpTo(Nu, 0, 1);

    /// <summary>Finite, above 0.</summary>
    public double Tolerance { get; } = Require.Positive(Tolerance);

    /// <summary>1 or more.</summary>
    public int CacheMegabytes { get; } = Require.AtLeast(CacheMegabytes, 1);
}

/// <summary>One-class support vector machine (Schölkopf, Platt, Shawe-Taylor, Smola and Williamson,
/// Neural Computation 13, 2001): the smallest region that holds all but a share ν of the rows.</summary>
/// <remarks>In LIBSVM's scale: 0 ≤ αᵢ ≤ wᵢ, Σ αᵢ = ν Σ wᵢ, where the paper has 1/(ν n)
/// and 1. Decisions are greater by ν n, their sign is the same.</remarks>
public sealed class OneClassTrainer(OneClassOptions options) : AnomalyTrainer(Descriptor)
{
    private const int MaxRows = 20_000;

    /// <summary>The entry in <see cref="AnomalyTrainers.All"/>.</summary>
    public static AnomalyDescriptor Descriptor { get; } =
        new("one_class_svm", new SearchSpace([new FloatParameter("nu", 0.001, 0.5, 0.1, Log: true), .. KernelOptions.Parameters()]),
        given => new OneClassTrainer(new OneClassOptions(KernelOptions.From(given), given.Float("nu"))), OneClassDetector.Read);

    private protected override IAnomalyDetector Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var kept = SupportVectorRows.Of(rows, options.Kernel, options.CacheMegabytes, Name, MaxRows);
        int n = kept.Counted.Indices.Length;
        var signs = new sbyte[n];
        Array.Fill(signs, (sbyte)1);
        var start = new double[n];
        double left = options.Nu * FixedSum.Of(kept.Counted.Weights);
        for (int i = 0; i < n && left > 0; i++)
        {
            start[i] = Math.Min(kept.Counted.Weights[i], left);
            left -= start[i];
        }
        var problem = new DualProblem([.. Enumerable.Range(0, n)], signs, new double[n], kept.Counted.Weights, start);
        return new OneClassDetector(kept.Vectors(problem, SequentialMinimalOptimization.Solve(problem, kept.Kernel, options.Tolerance, cancel),
            scale: 1, shift: 0));
    }
}
