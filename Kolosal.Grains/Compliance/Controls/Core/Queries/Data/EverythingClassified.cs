namespace Kolosal.Compliance.Controls;

/// <summary>Q16: every dataset and model in service is classified, with an owner and an end, and the classification is not old.</summary>
internal sealed class EverythingClassified() : RecordQuery(
    "Q16", "classify", "Everything classified and labelled", TimeSpan.FromDays(365),
    "Treat it as restricted until its owner classifies it with POST /api/privacy/classifications.", "Classification", "Datasets", "Models")
{
    protected override string NotJudged => "prediction logs, backups and exports, which carry the label of what they are made of";

    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "there is neither a dataset nor a model in service",
        [.. facts.Datasets.Select(dataset => dataset.Path), .. InService(facts).Select(model => model.Path)],
        asset => asset, asset => Wrong(facts, asset));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, string asset)
    {
        if (facts.Classifications.FirstOrDefault(known => known.Asset == asset) is not { } found)
        {
            yield return "It is not classified.";
            yield break;
        }

        if (found.RetentionDays is null && facts.Retention?.DefaultDays is null) yield return "Nothing says how long it is kept.";
        if (IsOlder(facts, found.ReviewedAt, TimeSpan.FromDays(facts.Parameters.ClassificationDays)))
            yield return $"Its classification was not reviewed within {facts.Parameters.ClassificationDays} days.";
    }
}
