namespace Kolosal.Learning.Uncertainty;

/// <summary>A regressor that knows the quantiles of a row's value, such as a quantile forest.</summary>
public interface IQuantilePredictor : IPredictor
{
    /// <summary>Conditional quantiles of one row; safe for any number of threads.</summary>
    /// <param name="row"><see cref="IPredictor.Inputs"/> encoded values.</param>
    /// <param name="levels">Ascending, each 0 … 1: 0.05 and 0.95 bound the central nine tenths.</param>
    /// <param name="values">Receives one value a level, never descending, in the unit of the target.</param>
    void PredictQuantiles(ReadOnlySpan<double> row, ReadOnlySpan<double> levels, Span<double> values);
}
