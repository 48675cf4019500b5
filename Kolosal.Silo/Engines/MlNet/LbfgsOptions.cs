using Kolosal.Learning;

namespace Kolosal.Engines.MlNet;

/// <summary>What decides a model that ML.NET's limited-memory BFGS finds, apart from rows; names and defaults are the library's.</summary>
internal sealed record LbfgsOptions
{
    /// <summary>λ₁ of the summed loss, ≥ 0. Default: 1.</summary>
    public double L1Regularization { get; init; } = 1;

    /// <summary>λ₂ of the summed loss, ≥ 0. Default: 1.</summary>
    public double L2Regularization { get; init; } = 1;

    /// <summary>The relative improvement below which it stops, above 0. Default: 1e-7.</summary>
    public double OptimizationTolerance { get; init; } = 1e-7;

    /// <summary>Steps that the curvature is estimated from, ≥ 1. Default: 20.</summary>
    public int HistorySize { get; init; } = 20;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public void Check()
    {
        Require.NotNegative(L1Regularization);
        Require.NotNegative(L2Regularization);
        Require.Positive(OptimizationTolerance);
        Require.AtLeast(HistorySize, 1);
    }

    /// <summary>The hyper-parameters of these options.</summary>
    public static SearchSpace Space { get; } = new(
        new FloatParameter("l1_regularization", 0, 100, 1),
        new FloatParameter("l2_regularization", 0, 100, 1),
        new FloatParameter("optimization_tolerance", 1e-9, 1e-3, 1e-7, Log: true),
        new IntegerParameter("history_size", 3, 50, 20));

    /// <summary>The options of hyper-parameters.</summary>
    public static LbfgsOptions Of(HyperParameters given) => new()
    {
        L1Regularization = given.Float("l1_regularization"),
        L2Regularization = given.Float("l2_regularization"),
        OptimizationTolerance = given.Float("optimization_tolerance"),
        HistorySize = given.Integer("history_size"),
    };
}
