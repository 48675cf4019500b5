using System.Text.Json;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>The columns of the contract as the schema that training reads, and back.</summary>
public static class DatasetSchema
{
    public static TableSchema ToTableSchema(this DatasetContent content) => new([.. content.Columns.Select(ToColumnSchema)]);

    public static ColumnSchema ToColumnSchema(this DatasetColumn column) => new(
        column.Name, Parse<ColumnType>(column.Type), Parse<ColumnRole>(column.Role), column.Protected, Nullable: true,
        column.Categories, column.Minimum, column.Maximum);

    /// <summary>The wire's word for a type or role: <c>date_time</c>.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static bool TryParse<T>(string word, out T value)
        where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
            if (Word(candidate) == word) return (value = candidate, true).Item2;
        value = default;
        return false;
    }

    public static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Word));

    private static T Parse<T>(string word)
        where T : struct, Enum => TryParse<T>(word, out var value) ? value : throw new FormatException($"Need one of {Words<T>()}, got '{word}'.");
}
