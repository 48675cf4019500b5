using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <param name="Alpha">Strength of the penalty, 0 or more; 0 is least squares. Default: 1.</param>
public sealed record RidgeOptions(double Alpha = 1)
{
    /// <summary>Finite, 0 or more.</summary>
    public double Alpha { get; } = Require.NotNegative(Alpha);
}

/// <summary>Ridge regression (Hoerl and Kennard, Technometrics 12, 1970): minimises Σ wᵢ (yᵢ − b − w·xᵢ)² + α ‖w‖², the intercept free.</summary>
/// <remarks>Normal equations of the centred columns, solved by Cholesky: n p² / 2
/// operations and p² numbers. The objective is scikit-learn's, with weights of mean 1.</remarks>
public sealed class RidgeTrainer(RidgeOptions options) : Trainer(Descriptor)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("ridge", [LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(new FloatParameter("alpha", 1e-4, 1e5, 1, Log: true)),
        given => new RidgeTrainer(new RidgeOptions(given.Float("alpha"))), LinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var unit = TargetUnit.Of(rows);
        var moments = CrossMoments.Of(unit.Standardise(rows), cancel);
        return moments.ToPredictor(Solve(moments, options.Alpha, cancel)).In(unit);
    }

    /// <summary>The coefficients of centred columns: (Xᵀ W X + α I)⁻¹ Xᵀ W y.</summary>
    /// <exception cref="TrainingException">The matrix is singular to working precision.</exception>
    internal static double[] Solve(NormalEquations moments, double alpha, CancellationToken cancel)
    {
        int p = moments.Center.Length;
        double[] matrix = [.. moments.Gram], coefficients = [.. moments.Moment];
        for (int c = 0; c < p; c++) matrix[c * p + c] += alpha;
        if (!Cholesky.Solve(matrix, coefficients, p, cancel))
            throw new TrainingException(
                $"The columns depend on each other and a penalty of {alpha} does not hold them apart; raise alpha, or use linear_regression.");
        return coefficients;
    }
}
