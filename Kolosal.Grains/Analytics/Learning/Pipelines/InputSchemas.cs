using Kolosal.Tabular;

namespace Kolosal.Learning.Pipelines;

/// <summary>The input columns of a model whose pipelines were fitted to different rows of one table.</summary>
internal static class InputSchemas
{
    /// <summary>The same columns with the categories and ranges of both.</summary>
    /// <exception cref="ArgumentException">The columns differ in number, name, order or type.</exception>
    public static TableSchema Union(TableSchema first, TableSchema second)
    {
        if (first.Equals(second)) return first;
        if (first.Columns.Length != second.Columns.Length) throw new ArgumentException("Every pipeline of a model must read the same columns.");
        return new([.. first.Columns.Zip(second.Columns, Union)]);
    }

    private static ColumnSchema Union(ColumnSchema first, ColumnSchema second) => first.Name == second.Name && first.Type == second.Type
        ? first with
        {
            Nullable = first.Nullable || second.Nullable,
            Categories = [.. first.Categories.Union(second.Categories, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Minimum = first.Minimum is { } a && second.Minimum is { } b ? Math.Min(a, b) : first.Minimum ?? second.Minimum,
            Maximum = first.Maximum is { } c && second.Maximum is { } d ? Math.Max(c, d) : first.Maximum ?? second.Maximum,
        }
        : throw new ArgumentException(
            $"Every pipeline of a model must read the same columns, got '{first.Name}' ({first.Type}) and '{second.Name}' ({second.Type}).");
}
