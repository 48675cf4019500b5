namespace Kolosal.Learning.Uncertainty;

/// <summary>What a regressor believes of one row's value.</summary>
/// <param name="Mean">The expected value: the bits of <see cref="IPredictor.Score"/>, in the unit of the target.</param>
/// <param name="StandardDeviation">0 or more, in the unit of the target.</param>
public readonly record struct PredictiveDistribution(double Mean, double StandardDeviation);

/// <summary>A regressor that knows its spread, such as Bayesian ridge or a Gaussian process.</summary>
/// <remarks>
/// The deviation is that of a new observation at the row: what the model does not know and the noise that it has learnt.
/// A model without a noise term gives the deviation of its function alone, and says so. It is a claim of the model; conformal intervals check it.
/// </remarks>
public interface IUncertainPredictor : IPredictor
{
    /// <summary>Mean and standard deviation of one row; safe for any number of threads.</summary>
    /// <param name="row"><see cref="IPredictor.Inputs"/> encoded values.</param>
    PredictiveDistribution Predict(ReadOnlySpan<double> row);
}
