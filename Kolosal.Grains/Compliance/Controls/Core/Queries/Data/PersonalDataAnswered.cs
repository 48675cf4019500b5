namespace Kolosal.Compliance.Controls;

/// <summary>Q15: personal data that was found is answered by a classification.</summary>
/// <remarks>The scan itself is part of every registration, so what can be missing is the answer.</remarks>
internal sealed class PersonalDataAnswered() : RecordQuery(
    "Q15", "piiscan", "Personal data found is answered for", TimeSpan.FromDays(365),
    "Classify the dataset, or anonymise it or drop the columns, before another run uses it.", "Privacy", "Datasets")
{
    protected override string NotJudged => "the version of the scanner, which a dataset does not record";

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no dataset was used lately", DatasheetWritten.UsedLately(facts), dataset => dataset.Path, dataset => Wrong(facts, dataset));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, DatasetFact dataset)
    {
        if (dataset.ContainsPersonalData && !facts.Classifications.Any(known => known.Asset == dataset.Path && known.DataType != "public"))
            yield return "Personal data was found in it, and nobody classified it.";
    }
}
