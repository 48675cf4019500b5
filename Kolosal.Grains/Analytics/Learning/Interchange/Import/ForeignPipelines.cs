using System.Globalization;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Preprocessing;
using Kolosal.Tabular;

namespace Kolosal.Learning.Import;

/// <summary>Puts a foreign model behind the columns of a table, so that it is scored, watched and explained like one of ours.</summary>
public static class ForeignPipelines
{
    private const int MostNamed = 10;

    /// <summary>The model over raw rows.</summary>
    /// <param name="model">As read.</param>
    /// <param name="table">Rows whose columns it reads; the target among them.</param>
    /// <param name="mapping">What the file does not say.</param>
    /// <exception cref="ForeignColumnsException">They do not fit each other.</exception>
    public static FittedPipeline Build(ForeignModel model, Frame table, ForeignMapping mapping)
    {
        var problem = Problem(model, table, mapping);
        string[] columns = Columns(model, table.Schema, mapping);
        var encoders = model.Inputs.Select((input, i) => Encoder(input, table[columns[i]], columns[i], mapping)).ToImmutableArray();
        var schema = new TableSchema([.. columns.Distinct(StringComparer.Ordinal)
            .Select(name => FeatureEncoderFitter.Observed(table.Schema[name] with { Role = ColumnRole.Feature }, table[name]))]);
        return new(problem, model.Trainer, HyperParameters.Empty, 0, new FeatureEncoder(schema, encoders, []), model.Predictor);
    }

    private static LearningProblem Problem(ForeignModel model, Frame table, ForeignMapping mapping)
    {
        string target = mapping.Target;
        if (table.Schema.IndexOf(target) < 0)
            throw new ForeignColumnsException($"There is no column '{target}' in the data; name the target's column.");
        if (model.IsRegression)
            return table[target] is NumericColumn ? new(target, LearningTask.Regression, []) : throw new ForeignColumnsException(
                $"The model ({model.Source}) answers a number, and the target '{target}' is {table[target].Type}; name a column of numbers, or "
                + "export the model with class probabilities.");
        int outputs = model.Predictor.Outputs;
        var classes = !mapping.Classes.IsDefaultOrEmpty ? mapping.Classes : !model.Classes.IsEmpty ? model.Classes : Labels(table, target);
        if (classes.Length != outputs || classes.Distinct(StringComparer.Ordinal).Count() != outputs)
            throw new ForeignColumnsException($"The model ({model.Source}) has {outputs} classes, and {Said(classes)} are given; name them all with "
                + "\"classes\", in the model's order.");
        var known = classes.ToHashSet(StringComparer.Ordinal);
        if (Labels(table, target).FirstOrDefault(label => !known.Contains(label)) is { } stranger)
            throw new ForeignColumnsException($"The target '{target}' has the label '{stranger}', which is none of the model's classes "
                + $"{Said(classes)}; name them with \"classes\" as the data writes them, in the model's order.");
        return new(target, model.Task, classes);
    }

    private static ImmutableArray<string> Labels(Frame table, string target)
    {
        var column = table[target];
        var labels = new HashSet<string>(StringComparer.Ordinal);
        for (int row = 0; row < table.Rows && labels.Count <= LearningProblem.MaxClasses; row++)
            if (column.TextAt(row) is { } text) labels.Add(text);
        return column is NumericColumn ? [.. labels.OrderBy(label => double.Parse(label, CultureInfo.InvariantCulture))]
            : [.. labels.Order(StringComparer.Ordinal)];
    }

    private static string[] Columns(ForeignModel model, TableSchema schema, ForeignMapping mapping)
    {
        string[] names = [.. model.Inputs.Select(input => input.Name)];
        if (!mapping.Features.IsDefaultOrEmpty)
        {
            if (mapping.Features.Length != names.Length)
                throw new ForeignColumnsException($"The model reads {names.Length} features, and {mapping.Features.Length} columns are named "
                    + "for them; name one for each, in the model's order.");
            names = [.. mapping.Features];
            return Strangers(names, schema) is { Length: > 0 } unknown
                ? throw new ForeignColumnsException($"The data has no column {Said([.. unknown])}; name columns as the dataset does.") : names;
        }

        // LightGBM writes blanks in names as underscores.
        string[] found = [.. names.Select(name => schema.IndexOf(name) >= 0 ? name
            : schema.Columns.FirstOrDefault(column => column.Name.Replace(' ', '_') == name)?.Name ?? name)];
        string[] missing = Strangers(found, schema);
        if (missing.Length == 0) return found;
        string[] features = [.. schema.Columns.Where(column => column.Role == ColumnRole.Feature && column.Name != mapping.Target).Select(column =>
            column.Name)];
        if (!model.Inputs.Any(input => input.Named) && features.Length == names.Length) return features;
        throw new ForeignColumnsException(model.Inputs.Any(input => input.Named)
            ? $"The data has no column {Said([.. missing])} that the model reads; give data with its columns, or name theirs with \"features\"."
            : $"The model reads {names.Length} features without names, and the data has {features.Length} columns beside the target; name theirs "
                + "with \"features\", in the model's order.");
    }

    private static string[] Strangers(string[] names, TableSchema schema) => [.. names.Where(name => schema.IndexOf(name) < 0)];

    private static ColumnEncoder Encoder(ForeignInput input, Column column, string name, ForeignMapping mapping)
    {
        var categories = mapping.Categories.GetValueOrDefault(name, mapping.Categories.GetValueOrDefault(input.Name, input.Categories));
        if (categories.Distinct(StringComparer.Ordinal).Count() != categories.Length)
            throw new ForeignColumnsException($"The categories of '{name}' name one twice; each code has a text of its own.");
        switch (column)
        {
            case NumericColumn or BooleanColumn when categories.IsEmpty && input.Categories.IsEmpty && !input.Others:
                return new NumericEncoder(name, column is BooleanColumn, [], indicator: false);
            case CategoricalColumn or NumericColumn or BooleanColumn when !categories.IsEmpty:
                return new OrdinalEncoder(name, categories, input.Others);
            case CategoricalColumn when input.Others:
                // Nothing is asked of the text but whether it is there.
                return new OrdinalEncoder(name, ["a text"], rare: true);
            case CategoricalColumn:
                throw new ForeignColumnsException($"The model reads a number where the data's '{name}' has categories; say with \"categories\" which "
                    + "text each code stands for, in code order.");
            default:
                throw new ForeignColumnsException($"The data's '{name}' is {column.Type}, and an imported model reads numbers and categories; "
                    + "derive a column that it was trained on.");
        }
    }

    private static string Said(ImmutableArray<string> names) =>
        string.Join(", ", names.Take(MostNamed).Select(name => $"'{name}'")) + (names.Length > MostNamed ? $" and {names.Length - MostNamed} more"
            : "");
}
