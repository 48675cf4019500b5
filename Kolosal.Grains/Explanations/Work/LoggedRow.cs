using Kolosal.Models;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>Rows as the prediction log keeps them, back as the model read them.</summary>
internal static class LoggedRow
{
    /// <summary>One value a column of the model's input schema.</summary>
    /// <param name="model">The model.</param>
    /// <param name="logged">The columns of the log, in order.</param>
    /// <param name="inputs">The row's values there: numbers as they are, categories by index, −1 for one that training did not know.</param>
    /// <param name="lost">Receives the columns whose values the log does not keep: free text, and the names of unknown categories.</param>
    public static RawValue[] Read(ExplainedModel model, ImmutableArray<ColumnReference> logged, double[] inputs, ISet<string> lost)
    {
        var row = new RawValue[model.Columns.Length];
        for (int c = 0; c < row.Length; c++)
        {
            var schema = model.Columns[c];
            int at = -1;
            for (int i = 0; i < logged.Length && at < 0; i++) if (logged[i].Name == schema.Name) at = i;
            row[c] = at < 0 || at >= inputs.Length || double.IsNaN(inputs[at]) ? RawValue.Missing : Value(schema, logged[at], inputs[at]);
            if (at < 0 || schema.Type == ColumnType.Text || (logged[at].Categorical && inputs[at] < 0)) lost.Add(schema.Name);
        }
        return row;
    }

    private static RawValue Value(ColumnSchema schema, ColumnReference logged, double value) =>
        schema.Type == ColumnType.Text ? RawValue.Missing
        : !logged.Categorical ? value
        : value < 0 || value >= logged.Categories.Length ? "(unseen)"
        : schema.Type == ColumnType.Boolean ? logged.Categories[(int)value] == "true" ? 1 : 0
        : logged.Categories[(int)value];
}
