using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>Puts a result table together, column by column.</summary>
internal sealed class TableBuilder(string name)
{
    private readonly List<ColumnSchema> schema = [];
    private readonly List<Column> columns = [];

    /// <summary>Numbers; NaN is missing.</summary>
    public TableBuilder Numbers(string column, double[] values) => Add(column, NumericColumn.FromNaN(values));

    public TableBuilder Numbers(string column, IEnumerable<int> values) => Numbers(column, [.. values.Select(v => (double)v)]);

    public TableBuilder Words(string column, IEnumerable<string?> values) => Add(column, new TextColumn([.. values]));

    public TableBuilder Flags(string column, bool[] values) => Add(column, new BooleanColumn(values));

    /// <summary>A column of the dataset. Where its name is taken, it gets an underscore behind it.</summary>
    public TableBuilder Add(string column, Column values)
    {
        while (schema.Exists(c => c.Name == column)) column += "_";
        schema.Add(new(column, values.Type));
        columns.Add(values);
        return this;
    }

    public OutcomeTable Build() => new(name, new Frame(new TableSchema([.. schema]), [.. columns]));

    /// <summary>The table with a row for each of the dataset's, which begins with its number from 0 in file order and the columns that name it.
    /// </summary>
    public static TableBuilder OfRows(Frame table, AnalysisPlan plan)
    {
        var rows = new TableBuilder("rows").Numbers("row", Enumerable.Range(0, table.Rows));
        foreach (string id in plan.Ids) rows.Add(id, table[id]);
        return rows;
    }
}
