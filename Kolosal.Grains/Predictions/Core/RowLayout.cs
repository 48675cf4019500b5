using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>
/// Where the values of a model's rows stand: its input columns, behind them those that only monitors see, and what monitors get of both.
/// </summary>
internal sealed class RowLayout
{
    /// <param name="inputs">The model's input columns, in the encoder's order.</param>
    /// <param name="logged">What monitors get to see, in their order.</param>
    public RowLayout(TableSchema inputs, ImmutableArray<LoggedColumn> logged)
    {
        Inputs = inputs.Columns;
        Columns = [.. inputs.Columns, .. logged.Where(column => inputs.IndexOf(column.Name) < 0).Select(column => column.Schema())];
        Categories = [.. Columns.Select(column => column.Type == ColumnType.Categorical
            ? new CategoryNames(column.Categories, logged.FirstOrDefault(seen => seen.Name == column.Name)?.Categories ?? []) : null)];
        Logged = [.. logged.Select(SlotOf)];
        LoggedIsPlain = Logged.Length == Columns.Length
            && Logged.Select((slot, i) => slot.Column == i && slot.Translation is null && slot.Names is null).All(plain => plain);
    }

    public ImmutableArray<ColumnSchema> Inputs { get; }

    /// <summary>The input columns and those that only monitors see.</summary>
    public ImmutableArray<ColumnSchema> Columns { get; }

    /// <summary>Values a row.</summary>
    public int Width => Columns.Length;

    /// <summary>For each categorical column its categories; null for the others.</summary>
    public ImmutableArray<CategoryNames?> Categories { get; }

    /// <summary>What monitors see, in their order.</summary>
    public ImmutableArray<Slot> Logged { get; }

    /// <summary>Monitors see the values as they stand, so that they are copied at once.</summary>
    public bool LoggedIsPlain { get; }

    private Slot SlotOf(LoggedColumn seen)
    {
        int column = -1;
        for (int i = 0; i < Columns.Length; i++)
            if (Columns[i].Name == seen.Name) column = i;
        return Columns[column].Type switch
        {
            ColumnType.Categorical when Categories[column] is { } names =>
                new(column, [.. Enumerable.Range(0, names.Count).Select(known => (double)names.LoggedOf(known))], names),
            ColumnType.Boolean when seen.Categorical => new(column, [seen.Categories.IndexOf("false"), seen.Categories.IndexOf("true")], null),
            _ => new(column, null, null),
        };
    }

    /// <summary>One value that monitors see.</summary>
    /// <param name="Column">Where it stands in a row.</param>
    /// <param name="Translation">For values from 0 on: what monitors call them; null when they are taken as they stand.</param>
    /// <param name="Names">Where the texts of unknown categories are looked up; null for other columns.</param>
    internal readonly record struct Slot(int Column, double[]? Translation, CategoryNames? Names);
}
