using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <remarks>Steps that drop rows or columns.</remarks>
internal sealed partial class TableCleaner
{
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
}
