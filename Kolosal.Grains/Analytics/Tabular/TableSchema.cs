using System.Text.Json.Serialization;

namespace Kolosal.Tabular;

/// <summary>The columns of a table, in order, with their roles.</summary>
/// <remarks>Names are unique; target, weight, group and time are held by one column at
/// most. Plain System.Text.Json with <see cref="TabularJson.Options"/>.</remarks>
public sealed record TableSchema
{
    /// <summary>Checks and keeps the columns.</summary>
    /// <exception cref="ArgumentException">A name occurs twice, or a single role is held twice.</exception>
    [JsonConstructor]
    public TableSchema(ImmutableArray<ColumnSchema> columns)
    {
        Columns = columns.IsDefault ? [] : columns;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in Columns)
            if (!seen.Add(column.Name))
                throw new ArgumentException($"Column names must differ, got '{column.Name}' twice.", nameof(columns));
        foreach (var role in (ReadOnlySpan<ColumnRole>)[ColumnRole.Target, ColumnRole.Weight, ColumnRole.Group, ColumnRole.Time])
            if (Columns.Count(c => c.Role == role) > 1)
                throw new ArgumentException($"At most one column can have the role {role}, got {Columns.Count(c => c.Role == role)}.",
                    nameof(columns));
    }

    /// <summary>The columns in order.</summary>
    public ImmutableArray<ColumnSchema> Columns { get; }

    /// <summary>The columns a model may read, in order.</summary>
    [JsonIgnore]
    public IEnumerable<ColumnSchema> Features => Columns.Where(c => c.Role == ColumnRole.Feature);

    /// <summary>The protected columns, in order.</summary>
    [JsonIgnore]
    public IEnumerable<ColumnSchema> ProtectedColumns => Columns.Where(c => c.Protected);

    /// <summary>The column with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public ColumnSchema this[string name] => IndexOf(name) is >= 0 and var at ? Columns[at]
        : throw new KeyNotFoundException($"There is no column '{name}'; there are {Columns.Length} others.");

    /// <summary>The position of a column, or −1.</summary>
    public int IndexOf(string name)
    {
        for (int c = 0; c < Columns.Length; c++)
            if (string.Equals(Columns[c].Name, name, StringComparison.Ordinal)) return c;
        return -1;
    }

    /// <summary>The column that holds a single role, or null.</summary>
    public ColumnSchema? WithRole(ColumnRole role) => Columns.FirstOrDefault(c => c.Role == role);

    /// <summary>The same schema with one column replaced by name.</summary>
    public TableSchema With(ColumnSchema column)
    {
        int at = IndexOf(column.Name);
        return at >= 0 ? new TableSchema(Columns.SetItem(at, column))
            : throw new KeyNotFoundException($"There is no column '{column.Name}' to replace.");
    }

    /// <summary>The same schema with this column, and no other, as the target.</summary>
    public TableSchema WithTarget(string name)
    {
        var target = this[name];
        return new TableSchema([.. Columns.Select(c =>
            c.Name == target.Name ? c with { Role = ColumnRole.Target } : c.Role == ColumnRole.Target ? c with { Role = ColumnRole.Feature } : c)]);
    }

    /// <summary>Equal when the columns are, one by one.</summary>
    public bool Equals(TableSchema? other) => other is not null && Columns.AsSpan().SequenceEqual(other.Columns.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var column in Columns) hash.Add(column);
        return hash.ToHashCode();
    }
}
