using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>Takes a working table through cleaning steps and tells what each did; <see cref="CleaningCheck"/> has looked at them before.</summary>
/// <remarks>What a step learns of the rows (fences, fillings, rare categories) is asked first, stands in its record, and is then applied.</remarks>
internal sealed partial class TableCleaner(WorkingTable table, TimeProvider clock, CancellationToken cancel)
{
    private readonly SortedDictionary<string, object?> told = new(StringComparer.Ordinal);
    private long changed;
    private ChangedCell? example;
    private string? note;

    public TableStep Run(CleaningStep step)
    {
        (changed, example, note) = (0, null, null);
        told.Clear();
        long began = clock.GetTimestamp(), before = table.Rows;
        var touched = step.Kind switch
        {
            CleaningKind.DropDuplicates => DropDuplicates(step),
            CleaningKind.DropOutliers or CleaningKind.ClipOutliers or CleaningKind.FlagOutliers => Outliers(step),
            CleaningKind.Impute => Impute(step),
            CleaningKind.Trim => Texts(step, Trimmed),
            CleaningKind.Case => Case(step),
            CleaningKind.MergeCategories => MergeCategories(step),
            CleaningKind.DropColumns => DropColumns(step),
            CleaningKind.DropRows => DropRows(step),
            CleaningKind.SetType => SetType(step),
            _ => Filter(step),
        };
        string[] names = [.. touched.Select(column => column.Name)];
        return new(SchemaWords.Word(step.Kind), before, table.Rows, [.. names], JsonSerializer.Serialize(told, WireJson.Options), changed, example,
            clock.GetElapsedTime(began).TotalMilliseconds, note);
    }

    /// <summary>Changes cells, having counted which.</summary>
    private void Change(Dictionary<WorkingColumn, string> values, List<(ColumnSchema Schema, string Value)>? added = null)
    {
        foreach (var (column, value) in values)
        {
            string differs = $"{column.Value} IS DISTINCT FROM ({value})";
            var (count, first) = table.Connection.Row(
                $"SELECT count(*) FILTER ({differs}), min(r) FILTER ({differs}) FROM {table.Name}",
                row => (row.GetInt64(0), row.IsDBNull(1) ? 0 : row.GetInt64(1)), cancel);
            changed += count;
            if (count > 0 && example is null)
                example = table.Connection.Row(
                    $"SELECT {table.Shown(column)}, {table.Shown(column, $"({value})")} FROM {table.Name} WHERE r = {first} LIMIT 1",
                    row => new ChangedCell(column.Name, first, TextAt(row, 0), TextAt(row, 1)), cancel);
        }

        table.Change(values, added ?? []);
    }

    /// <summary>The columns that a step names, or those it takes by itself.</summary>
    private WorkingColumn[] Chosen(CleaningStep step, Func<WorkingColumn, bool> byItself)
    {
        WorkingColumn[] chosen = step.Columns.IsEmpty ? [.. table.Columns.Where(byItself)]
            : [.. step.Columns.Select(name => table.Columns.FirstOrDefault(column => column.Name == name)
                ?? throw new RejectedContentException(RejectionKind.Unusable, "datasets.no-such-column",
                    $"An earlier step dropped '{name}'. Name it no more, or put the steps in another order."))];
        return chosen.Length > 0 || step.Kind == CleaningKind.DropColumns ? chosen
            : throw new RejectedContentException(RejectionKind.Unusable, "datasets.no-such-column",
                $"No column suits the step {SchemaWords.Word(step.Kind)}. Name its columns, or leave it out.");
    }

    private string? Text(string expression) => table.Connection.Row($"SELECT {expression}", row => TextAt(row, 0), cancel);

    private static string? TextAt(DuckDBDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static string Number(double number) => $"{number.ToString("R", CultureInfo.InvariantCulture)}::DOUBLE";

    private static string Named(IEnumerable<WorkingColumn> columns) => string.Join(", ", columns.Select(column => $"'{column.Name}'"));

    private static string Literal(WorkingColumn column, string text)
    {
        var value = CleaningCheck.Read(column.Schema with { Reading = column.Reading }, text)
            ?? throw new RejectedContentException(RejectionKind.Unusable, "datasets.bad-steps",
                $"'{text}' is no value of '{column.Name}', which is {SchemaWords.Word(column.Schema.Type)}.");
        return column.Schema.Type switch
        {
            ColumnType.Numeric => Number(value.Number),
            ColumnType.Boolean => value.Number == 1 ? "true" : "false",
            ColumnType.DateTime => string.Create(CultureInfo.InvariantCulture,
                $"make_timestamp({((long)value.Number - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond})"),
            _ => SqlText.Literal(value.Text!),
        };
    }
}
