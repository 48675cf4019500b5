namespace Kolosal.Compliance.Controls;

/// <summary>Q30: what came true comes back, and a policy does something with it.</summary>
internal sealed class FeedbackCloses() : RecordQuery(
    "Q30", "feedback", "Feedback loop closes", TimeSpan.FromDays(30),
    "The owner sets a retraining policy, or does by hand what it would have done.", "Feedback", "Predictions", "Retraining")
{
    protected override string NotJudged => "outcomes without a prediction, which are counted for the caller that sent them and not kept";

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model is in service", InService(facts), model => model.Path, model => Wrong(facts, model));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        if (model.Retrains != true) yield return "No retraining policy of it is on.";
        if (model.Performance is not { Outcomes: > 0 }) yield return "No outcome of it was ever reported.";
        foreach (var begun in facts.Retrainings.Where(begun => begun.Model == model.Name && begun.Status is "preparing" or "training"
            && begun.Model == model.Name && Age(facts, begun.CreatedAt) > TimeSpan.FromHours(facts.Parameters.RetrainingHours)))
            yield return $"Retraining {begun.Id} has no outcome after {facts.Parameters.RetrainingHours} hours.";
    }
}
