namespace Kolosal.Compliance.Controls;

/// <summary>Q27: what a champion must get right, it got right lately.</summary>
internal sealed class GoldenSetsPass() : RecordQuery(
    "Q27", "golden", "Golden sets and regression suites", TimeSpan.FromDays(7),
    "Block the promotion; the owner repairs the model, or retires the case with a reason.", "Quality")
{
    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model is in service", InService(facts), model => model.Path, model => Wrong(facts, model));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        var sets = facts.GoldenSets.Where(set => set.Model == model.Name).ToList();
        if (sets.Count == 0) yield return "It has no golden set.";
        foreach (var set in sets)
        {
            if (set.Run is not { } run || run.ModelVersion != model.Active)
                yield return $"Golden set {set.Id} did not run on version {model.Active}.";
            else if (IsOlder(facts, run.At, TimeSpan.FromDays(facts.Parameters.GoldenDays)))
                yield return $"Golden set {set.Id} did not run within {facts.Parameters.GoldenDays} days.";
            else if (run.MustFails > 0) yield return $"Golden set {set.Id} fails {run.MustFails} cases that must pass.";
            else if (run.PassRate is not { } rate || rate < facts.Parameters.GoldenPassRate)
                yield return $"Golden set {set.Id} passes less than {facts.Parameters.GoldenPassRate:0.###}.";
        }

        foreach (var test in facts.RegressionTests.Where(test => test.Model == model.Name))
        {
            if (IsOlder(facts, test.LastAt, TimeSpan.FromDays(facts.Parameters.RegressionDays)))
                yield return $"Regression test {test.Id} did not run within {facts.Parameters.RegressionDays} days.";
            else if (test.Result is not ("pass" or "skipped")) yield return $"Regression test {test.Id} does not pass.";
        }
    }
}
