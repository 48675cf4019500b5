namespace Kolosal.Learning.Uncertainty;

/// <summary>A model made of members that answer for themselves, such as a forest; how far
/// they differ is what <see cref="EnsembleUncertainty"/> measures.</summary>
public interface IEnsemblePredictor : IPredictor
{
    /// <summary>The number of members, at least 1.</summary>
    int Members { get; }

    /// <summary>What one member says of one row; safe for any number of threads.</summary>
    /// <param name="member">0 … <see cref="Members"/> − 1.</param>
    /// <param name="row"><see cref="IPredictor.Inputs"/> encoded values.</param>
    /// <param name="output">Receives <see cref="IPredictor.Outputs"/> values.</param>
    void ScoreMember(int member, ReadOnlySpan<double> row, Span<double> output);
}
