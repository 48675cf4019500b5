namespace Kolosal.Tabular;

/// <summary>What is known about one column before its values are looked at.</summary>
/// <param name="Name">Unique in its table, not blank; compared by ordinal.</param>
/// <param name="Type">How values are stored and read.</param>
/// <param name="Role">What the column is for. Default: feature.</param>
/// <param name="Protected">Whether it is a protected attribute (sex, age, …) that fairness is measured over; says nothing about the role.</param>
/// <param name="Nullable">Whether values may be missing. Default: yes.</param>
/// <param name="Categories">The known categories of a categorical column, in code order; empty when unknown or not categorical.</param>
/// <param name="Minimum">The smallest value seen or allowed (numeric: the value, date-time: UTC ticks); null when unknown.</param>
/// <param name="Maximum">The largest value seen or allowed; null when unknown.</param>
/// <param name="Reading">How its cells are read and written, as settled over the file it came from; null for the plain reading of old.</param>
public sealed record ColumnSchema(
    string Name,
    ColumnType Type,
    ColumnRole Role = ColumnRole.Feature,
    bool Protected = false,
    bool Nullable = true,
    ImmutableArray<string> Categories = default,
    double? Minimum = null,
    double? Maximum = null,
    CellReading? Reading = null)
{
    /// <summary>Unique in its table, not blank.</summary>
    public string Name { get; init; } = !string.IsNullOrWhiteSpace(Name) ? Name
        : throw new ArgumentException("A column needs a name, got a blank one.", nameof(Name));

    /// <summary>The known categories in code order; never default.</summary>
    public ImmutableArray<string> Categories { get; init; } = Categories.IsDefault ? [] : Categories;

    /// <summary>Equal when every member is, the categories one by one.</summary>
    public bool Equals(ColumnSchema? other) =>
        other is not null && Name == other.Name && Type == other.Type && Role == other.Role && Protected == other.Protected
        && Nullable == other.Nullable && Minimum.Equals(other.Minimum) && Maximum.Equals(other.Maximum)
        && Equals(Reading, other.Reading)
        && Categories.AsSpan().SequenceEqual(other.Categories.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Role, Protected, Nullable, Categories.Length, Minimum, Maximum);
}
