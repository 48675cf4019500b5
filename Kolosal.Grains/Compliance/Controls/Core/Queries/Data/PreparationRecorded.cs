namespace Kolosal.Compliance.Controls;

/// <summary>Q18: how rows were made ready is recorded, and every changed cell is counted.</summary>
internal sealed class PreparationRecorded() : RecordQuery(
    "Q18", "prep", "Preparation recorded, nothing silent", TimeSpan.FromHours(24),
    "Take the version back and make the dataset again with steps that say what they change.", "Datasets", "Experiments")
{
    protected override string NotJudged => "that steps are fitted on training folds alone, which the trainers' own tests show";

    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "no model in service came of a run", Champions(facts).Where(served => served.Version.Origin is null), PathOf,
        served => Wrong(facts, served.Version));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, VersionFact version)
    {
        if (version.Record is not { PlanSha256.Length: > 0 }) yield return "The plan of its run is not recorded.";
        if (facts.Datasets.FirstOrDefault(dataset => dataset.Id == version.DatasetId) is not { } dataset) yield break;
        foreach (var step in dataset.Transformations.Where(step => step is { CellsChanged: > 0, HasExample: false }))
            yield return $"Step {step.Step} of {dataset.Path} changed {step.CellsChanged} cells and shows none.";
    }
}
