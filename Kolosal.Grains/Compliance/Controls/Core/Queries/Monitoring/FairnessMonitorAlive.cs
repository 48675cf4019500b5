namespace Kolosal.Compliance.Controls;

/// <summary>Q22: something looks at how each champion with protected attributes treats groups.</summary>
internal sealed class FairnessMonitorAlive() : RecordQuery(
    "Q22", "fairlive", "Fairness windows alive", TimeSpan.FromHours(24),
    "Look at the reason that GET /api/fairness/monitors/{model_id} names; an attribute that traffic lacks is brought by the owner.", "Fairness")
{
    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "no model in service has protected attributes", Watched(facts), model => model.Path, model => Wrong(facts, model));

    internal static IEnumerable<ModelFact> Watched(WorkspaceFacts facts) =>
        InService(facts).Where(model => !model.Champion!.ProtectedInputs.IsEmpty);

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        if (model.Fairness is not { } monitor)
        {
            yield return "It has protected attributes and no fairness monitor.";
            yield break;
        }

        if (monitor.Held is { } held) yield return $"Its fairness monitor does not go on: {held}";
        if (monitor.Version != model.Active) yield return $"Its fairness monitor looks at version {monitor.Version}.";
        if (model.Traffic?.WeekRequests >= facts.Parameters.WindowAnswers
            && IsOlder(facts, monitor.JudgedAt, TimeSpan.FromDays(facts.Parameters.WindowDays)))
            yield return $"No window was judged within {facts.Parameters.WindowDays} days, with {model.Traffic.WeekRequests} requests.";
    }
}
