using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>Takes a working table through cleaning steps and tells what each did; <see cref="CleaningCheck"/> has looked at them before.</summary>
/// <remarks>What a step learns of the rows (fences, fillings, rare categories) is asked first, stands in its record, and is then applied.</remarks>
internal sealed class TableCleaner(WorkingTable table, TimeProvider clock, CancellationToken cancel)
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

    private WorkingColumn[] DropDuplicates(CleaningStep step)
    {
        string method = step.Method ?? "first";
        told["method"] = method;
        var columns = Chosen(step, _ => true);
        string row = method switch { "first" => "min(r)", "last" => "max(r)", _ => "any_value(r)" };
        table.Keep($"r IN (SELECT {row} FROM {table.Name} GROUP BY {string.Join(", ", columns.Select(c => c.Value))}"
            + $"{(method == "none" ? " HAVING count(*) = 1" : "")})");
        return columns;
    }

    private WorkingColumn[] Outliers(CleaningStep step)
    {
        string method = step.Method ?? "iqr";
        double times = step.Threshold ?? Fence.Usual(method);
        (told["method"], told["threshold"]) = (method, times);
        var columns = Chosen(step, column => column.Schema is { Type: ColumnType.Numeric, Role: ColumnRole.Feature });
        var fences = columns.Select(column => (Column: column, Fence: FenceOf(column, method, times))).ToArray();
        told["fences"] = fences.ToDictionary(f => f.Column.Name, f => f.Fence is null ? null : (double[])[f.Fence.Low, f.Fence.High]);
        var fenced = fences.Where(f => f.Fence is not null).Select(f => (f.Column, Fence: f.Fence!)).ToArray();
        if (fenced.Length < fences.Length)
            note = $"No number of {Named(fences.Where(f => f.Fence is null).Select(f => f.Column))} is an outlier: their spread is 0.";
        switch (step.Kind)
        {
            case CleaningKind.DropOutliers when fenced.Length > 0:
                table.Keep(string.Join(" AND ", fenced.Select(f => $"NOT coalesce({Beyond(f.Column, f.Fence)}, false)")));
                break;
            case CleaningKind.ClipOutliers:
                Change(fenced.ToDictionary(f => f.Column,
                    // Both functions pass a missing value over, and would put the fence in its place.
                    f => $"CASE WHEN {f.Column.Value} IS NULL THEN NULL "
                        + $"ELSE least(greatest({f.Column.Value}, {Number(f.Fence.Low)}), {Number(f.Fence.High)}) END"));
                break;
            case CleaningKind.FlagOutliers:
                Change([], [.. fences.Select(f => (Flag($"{f.Column.Name}_outlier"),
                    f.Fence is null ? "false" : $"coalesce({Beyond(f.Column, f.Fence)}, false)"))]);
                break;
        }

        return columns;
    }

    private Fence? FenceOf(WorkingColumn column, string method, double times)
    {
        string asked = method switch
        {
            "z_score" => $"avg({column.Value}), stddev_samp({column.Value})",
            "modified_z" => $"median({column.Value}), mad({column.Value})",
            _ => $"quantile_cont({column.Value}, 0.25), quantile_cont({column.Value}, 0.75)",
        };
        return table.Connection.Row(
            $"SELECT {asked} FROM {table.Name}",
            row => row.IsDBNull(0) || row.IsDBNull(1) ? null : method switch
            {
                "z_score" => Fence.OfMoments(row.GetDouble(0), row.GetDouble(1), times),
                "modified_z" => Fence.OfMedian(row.GetDouble(0), row.GetDouble(1), times),
                _ => Fence.OfQuartiles(row.GetDouble(0), row.GetDouble(1), times),
            },
            cancel);
    }

    private WorkingColumn[] Impute(CleaningStep step)
    {
        told["method"] = step.Method;
        var columns = Chosen(step, _ => false);
        var fillings = columns.ToDictionary(column => column, column => Filling(step, column));
        told["values"] = fillings.ToDictionary(f => f.Key.Name, f => Text(table.Shown(f.Key, f.Value)));
        var flags = step.Flag ? columns.Select(column => (Flag($"{column.Name}_missing"), $"{column.Value} IS NULL")) : [];
        Change(fillings.ToDictionary(f => f.Key, f => $"coalesce({f.Key.Value}, {f.Value})"), [.. flags]);
        return columns;
    }

    /// <summary>The expression of the value that is put in.</summary>
    private string Filling(CleaningStep step, WorkingColumn column)
    {
        if (step.Method == "constant") return Literal(column, step.Value!);
        string query = step.Method switch
        {
            "mean" => $"SELECT avg({column.Value}) FROM {table.Name}",
            "median" when column.Schema.Type == ColumnType.Numeric => $"SELECT quantile_cont({column.Value}, 0.5) FROM {table.Name}",
            "median" => $"SELECT epoch_us(quantile_disc({column.Value}, 0.5)) FROM {table.Name}",
            _ when column.Schema.Type == ColumnType.DateTime => Commonest($"epoch_us({column.Value})"),
            _ => Commonest(column.Value),
        };
        object? found = table.Connection.Rows(query, row => row.IsDBNull(0) ? null : row.GetValue(0), cancel).SingleOrDefault();
        return found switch
        {
            null => throw new RejectedContentException(RejectionKind.Unusable, "datasets.no-values",
                $"'{column.Name}' has no value to learn a filling from. Impute a constant, or drop the column."),
            double number => Number(number),
            long micros => string.Create(CultureInfo.InvariantCulture, $"make_timestamp({micros})"),
            bool flag => flag ? "true" : "false",
            _ => SqlText.Literal((string)found),
        };

        string Commonest(string value) => $"SELECT {value} FROM {table.Name} WHERE {column.Value} IS NOT NULL "
            + $"GROUP BY {value} ORDER BY count(*) DESC, {value} LIMIT 1";
    }

    private static string Trimmed(string value) => $"nullif(regexp_replace({value}, '^[\\s\\x{{00A0}}]+|[\\s\\x{{00A0}}]+$', '', 'g'), '')";

    private WorkingColumn[] Case(CleaningStep step)
    {
        told["method"] = step.Method;
        return Texts(step, value => $"{step.Method}({value})");
    }

    private WorkingColumn[] Texts(CleaningStep step, Func<string, string> changed)
    {
        var columns = Chosen(step, column => column.Schema.Type is ColumnType.Text or ColumnType.Categorical
            && column.Schema.Role != ColumnRole.Target);
        Change(columns.ToDictionary(column => column, column => changed(column.Value)));
        return columns;
    }

    private WorkingColumn[] MergeCategories(CleaningStep step)
    {
        told["into"] = step.Into;
        if (step.Threshold is not null) told["threshold"] = step.Threshold;
        var columns = Chosen(step, _ => false);
        var merged = columns.ToDictionary(column => column, column => step.Values.Concat(step.Threshold is { } share ? Rare(column, share) : [])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray());
        told["values"] = merged.ToDictionary(m => m.Key.Name, m => m.Value);
        Change(merged.Where(m => m.Value.Length > 0).ToDictionary(m => m.Key, m =>
            $"CASE WHEN {m.Key.Value} IN ({string.Join(", ", m.Value.Select(SqlText.Literal))}) THEN {SqlText.Literal(step.Into!)} "
            + $"ELSE {m.Key.Value} END"));
        return columns;
    }

    private List<string> Rare(WorkingColumn column, double share) => table.Connection.Rows(
        $"SELECT {column.Value} FROM {table.Name} WHERE {column.Value} IS NOT NULL GROUP BY {column.Value} "
        + $"HAVING count(*) < {Number(share)} * (SELECT count({column.Value}) FROM {table.Name})",
        row => row.GetString(0), cancel);

    private WorkingColumn[] DropColumns(CleaningStep step)
    {
        var gone = step.Columns.IsEmpty ? [] : Chosen(step, _ => false);
        if (step.Threshold is { } share)
        {
            told["threshold"] = share;
            string asked = string.Join(", ", table.Columns.Select(column => $"count({column.Value})"));
            long[] counts = table.Connection.Row($"SELECT {asked} FROM {table.Name}",
                row => table.Columns.Select((_, i) => row.GetInt64(i)).ToArray(), cancel);
            var empty = table.Columns.Where((column, i) => column.Schema.Role != ColumnRole.Target
                && (step.Columns.IsEmpty || gone.Contains(column)) && 1 - (double)counts[i] / Math.Max(1, table.Rows) > share);
            gone = [.. empty];
        }

        table.Drop(gone);
        return gone;
    }

    private WorkingColumn[] DropRows(CleaningStep step)
    {
        var columns = Chosen(step, column => column.Schema.Role is not ColumnRole.Target);
        string missing = string.Join(" + ", columns.Select(column => $"({column.Value} IS NULL)::INTEGER"));
        string method = step.Method ?? "any";
        if (step.Threshold is { } share)
        {
            told["threshold"] = share;
            table.Keep($"{missing} <= {Number(share)} * {columns.Length}");
        }
        else
        {
            told["method"] = method;
            table.Keep(method == "all" ? $"{missing} < {columns.Length}" : $"{missing} = 0");
        }

        return columns;
    }

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

    private WorkingColumn[] Filter(CleaningStep step)
    {
        var columns = Chosen(step, _ => false);
        var column = columns[0];
        string[] values = [.. step.Values, .. step.Value is null ? [] : (string[])[step.Value]];
        told["operator"] = step.Operator;
        if (values.Length > 0) told["values"] = values;
        string[] literals = [.. values.Select(value => Literal(column, value))];
        string list = string.Join(", ", literals);
        table.Keep(step.Operator switch
        {
            "present" => $"{column.Value} IS NOT NULL",
            "missing" => $"{column.Value} IS NULL",
            "eq" => $"{column.Value} = {list}",
            "ne" => $"{column.Value} IS DISTINCT FROM {list}",
            "lt" => $"{column.Value} < {list}",
            "le" => $"{column.Value} <= {list}",
            "gt" => $"{column.Value} > {list}",
            "ge" => $"{column.Value} >= {list}",
            "between" => $"{column.Value} BETWEEN {literals[0]} AND {literals[1]}",
            "in" => $"{column.Value} IN ({list})",
            _ => $"coalesce({column.Value} NOT IN ({list}), true)",
        });
        return columns;
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

    private static ColumnSchema Flag(string name) => new(name, ColumnType.Boolean);

    private static string Beyond(WorkingColumn column, Fence fence) =>
        $"({column.Value} < {Number(fence.Low)} OR {column.Value} > {Number(fence.High)})";

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
