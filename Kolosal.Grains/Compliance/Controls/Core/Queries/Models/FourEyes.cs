namespace Kolosal.Compliance.Controls;

/// <summary>Q01: whoever put a version into service neither made it, nor started its run, nor brought its data.</summary>
internal sealed class FourEyes() : RecordQuery(
    "Q01", "foureyes", "Promotion has four eyes", TimeSpan.FromHours(24),
    "Roll traffic back to the last version that a second person approved, and report a policy violation.", "Models", "Audit")
{
    protected override string NotJudged => "the change class (minor or substantial), which a promotion does not record";

    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "no version is active or staging",
        from model in facts.Models
        from version in model.Versions
        where version.Status is "active" or "staging"
        select (Model: model, Version: version),
        PathOf, served => Wrong(facts, served.Model, served.Version));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model, VersionFact version)
    {
        if (model.Decisions.LastOrDefault(decision => decision.Version == version.Number && decision.To is "active" or "staging") is not { } decision)
        {
            yield return "No decision in its history put it into service.";
            yield break;
        }

        var approvers = model.Approvals.Where(approval => approval.Version == version.Number && approval.At <= decision.At).ToList();
        string[] own =
        [
            version.Author,
            .. facts.Runs.Where(run => run.Id == version.RunId && run.StartedBy is not null).Select(run => run.StartedBy!),
            .. facts.Datasets.Where(dataset => dataset.Id == version.DatasetId).Select(dataset => dataset.CreatedBy),
        ];
        if (!own.Contains(decision.By) || approvers.Exists(approval => approval.MayPromote && !own.Contains(approval.By))) yield break;
        yield return $"{decision.By} put it into service and is its author, starter of its run or uploader of its data; nobody else approved.";
    }
}
