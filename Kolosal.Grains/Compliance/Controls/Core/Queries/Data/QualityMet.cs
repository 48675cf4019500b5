namespace Kolosal.Compliance.Controls;

/// <summary>Q13: the rows that a champion learned from were fit to learn from.</summary>
internal sealed class QualityMet() : RecordQuery(
    "Q13", "dquality", "Data quality thresholds met before training", TimeSpan.FromDays(30),
    "Do not promote what was trained on it; clean the dataset and train again.", "Datasets")
{
    protected override string NotJudged =>
        "contradictory labels, near-duplicates, a label audit, and the age of rows against a declared limit, which no profile measures";

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model in service learned from a dataset", DatasetsInService(facts), dataset => dataset.Path, dataset => Wrong(facts, dataset));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, DatasetFact dataset)
    {
        if (dataset.Quality is not { } quality)
        {
            yield return "Its quality could not be assessed.";
            yield break;
        }

        var limits = facts.Parameters;
        foreach (var column in dataset.Columns.Where(column => column.Role != "ignored"))
        {
            double least = column.Role == "target" ? limits.LabelCompleteness : limits.Completeness;
            if (1 - column.Missing < least) yield return $"Column {column.Name} is filled to {1 - column.Missing:0.###}, below {least:0.###}.";
            if (quality.TypeConsistency.TryGetValue(column.Name, out double typed) && typed < limits.Consistency)
                yield return $"Column {column.Name} has cells of another type.";
            if (quality.Validity.TryGetValue(column.Name, out double valid) && valid < limits.Consistency)
                yield return $"Column {column.Name} has cells outside its range.";
        }

        if (quality.DuplicateRows > limits.Duplicates) yield return $"A share of {quality.DuplicateRows:0.###} of its rows are duplicates.";
        foreach (string leak in quality.Leaks) yield return $"Column {leak} tells the target.";
        foreach (string rule in quality.Broken) yield return $"A declared rule does not hold: {rule}";
    }
}
