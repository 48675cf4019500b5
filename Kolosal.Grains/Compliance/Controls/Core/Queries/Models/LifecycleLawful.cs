namespace Kolosal.Compliance.Controls;

/// <summary>Q07: every step in a model's history is one that the table allows, and nothing retired answers.</summary>
internal sealed class LifecycleLawful() : RecordQuery(
    "Q07", "lifecycle", "Lifecycle history is lawful", TimeSpan.FromHours(24),
    "Raise a sev2 incident, freeze promotions of the model and compare its history with the audit chain.", "Models", "Predictions")
{
    // Written down a second time on purpose: a table that was changed by mistake must not approve itself.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["draft"] = ["training", "evaluating", "retired"],
        ["training"] = ["draft", "evaluating", "retired"],
        ["evaluating"] = ["approved", "retired"],
        ["approved"] = ["staging", "active", "evaluating", "deprecated", "retired"],
        ["staging"] = ["active", "approved", "evaluating", "deprecated", "retired"],
        ["active"] = ["approved", "deprecated"],
        ["deprecated"] = ["approved", "retired"],
        ["retired"] = [],
    };

    protected override string NotJudged => "that retired versions answer 410, which the door's own tests show";

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("there is no model", facts.Models.Where(model => !model.Steps.IsEmpty), model => model.Path, Wrong);

    private static IEnumerable<string> Wrong(ModelFact model)
    {
        var now = new Dictionary<int, string>();
        foreach (var step in model.Steps)
        {
            string? before = now.GetValueOrDefault(step.Version);
            if (before is not null && step.From != before) yield return $"Version {step.Version} left {step.From}, and was {before}.";
            if (step.From is { } from && !(Allowed.GetValueOrDefault(from) ?? []).Contains(step.To))
                yield return $"Version {step.Version} went from {from} to {step.To}.";
            now[step.Version] = step.To;
            if (now.Count(standing => standing.Value == "active") > 1)
                yield return $"Two versions were active at once from version {step.Version}'s step.";
            if (step.To == "retired" && model.Traffic?.LastByVersion.TryGetValue(step.Version, out var last) == true && last > step.At)
                yield return $"Version {step.Version} answered after it was retired.";
        }

        foreach (var version in model.Versions)
        {
            if (now.TryGetValue(version.Number, out string? last) && last != version.Status)
                yield return $"Version {version.Number} is {version.Status}, and its history ends with {last}.";
            if (version is { Status: "deprecated", SunsetAt: null })
                yield return $"Version {version.Number} is deprecated and has no retirement date.";
        }
    }
}
