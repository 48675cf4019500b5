using Kolosal.Learning;

namespace Kolosal.Engines.MlNet;

/// <summary>What decides a linear model that ML.NET learns row after row, apart from rows and seed.</summary>
internal sealed record OnlineOptions
{
    /// <summary>Passes over the rows, ≥ 1. Default: 10.</summary>
    public int NumberOfIterations { get; init; } = 10;

    /// <summary>The step, above 0. Default: 0.1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>λ₂, in [0, 0.5). Default: 0.</summary>
    public double L2Regularization { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public void Check()
    {
        Require.AtLeast(NumberOfIterations, 1);
        Require.Positive(LearningRate);
        Require.That(L2Regularization, L2Regularization is >= 0 and < 0.5, "at least 0 and below 0.5");
    }

    /// <summary>The hyper-parameters of these options.</summary>
    public static SearchSpace Space { get; } = new(
        new IntegerParameter("number_of_iterations", 1, 100, 10, Log: true),
        new FloatParameter("learning_rate", 0.01, 1, 0.1, Log: true),
        new FloatParameter("l2_regularization", 0, 0.4, 0));

    /// <summary>The options of hyper-parameters.</summary>
    public static OnlineOptions Of(HyperParameters given) => new()
    {
        NumberOfIterations = given.Integer("number_of_iterations"),
        LearningRate = given.Float("learning_rate"),
        L2Regularization = given.Float("l2_regularization"),
    };

    /// <summary>The library's options with these.</summary>
    public TOptions Filled<TOptions>(TOptions filled) where TOptions : Microsoft.ML.Trainers.AveragedLinearOptions
    {
        filled.NumberOfIterations = NumberOfIterations;
        filled.LearningRate = (float)LearningRate;
        filled.L2Regularization = (float)L2Regularization;
        return filled;
    }
}
