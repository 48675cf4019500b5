using System.Globalization;
using System.Text;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>Holds steps against the columns they are meant for, before any row is looked at.</summary>
public static class CleaningCheck
{
    /// <summary>Comparisons of a filter; the last two take no value, <c>in</c> and <c>not_in</c> several, <c>between</c> two.</summary>
    public static readonly ImmutableArray<string> Operators =
        ["eq", "ne", "lt", "le", "gt", "ge", "between", "in", "not_in", "present", "missing"];

    private static readonly ImmutableArray<string> Fences = ["iqr", "z_score", "modified_z"];

    /// <summary>What is wrong, by the path of the request's member; empty when the steps can be taken.</summary>
    /// <param name="steps">In order.</param>
    /// <param name="schema">The columns before the first.</param>
    /// <remarks>The target's cells are never changed: a model that learnt from a changed target answers another question.</remarks>
    public static ImmutableDictionary<string, string> Errors(IReadOnlyList<CleaningStep> steps, TableSchema schema)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        var columns = schema.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        if (steps.Count == 0) errors["$.steps"] = "Expected at least one step.";
        for (int i = 0; i < steps.Count; i++)
        {
            var (step, path) = (steps[i], $"$.steps[{i}]");
            for (int c = 0; c < step.Columns.Length; c++)
            {
                string name = step.Columns[c];
                if (!columns.TryGetValue(name, out var column)) errors[$"{path}.columns[{c}]"] = $"There is no column '{name}'.";
                else if (Refuse(step, column) is { } why) errors[$"{path}.columns[{c}]"] = why;
            }

            if (step.Columns.Distinct(StringComparer.Ordinal).Count() < step.Columns.Length)
                errors[$"{path}.columns"] = "A column stands twice.";
            foreach (var (member, why) in Members(step, columns)) errors[$"{path}.{member}"] = why;
            Follow(step, columns);
        }

        return errors.ToImmutable();
    }

    /// <summary>A value as a column's own rules read it; null when it is nothing of the column's kind.</summary>
    public static RawValue? Read(ColumnSchema column, string text)
    {
        var reading = column.Reading ?? CellReading.Plain(column.Type);
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        if (reading.TryRead(utf8, out var value) && !value.IsMissing) return value;
        return default;
    }

    /// <summary>Whether a step changes cells or makes a column out of them.</summary>
    private static bool Changes(CleaningKind kind) => kind is not (
        CleaningKind.DropDuplicates or CleaningKind.DropOutliers or CleaningKind.DropRows or CleaningKind.Filter);

    private static string? Refuse(CleaningStep step, ColumnSchema column)
    {
        if (column.Role == ColumnRole.Target && Changes(step.Kind))
            return $"'{column.Name}' is the target, which is never changed. Leave rows out instead, or declare another target.";
        return step.Kind switch
        {
            CleaningKind.DropOutliers or CleaningKind.ClipOutliers or CleaningKind.FlagOutliers when column.Type != ColumnType.Numeric =>
                $"'{column.Name}' is {SchemaWords.Word(column.Type)}; fences are those of numbers.",
            CleaningKind.Trim or CleaningKind.Case or CleaningKind.MergeCategories when !IsText(column.Type) =>
                $"'{column.Name}' is {SchemaWords.Word(column.Type)}; this is for texts and categories.",
            CleaningKind.Impute when step.Method is "mean" && column.Type != ColumnType.Numeric =>
                $"'{column.Name}' is {SchemaWords.Word(column.Type)} and has no mean; take mode or constant.",
            CleaningKind.Impute when step.Method is "median" && column.Type is not (ColumnType.Numeric or ColumnType.DateTime) =>
                $"'{column.Name}' is {SchemaWords.Word(column.Type)} and has no median; take mode or constant.",
            CleaningKind.Impute when step is { Method: "constant", Value: { } value } && Read(column, value) is null =>
                $"'{value}' is no value of '{column.Name}', which is {SchemaWords.Word(column.Type)}.",
            _ => null,
        };
    }

    private static IEnumerable<(string Member, string Why)> Members(CleaningStep step, Dictionary<string, ColumnSchema> columns)
    {
        string? methods = step.Kind switch
        {
            CleaningKind.DropDuplicates => "first, last, none",
            CleaningKind.DropOutliers or CleaningKind.ClipOutliers or CleaningKind.FlagOutliers => string.Join(", ", Fences),
            CleaningKind.Impute => "mean, median, mode, constant",
            CleaningKind.Case => "lower, upper",
            CleaningKind.DropRows => "any, all",
            _ => null,
        };
        bool required = step.Kind is CleaningKind.Impute or CleaningKind.Case;
        if (step.Method is null ? required : methods is null || !methods.Split(", ").Contains(step.Method))
            yield return ("method", methods is null ? "This step has no methods." : $"Expected one of {methods}.");
        if (step.Kind is CleaningKind.Impute or CleaningKind.SetType or CleaningKind.MergeCategories && step.Columns.IsEmpty)
            yield return ("columns", "Expected the columns by name; cells are changed only where that was asked for.");
        bool share = step.Kind is CleaningKind.DropColumns or CleaningKind.DropRows or CleaningKind.MergeCategories;
        if (step.Threshold is { } threshold && !(threshold >= 0 && (!share || threshold <= 1)))
            yield return ("threshold", share ? "Expected a share from 0 to 1." : "Expected a number of at least 0.");

        switch (step.Kind)
        {
            case CleaningKind.Impute when step.Method == "constant" && step.Value is null:
                yield return ("value", "Expected the value to put in.");
                break;
            case CleaningKind.MergeCategories when step.Into is null or "":
                yield return ("into", "Expected what the categories become.");
                break;
            case CleaningKind.MergeCategories when step.Values.IsEmpty && step.Threshold is null:
                yield return ("values", "Expected the categories, or a threshold for rare ones.");
                break;
            case CleaningKind.DropColumns when step.Columns.IsEmpty && step.Threshold is null:
                yield return ("columns", "Expected the columns, or a threshold for their share of missing cells.");
                break;
            case CleaningKind.SetType when step.Type is null:
                yield return ("type", $"Expected one of {SchemaWords.Words<ColumnType>()}.");
                break;
            case CleaningKind.SetType when step.Format is { } format && NumberFormat.Parse(format) is null && DateFormat.Parse(format) is null:
                yield return ("format", "Expected an order of dates such as d/m/Y, or an example of numbers such as 1.234,5.");
                break;
            case CleaningKind.Filter:
                foreach (var fault in Filter(step, columns)) yield return fault;
                break;
        }
    }

    private static IEnumerable<(string Member, string Why)> Filter(CleaningStep step, Dictionary<string, ColumnSchema> columns)
    {
        if (step.Columns.Length != 1) yield return ("columns", "Expected one column to compare.");
        if (step.Operator is null || !Operators.Contains(step.Operator))
        {
            yield return ("operator", $"Expected one of {string.Join(", ", Operators)}.");
            yield break;
        }

        int wanted = step.Operator switch { "present" or "missing" => 0, "in" or "not_in" => -1, "between" => 2, _ => 1 };
        string[] given = [.. step.Values, .. step.Value is null ? [] : (string[])[step.Value]];
        string takes = wanted switch { < 0 => "at least one value", 0 => "no value", 1 => "one value", _ => "two values" };
        if (wanted >= 0 ? given.Length != wanted : given.Length == 0)
            yield return ("values", string.Create(CultureInfo.InvariantCulture, $"'{step.Operator}' takes {takes}, got {given.Length}."));
        if (step.Columns is not [var name] || !columns.TryGetValue(name, out var column)) yield break;
        foreach (string value in given)
            if (Read(column, value) is null)
                yield return ("values", $"'{value}' is no value of '{name}', which is {SchemaWords.Word(column.Type)}.");
    }

    /// <summary>The columns as they are behind the step, as far as can be told without the rows.</summary>
    private static void Follow(CleaningStep step, Dictionary<string, ColumnSchema> columns)
    {
        foreach (string name in step.Columns)
        {
            if (!columns.TryGetValue(name, out var column)) continue;
            if (step.Kind == CleaningKind.DropColumns) columns.Remove(name);
            if (step is { Kind: CleaningKind.SetType, Type: { } type }) columns[name] = column with { Type = type, Reading = null };
            string? added = step switch
            {
                { Kind: CleaningKind.Impute, Flag: true } => $"{name}_missing",
                { Kind: CleaningKind.FlagOutliers } => $"{name}_outlier",
                _ => null,
            };
            if (added is not null) columns.TryAdd(added, new ColumnSchema(added, ColumnType.Boolean));
        }
    }

    private static bool IsText(ColumnType type) => type is ColumnType.Text or ColumnType.Categorical;
}
