namespace Kolosal.Learning.Neural;

/// <summary>Rows as a tabular network learns from them.</summary>
/// <param name="Cells">rows × columns.</param>
/// <param name="Targets">Class indices, or values in units of their deviation.</param>
/// <param name="Weights">One a row, above 0, of mean 1 or so.</param>
/// <param name="Classes">0 for a regression.</param>
internal sealed record TabularRows(TabularCell[] Cells, float[] Targets, float[] Weights, int Classes)
{
    public int Rows => Targets.Length;

    public int Columns => Cells.Length / Targets.Length;

    /// <summary>Scores of a row: one for a number or two classes (the log odds of the second), else one a class.</summary>
    public int Scores => ScoresOf(Classes);

    public ReadOnlySpan<TabularCell> Row(int row) => Cells.AsSpan(row * Columns, Columns);

    public static int ScoresOf(int classes) => classes <= 2 ? 1 : classes;
}
