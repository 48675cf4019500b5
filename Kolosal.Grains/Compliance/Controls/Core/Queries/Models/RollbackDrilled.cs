namespace Kolosal.Compliance.Controls;

/// <summary>Q08: the way back and the stop switch were used.</summary>
internal sealed class RollbackDrilled() : RecordQuery(
    "Q08", "rollback", "Rollback and stop switch drilled", TimeSpan.FromDays(90),
    "Drill it now: suspend, resume and roll back; keep new versions without traffic until it is green.", "Models")
{
    protected override string NotJudged => "the time from the command to the last answer of the old version, which a rollback does not measure";

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model is in service", InService(facts), model => model.Path, model => Wrong(facts, model));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        int days = model.Champion!.Card.NeedsOversight ? facts.Parameters.HighRiskDrillDays : facts.Parameters.DrillDays;
        foreach (string action in (string[])["suspend", "rollback"])
        {
            if (IsOlder(facts, model.Decisions.LastOrDefault(decision => decision.Action == action)?.At, TimeSpan.FromDays(days)))
                yield return $"No {action} within {days} days.";
        }
    }
}
