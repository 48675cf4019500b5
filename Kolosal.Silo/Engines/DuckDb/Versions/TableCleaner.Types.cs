using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <remarks>The step that reads a column as another type.</remarks>
internal sealed partial class TableCleaner
{
    private WorkingColumn[] SetType(CleaningStep step)
    {
        var type = step.Type!.Value;
        told["type"] = SchemaWords.Word(type);
        if (step.Format is not null) told["format"] = step.Format;
        var columns = Chosen(step, _ => false);
        var losses = new List<string>();
        foreach (var column in columns)
        {
            var scan = new ColumnScan();
            Texts(column, (_, text) => scan.Feed(text, quoted: false));
            var chosen = ReadingChoice.As(type, scan, column.Reading);
            var reading = (NumberFormat.Parse(step.Format), DateFormat.Parse(step.Format)) switch
            {
                ({ } numbers, _) when chosen.Number is not null => chosen with { Number = numbers },
                (_, { } dates) when chosen.Date is not null => chosen with { Date = dates },
                _ => chosen,
            };
            var (lost, kept) = (new Sightings(), 0L);
            Texts(column, (row, text) =>
            {
                if (text.IsEmpty || reading.IsMissing(text, quoted: false)) return;
                if (reading.TryRead(text, out var value) && !value.IsMissing) kept++;
                else lost.Add(row, text);
            });
            if (kept == 0 && lost.Count > 0)
                throw new RejectedContentException(RejectionKind.Unusable, "datasets.bad-schema",
                    $"Not one of the {lost.Count} values of '{column.Name}' is {SchemaWords.Word(type)} ({lost}).");
            if (lost.Count > 0) losses.Add($"{lost.Count} values of '{column.Name}' are not {SchemaWords.Word(type)} and are missing now ({lost})");
            changed += lost.Count;
            table.Retype(column, column.Schema with { Type = type, Categories = [] }, reading);
        }

        if (losses.Count > 0) note = $"{string.Join("; ", losses)}.";
        return columns;
    }

    private delegate void Take(long row, ReadOnlySpan<byte> text);

    private void Texts(WorkingColumn column, Take take) => table.Connection.Batches(
        $"SELECT r, {table.TextOf(column)} FROM {table.Name}",
        batch =>
        {
            var (rows, cells) = ((Apache.Arrow.Int64Array)batch.Column(0), (Apache.Arrow.StringArray)batch.Column(1));
            for (int i = 0; i < cells.Length; i++) take(rows.Values[i], cells.IsValid(i) ? cells.GetBytes(i) : default);
        },
        cancel);
}
