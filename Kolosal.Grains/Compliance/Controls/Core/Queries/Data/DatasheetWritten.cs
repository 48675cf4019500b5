namespace Kolosal.Compliance.Controls;

/// <summary>Q14: of every dataset in use it is said where it is from and what it may be used for.</summary>
internal sealed class DatasheetWritten() : RecordQuery(
    "Q14", "datasheet", "Datasheet and rights", TimeSpan.FromDays(365),
    "The owner writes the datasheet with PUT /api/datasets/{id}/datasheet within 14 days; after that it is not used for new runs.", "Datasets")
{
    protected override string NotJudged => "licence, lawful basis and the unit of each column, for which a datasheet has no members";

    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "no dataset was used lately", UsedLately(facts), dataset => dataset.Path,
        dataset => dataset.UnwrittenWords.Select(part => $"Its datasheet says nothing about {part}."));

    internal static IEnumerable<DatasetFact> UsedLately(WorkspaceFacts facts)
    {
        var used = facts.Runs.Where(run => Age(facts, run.CreatedAt) <= TimeSpan.FromDays(facts.Parameters.DatasetUseDays))
            .Select(run => run.DatasetId).ToHashSet(StringComparer.Ordinal);
        return facts.Datasets.Where(dataset => used.Contains(dataset.Id));
    }
}
