namespace Kolosal.Learning.Preprocessing;

/// <summary>Refuses rows that lack what a step needs, with the column and row in the message.</summary>
internal static class RowNeeds
{
    /// <exception cref="TrainingException">A need is not met.</exception>
    public static void Check(TransformDescriptor step, FeatureRows rows)
    {
        var needs = step.Needs;
        if (needs.HasFlag(TransformNeeds.Target) && rows is not TrainingSet)
            throw new TrainingException($"'{step.Name}' learns from a target, and the rows have none; give it a training set.");
        if (needs.HasFlag(TransformNeeds.Categories) && !rows.Columns.Any(c => c.IsCategorical))
            throw new TrainingException(
                $"'{step.Name}' needs at least one categorical column of codes, got numbers only; leave it out or keep the native encoding.");
        if (needs.HasFlag(TransformNeeds.Numbers) && rows.Columns.FirstOrDefault(c => c.IsCategorical) is { IsCategorical: true } codes)
            throw new TrainingException(
                $"'{step.Name}' needs numbers, and '{codes.Name}' holds codes; encode it first or apply the step to the other columns.");

        bool complete = needs.HasFlag(TransformNeeds.Complete), positive = needs.HasFlag(TransformNeeds.Positive);
        bool nonNegative = positive || needs.HasFlag(TransformNeeds.NonNegative);
        if (!complete && !nonNegative) return;
        var values = rows.Features.Span;
        int width = rows.Columns.Length;
        for (int at = 0, column = 0; at < values.Length; at++, column = column + 1 == width ? 0 : column + 1)
        {
            if (double.IsNaN(values[at]))
            {
                if (complete)
                    throw new TrainingException(
                        $"'{step.Name}' needs every value, but '{rows.Columns[column].Name}' has none in row {at / width}; impute it first.");
            }
            else if (nonNegative && (positive ? values[at] <= 0 : values[at] < 0) && !rows.Columns[column].IsCategorical)
                throw new TrainingException(
                    $"'{step.Name}' needs values {(positive ? "above 0" : "of 0 or more")}, but '{rows.Columns[column].Name}' is {values[at]} in "
                        + $"row {at / width}; shift the column or choose another step.");
        }
    }
}
