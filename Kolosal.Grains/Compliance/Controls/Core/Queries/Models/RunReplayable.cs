namespace Kolosal.Compliance.Controls;

/// <summary>Q05: what a version came of can be done again, and was.</summary>
internal sealed class RunReplayable() : RecordQuery(
    "Q05", "replay", "Run can be replayed", TimeSpan.FromDays(90),
    "Replay the run with POST /api/models/{model_id}/replays; if the model differs, freeze promotions and open a performance incident.",
    "Experiments", "Models")
{
    protected override string NotJudged => "processor time and energy of a run, and fold ids, which follow from the recorded plan and seeds";

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model is in service", Champions(facts), PathOf, served => Wrong(facts, served.Model, served.Version));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model, VersionFact version)
    {
        // What came from elsewhere has no run here; its origin is the recorded reason.
        if (version.Origin is not null) yield break;
        if (version.Record is not { } record)
        {
            yield return "Its run kept no record.";
            yield break;
        }

        if (record.Seeds == 0) yield return "Its run's seeds are not recorded.";
        if (!record.HasEnvironment) yield return "The environment of its run is not recorded.";
        if (record.DataSha256.Length == 0) yield return "The hash of its data is not recorded.";
        if (record.PlanSha256.Length == 0) yield return "The plan of its run is not recorded.";
        var last = facts.Replays.Where(replay => replay.Model == model.Name && replay.Same is not null).MaxBy(replay => replay.At);
        if (last is { Same: false }) yield return $"Replay {last.Id} gave another model.";
        else if (IsOlder(facts, last?.At, TimeSpan.FromDays(facts.Parameters.ReplayDays)))
            yield return $"The model was not replayed within {facts.Parameters.ReplayDays} days.";
    }
}
