using Kolosal.Numerics;

namespace Kolosal.Learning.Explanation;

/// <summary>The outputs that rows would get if one column (or two) had another value.</summary>
/// <remarks>
/// Partial dependence is their weighted mean (Friedman, "Greedy function approximation", 2001, §8.2, brute force: not the
/// tree recursion, which weighs by training rows); the rows' own curves are individual conditional expectations, and with
/// every curve's first value taken off they are centred (Goldstein et al., "Peeking inside the black box", 2015, §3.2). Where
/// columns vary together, both ask the model about rows that do not exist; <see cref="AccumulatedLocalEffects"/> does not.
/// </remarks>
public sealed class PartialDependence
{
    private readonly double[] individual; // rows × points × outputs
    private readonly int points;

    private PartialDependence(double[] individual, double[] average, int points, int outputs) =>
        (this.individual, Average, this.points, Outputs) = (individual, average, points, outputs);

    /// <summary>Outputs a point.</summary>
    public int Outputs { get; }

    /// <summary>points × outputs: the weighted mean over rows. For two columns the second one's values run fastest.</summary>
    public ReadOnlyMemory<double> Average { get; }

    /// <summary>Computes the curves of one column.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows whose other values stay; weights are honoured in the mean.</param>
    /// <param name="column">The column.</param>
    /// <param name="grid">Its values.</param>
    /// <param name="cancel">Polled once a value.</param>
    public static PartialDependence Of(ModelFunction model, FeatureRows rows, int column, ReadOnlySpan<double> grid,
        CancellationToken cancel = default) =>
        Of(model, rows, [column], grid, cancel);

    /// <summary>Computes the surface of two columns.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows whose other values stay; weights are honoured in the mean.</param>
    /// <param name="first">A column.</param>
    /// <param name="firstGrid">Its values.</param>
    /// <param name="second">Another column.</param>
    /// <param name="secondGrid">Its values.</param>
    /// <param name="cancel">Polled once a pair of values.</param>
    public static PartialDependence Of(ModelFunction model, FeatureRows rows, int first,
        ReadOnlySpan<double> firstGrid, int second, ReadOnlySpan<double> secondGrid,
        CancellationToken cancel = default)
    {
        if (first == second) throw new ArgumentException($"Need two columns, got {first} twice.", nameof(second));
        var pairs = new double[2 * firstGrid.Length * secondGrid.Length];
        for (int i = 0; i < pairs.Length / 2; i++)
            (pairs[2 * i], pairs[2 * i + 1]) = (firstGrid[i / secondGrid.Length], secondGrid[i % secondGrid.Length]);
        return Of(model, rows, [first, second], pairs, cancel);
    }

    /// <summary>points × outputs of one row: what it would get at each value.</summary>
    public ReadOnlySpan<double> Individual(int row) => individual.AsSpan(row * points * Outputs, points * Outputs);

    /// <summary>points × outputs of one row less what it gets at the first value.</summary>
    public double[] Centred(int row)
    {
        double[] curve = Individual(row).ToArray();
        for (int i = curve.Length - 1; i >= 0; i--) curve[i] -= curve[i % Outputs];
        return curve;
    }

    private static PartialDependence Of(ModelFunction model, FeatureRows rows, int[] columns, ReadOnlySpan<double> values, CancellationToken cancel)
    {
        if (rows.Columns.Length != model.Inputs || columns.Any(c => (uint)c >= (uint)model.Inputs))
            throw new ArgumentException(
                $"The model reads {model.Inputs} values a row, got {rows.Columns.Length} and columns {string.Join(", ", columns)}.", nameof(rows));
        int points = values.Length / columns.Length, outs = model.Outputs, inputs = model.Inputs;
        double[] changed = rows.Features.ToArray(), outputs = new double[rows.Rows * outs], average = new double[points * outs];
        var individual = new double[checked(rows.Rows * points * outs)];
        double total = 0;
        for (int r = 0; r < rows.Rows; r++) total += rows.Weight(r);
        for (int p = 0; p < points; p++)
        {
            cancel.ThrowIfCancellationRequested();
            for (int c = 0; c < columns.Length; c++)
                for (int r = 0; r < rows.Rows; r++) changed[r * inputs + columns[c]] = values[p * columns.Length + c];
            model.Score(changed, rows.Rows, outputs);
            var mean = average.AsSpan(p * outs, outs);
            for (int r = 0; r < rows.Rows; r++)
            {
                outputs.AsSpan(r * outs, outs).CopyTo(individual.AsSpan((r * points + p) * outs));
                FixedSum.AddScaled(rows.Weight(r), outputs.AsSpan(r * outs, outs), mean);
            }
            for (int k = 0; k < outs; k++) mean[k] /= total;
        }
        return new(individual, average, points, outs);
    }
}
