namespace Kolosal.Learning;

/// <summary>A learnt model: immutable, safe for any number of threads, no allocation per row.</summary>
public interface IPredictor
{
    /// <summary>The number of values in an encoded row.</summary>
    int Inputs { get; }

    /// <summary>The number of outputs of a row: class probabilities that sum to 1, or one value.</summary>
    int Outputs { get; }

    /// <summary>Scores one row.</summary>
    /// <param name="row"><see cref="Inputs"/> encoded values.</param>
    /// <param name="output">Receives <see cref="Outputs"/> values.</param>
    void Score(ReadOnlySpan<double> row, Span<double> output);

    /// <summary>Scores many rows; each gets the very bits that <see cref="Score"/> gives it.</summary>
    /// <param name="rows">count × <see cref="Inputs"/> values, row-major.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="outputs">Receives count × <see cref="Outputs"/> values, row-major.</param>
    void ScoreBatch(ReadOnlySpan<double> rows, int count, Span<double> outputs)
    {
        for (int row = 0; row < count; row++)
            Score(rows.Slice(row * Inputs, Inputs), outputs.Slice(row * Outputs, Outputs));
    }

    /// <summary>Writes the payload that the descriptor's reader turns back into an equal
    /// predictor; the same model always gives the same bytes.</summary>
    void Write(BinaryWriter writer);
}
