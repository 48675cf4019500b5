using Kolosal.Drift;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>One input compared between the rows learnt from and the test part.</summary>
/// <param name="Name">The column.</param>
/// <param name="Index">Population stability index, nats.</param>
/// <param name="PValue">Of as large a difference between parts of one distribution (<see cref="ShiftLaw"/>).</param>
/// <param name="Shifted">Whether it differs by more than chance.</param>
public sealed record ShiftedColumn(string Name, double Index, double PValue, bool Shifted);

/// <summary>Whether the test part looks like the rows learnt from.</summary>
/// <remarks>
/// A random split differs by chance alone; a chronological one, or one by groups, may not. The index says how far a column moved; whether that is
/// more than chance is judged by <see cref="ShiftLaw"/>, with the false-discovery rate over columns kept (Benjamini and Hochberg 1995).
/// </remarks>
public static class TestShift
{
    /// <summary>Share of columns among those called different that are not, at most.</summary>
    public const double FalseDiscovery = 0.01;

    /// <param name="inputs">How the inputs fell in the development rows.</param>
    /// <param name="test">The test part, with the same columns.</param>
    /// <returns>One for each input.</returns>
    public static ImmutableArray<ShiftedColumn> Of(ImmutableArray<ColumnDistribution> inputs, Frame test)
    {
        var indexes = new double[inputs.Length];
        var pValues = new double[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            long[] reference = inputs[i].ByBin(), current = Count(inputs[i], test[inputs[i].Name]);
            indexes[i] = reference.Length < 2 ? 0 : PopulationStability.Index(reference, current);
            pValues[i] = ShiftLaw.PValue(inputs[i], reference, current);
        }

        bool[] shifted = MultipleTesting.Discoveries(pValues, FalseDiscovery);
        return [.. inputs.Select((input, i) => new ShiftedColumn(input.Name, Math.Round(indexes[i], 6), pValues[i], shifted[i]))];
    }

    private static long[] Count(ColumnDistribution input, Column column)
    {
        var counts = new long[input.Bins];
        var categories = column as CategoricalColumn;

        // Codes of the test part are places in its own dictionary.
        string[] names = categories is null ? [] : [.. categories.Dictionary];
        int[]? places = names.Length == 0 || input.Categories.IsEmpty ? null : Array.ConvertAll(names, name => input.Categories.IndexOf(name));
        for (int row = 0; row < column.Rows; row++)
        {
            double value = column switch
            {
                TextColumn => RawValue.At(column, row).IsMissing ? double.NaN : 0,
                CategoricalColumn codes => codes.Codes[row] < 0 ? double.NaN : places is null ? codes.Codes[row] : places[codes.Codes[row]],
                _ => RawValue.At(column, row).Number,
            };
            counts[input.BinOf(value)]++;
        }

        return counts;
    }
}
