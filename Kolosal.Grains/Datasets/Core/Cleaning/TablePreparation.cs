using System.Text.Json;
using Kolosal.Learning;
using Kolosal.Learning.Preprocessing;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>Takes a table through the library's preprocessing steps, each fitted to all of its rows.</summary>
/// <remarks>
/// Only features are changed: numbers, flags (as 0 and 1) and categories (as codes, and back where they stay themselves). The target and columns
/// of every other role pass through. Steps that look at the target are refused: fitted to all rows, they would tell the held-out rows' answers.
/// </remarks>
public static class TablePreparation
{
    /// <summary>What a reader must know of a table that was preprocessed before a run.</summary>
    public const string Note = "Fitted to all rows of this dataset, also to those that a run will hold out. A model does not carry this step: rows "
        + "to be predicted must be changed alike before. What a model is to carry belongs into the run's own preprocessing.";

    /// <summary>Most values that are held in memory: 400 MB.</summary>
    private const long MostCells = 50_000_000;

    /// <summary>Null when the steps can be tried; otherwise why not.</summary>
    public static string? Refuse(IReadOnlyList<TransformStep> steps, TableSchema schema, long rows)
    {
        if (steps.Count == 0) return "Expected at least one step.";
        if (rows * schema.Columns.Length > MostCells)
            return $"Steps are fitted in memory, to at most {MostCells} cells; this dataset has {rows * schema.Columns.Length}. Let the run do it.";
        foreach (var step in steps)
        {
            if (Transforms.All.FirstOrDefault(known => known.Name == step.Name) is not { } known)
                return $"There is no step '{step.Name}'; there are {string.Join(", ", Transforms.All.Select(t => t.Name))}.";
            if ((known.Needs & TransformNeeds.Target) != 0)
                return $"'{step.Name}' learns from the target, and fitted to all rows it would tell the answers of those that a run holds out. "
                    + "Let the run do it, inside its folds.";
            foreach (string name in step.Columns?.Names ?? [])
                if (schema.IndexOf(name) >= 0 && schema[name].Role != ColumnRole.Feature)
                    return $"'{name}' has the role {SchemaWords.Word(schema[name].Role)}; only features are preprocessed, and the target is never "
                        + "changed.";
            try
            {
                step.Create();
            }
            catch (ArgumentException wrong)
            {
                return wrong.Message;
            }
        }

        return null;
    }

    /// <summary>The table behind the steps, and what each did.</summary>
    /// <exception cref="TrainingException">The rows cannot teach a step.</exception>
    public static (Frame Table, ImmutableArray<TableStep> Steps) Run(
        Frame frame, IReadOnlyList<TransformStep> steps, TimeProvider clock, CancellationToken cancel)
    {
        ColumnSchema[] features = [.. frame.Schema.Features.Where(
            c => c.Type is ColumnType.Numeric or ColumnType.Boolean or ColumnType.Categorical)];
        if (features.Length == 0) throw new TrainingException("No feature is a number, a flag or a category, so there is nothing to preprocess.");
        var rows = Encoded(frame, features);
        var done = ImmutableArray.CreateBuilder<TableStep>();
        foreach (var step in steps)
        {
            long began = clock.GetTimestamp();
            var before = rows;
            (_, rows) = step.Create().FitTransform(rows, seed: 0, cancel);
            done.Add(Told(step, before, rows, clock.GetElapsedTime(began)));
        }

        return (Decoded(frame, features, rows), done.ToImmutable());
    }

    private static FeatureRows Encoded(Frame frame, ColumnSchema[] features)
    {
        double[] values = new double[frame.Rows * features.Length];
        var infos = ImmutableArray.CreateBuilder<FeatureInfo>(features.Length);
        for (int c = 0; c < features.Length; c++)
        {
            var column = frame[features[c].Name];
            infos.Add(new(features[c].Name, column is CategoricalColumn known ? Math.Max(1, known.Dictionary.Length) : 0));
            for (int row = 0; row < frame.Rows; row++)
                values[row * features.Length + c] = column.IsMissing(row) ? double.NaN
                    : column is CategoricalColumn categories ? categories.Codes[row] : RawValue.At(column, row).Number;
        }

        return new(values, infos.MoveToImmutable(), frame.Rows);
    }

    private static Frame Decoded(Frame frame, ColumnSchema[] features, FeatureRows rows)
    {
        var taken = features.Select(feature => feature.Name).ToHashSet(StringComparer.Ordinal);
        var schemas = frame.Schema.Columns.Where(column => !taken.Contains(column.Name)).ToList();
        var columns = schemas.Select(column => frame[column.Name]).ToList();
        for (int c = 0; c < rows.Columns.Length; c++)
        {
            var info = rows.Columns[c];
            if (schemas.Exists(column => column.Name == info.Name))
                throw new TrainingException($"A step makes a column '{info.Name}', and there is one already. Drop or rename it first.");
            var original = Array.Find(features, feature => feature.Name == info.Name);
            double[] values = new double[rows.Rows];
            for (int row = 0; row < values.Length; row++) values[row] = rows.Row(row)[c];
            if (info.IsCategorical && original is not null && frame[info.Name] is CategoricalColumn categories
                && info.Cardinality == Math.Max(1, categories.Dictionary.Length))
            {
                schemas.Add(original);
                columns.Add(new CategoricalColumn(Array.ConvertAll(values, v => double.IsNaN(v) ? -1 : (int)v), categories.Dictionary.ToArray()));
            }
            else
            {
                schemas.Add(new ColumnSchema(info.Name, ColumnType.Numeric, Protected: original?.Protected ?? false));
                columns.Add(NumericColumn.FromNaN(values));
            }
        }

        return new(new TableSchema([.. schemas]), [.. columns]);
    }

    private static TableStep Told(TransformStep step, FeatureRows before, FeatureRows after, TimeSpan took)
    {
        var chosen = step.Columns is { } choice ? choice.Of(before.Columns).Select(c => before.Columns[c].Name) : before.Columns.Select(c => c.Name);
        long changed = 0;
        ChangedCell? example = null;
        for (int c = 0; c < before.Columns.Length; c++)
        {
            int at = after.Columns.IndexOf(before.Columns[c]);
            if (at < 0) continue;
            for (int row = 0; row < before.Rows; row++)
            {
                double was = before.Row(row)[c], now = after.Row(row)[at];
                if (was.Equals(now)) continue;
                if (changed++ == 0 && !before.Columns[c].IsCategorical) example = new(before.Columns[c].Name, row + 1, Text(was), Text(now));
            }
        }

        string parameters = JsonSerializer.Serialize(new
        {
            parameters = step.Parameters ?? HyperParameters.Empty,
            added = after.Columns.Select(c => c.Name).Except(before.Columns.Select(c => c.Name)).Take(100),
            removed = before.Columns.Select(c => c.Name).Except(after.Columns.Select(c => c.Name)).Take(100),
        });
        return new(step.Name, before.Rows, after.Rows, [.. chosen], parameters, changed, example, took.TotalMilliseconds, Note);
    }

    private static string? Text(double value) =>
        double.IsNaN(value) ? null : value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
