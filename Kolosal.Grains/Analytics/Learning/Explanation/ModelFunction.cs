namespace Kolosal.Learning.Explanation;

/// <summary>Scores many encoded rows.</summary>
/// <param name="rows">count × inputs, row-major.</param>
/// <param name="count">The number of rows.</param>
/// <param name="outputs">Receives count × outputs, row-major.</param>
public delegate void RowsFunction(ReadOnlySpan<double> rows, int count, Span<double> outputs);

/// <summary>A model as explanations see it: a function of rows of numbers, and which of their values belong together.</summary>
/// <remarks>Over encoded rows it is a predictor; over raw columns, whatever is done to
/// them, a <see cref="ScorerFunction"/> makes one of a whole model.</remarks>
public sealed class ModelFunction
{
    private readonly RowsFunction score;

    /// <param name="inputs">Values in a row.</param>
    /// <param name="outputs">Outputs of a row.</param>
    /// <param name="score">Scores rows; called by one thread at a time for one explanation.</param>
    /// <param name="groups">Every input in exactly one group; one group an input, named x0, x1, …, when left out.</param>
    /// <exception cref="ArgumentException">An input is in no group or in two.</exception>
    public ModelFunction(int inputs, int outputs, RowsFunction score, ImmutableArray<FeatureGroup> groups = default)
    {
        (Inputs, Outputs, this.score) = (inputs, outputs, score);
        Groups = groups.IsDefault ? [.. Enumerable.Range(0, inputs).Select(c => new FeatureGroup($"x{c}", [c]))] : groups;
        if (!Groups.SelectMany(g => g.Inputs).Order().SequenceEqual(Enumerable.Range(0, inputs)))
            throw new ArgumentException($"Each of {inputs} inputs belongs to one group.", nameof(groups));
    }

    /// <summary>Values in a row.</summary>
    public int Inputs { get; }

    /// <summary>Outputs of a row.</summary>
    public int Outputs { get; }

    /// <summary>The columns a person knows.</summary>
    public ImmutableArray<FeatureGroup> Groups { get; }

    /// <summary>A predictor over its encoded rows, each column for itself.</summary>
    /// <param name="predictor">The model.</param>
    /// <param name="columns">The encoded columns, for their names; x0, x1, … when left out.</param>
    public static ModelFunction Of(IPredictor predictor, ImmutableArray<FeatureInfo> columns = default) =>
        new(predictor.Inputs, predictor.Outputs, predictor.ScoreBatch,
        columns.IsDefault ? default : [.. columns.Select((column, c) => new FeatureGroup(column.Name, [c]))]);

    /// <summary>Scores rows.</summary>
    /// <param name="rows">count × <see cref="Inputs"/>, row-major.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="outputs">Receives count × <see cref="Outputs"/>, row-major.</param>
    public void Score(ReadOnlySpan<double> rows, int count, Span<double> outputs) =>
        score(rows[..(count * Inputs)], count, outputs[..(count * Outputs)]);

    /// <summary>Scores rows.</summary>
    /// <returns>rows × <see cref="Outputs"/>, row-major.</returns>
    public double[] Score(ReadOnlySpan<double> rows)
    {
        int count = Inputs == 0 ? 0 : rows.Length / Inputs;
        var outputs = new double[count * Outputs];
        Score(rows, count, outputs);
        return outputs;
    }
}
