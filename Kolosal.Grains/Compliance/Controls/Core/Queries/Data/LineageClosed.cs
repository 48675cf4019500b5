namespace Kolosal.Compliance.Controls;

/// <summary>Q12: what a champion learned from leads back, step by step, to something that was uploaded or imported.</summary>
internal sealed class LineageClosed() : RecordQuery(
    "Q12", "lineage", "Lineage closed to the source", TimeSpan.FromHours(24),
    "Freeze the dataset for new runs and find its rows in a backup.", "Datasets")
{
    protected override string NotJudged => "the rows' hash against the stored bytes, which storage checks as it reads";

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each(
        "no model in service came of a run", Champions(facts).Where(served => served.Version.Origin is null), PathOf,
        served => Wrong(facts, served.Version));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, VersionFact version)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (string? id = version.DatasetId; id is not null;)
        {
            if (!seen.Add(id))
            {
                yield return $"The line of {id} comes back to itself.";
                yield break;
            }

            if (facts.Datasets.FirstOrDefault(dataset => dataset.Id == id) is not { } dataset)
            {
                yield return $"datasets/{id} in its line is not there.";
                yield break;
            }

            if (!dataset.IsStored) yield return $"The rows of {dataset.Path} are not there.";
            if (dataset.Schemas == 0) yield return $"{dataset.Path} has no recorded schema.";
            if (dataset.Parent is null && dataset.SourceSha256.Length == 0) yield return $"{dataset.Path} is a source without a hash.";
            if (dataset.Parent is not null && dataset.Transformations.IsEmpty) yield return $"{dataset.Path} does not say how it was made.";
            id = dataset.Parent;
        }
    }
}
