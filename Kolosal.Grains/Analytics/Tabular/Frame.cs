namespace Kolosal.Tabular;

/// <summary>A table in memory: a schema and one column of values for each of its entries; immutable, so it can be shared by threads.</summary>
public sealed class Frame
{
    private readonly ImmutableArray<Column> columns;

    /// <summary>Checks that the columns fit the schema.</summary>
    /// <exception cref="ArgumentException">Another number of columns, another type, or columns of different lengths.</exception>
    public Frame(TableSchema schema, ImmutableArray<Column> columns)
    {
        if (columns.Length != schema.Columns.Length)
            throw new ArgumentException($"The schema names {schema.Columns.Length} columns, got {columns.Length}.", nameof(columns));
        Rows = columns.IsEmpty ? 0 : columns[0].Rows;
        for (int c = 0; c < columns.Length; c++)
        {
            if (columns[c].Type != schema.Columns[c].Type)
                throw new ArgumentException($"Column '{schema.Columns[c].Name}' is {schema.Columns[c].Type} in the schema, got {columns[c].Type}.",
                    nameof(columns));
            if (columns[c].Rows != Rows)
                throw new ArgumentException($"Every column needs {Rows} rows, '{schema.Columns[c].Name}' has {columns[c].Rows}.", nameof(columns));
        }
        Schema = schema;
        this.columns = columns;
    }

    /// <summary>The names, types and roles.</summary>
    public TableSchema Schema { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The columns in schema order.</summary>
    public ImmutableArray<Column> Columns => columns;

    /// <summary>The column with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public Column this[string name] => Schema.IndexOf(name) is >= 0 and var at ? columns[at]
        : throw new KeyNotFoundException($"There is no column '{name}'; there are {columns.Length} others.");

    /// <summary>The chosen rows, in the order given.</summary>
    public Frame SelectRows(ReadOnlySpan<int> rows)
    {
        var taken = ImmutableArray.CreateBuilder<Column>(columns.Length);
        foreach (var column in columns) taken.Add(column.Take(rows));
        return new(Schema, taken.MoveToImmutable());
    }

    /// <summary>The named columns, in the order given.</summary>
    public Frame SelectColumns(params IEnumerable<string> names)
    {
        var chosen = names.ToArray();
        return new(new TableSchema([.. chosen.Select(n => Schema[n])]), [.. chosen.Select(n => this[n])]);
    }

    /// <summary>The same values under other roles, ranges or flags; the types must stay.</summary>
    public Frame WithSchema(TableSchema schema) => new(schema, columns);
}
