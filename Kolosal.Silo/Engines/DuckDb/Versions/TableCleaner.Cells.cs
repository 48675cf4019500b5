using System.Globalization;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <remarks>Steps that change cells or add columns of flags.</remarks>
internal sealed partial class TableCleaner
{
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

    private static ColumnSchema Flag(string name) => new(name, ColumnType.Boolean);

    private static string Beyond(WorkingColumn column, Fence fence) =>
        $"({column.Value} < {Number(fence.Low)} OR {column.Value} > {Number(fence.High)})";

    private WorkingColumn[] Texts(CleaningStep step, Func<string, string> changed)
    {
        var columns = Chosen(step, column => column.Schema.Type is ColumnType.Text or ColumnType.Categorical
            && column.Schema.Role != ColumnRole.Target);
        Change(columns.ToDictionary(column => column, column => changed(column.Value)));
        return columns;
    }
}
