namespace Kolosal.Compliance.Controls;

/// <summary>Q28: how a champion stands noise and abuse was measured.</summary>
internal sealed class RobustnessTested() : RecordQuery(
    "Q28", "robust", "Robustness and abuse suite", TimeSpan.FromDays(90),
    "Take the version back to evaluating, and add a guard or a constraint.", "Quality", "Models")
{
    private const string Kind = "robustness";

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        var served = Champions(facts).ToList();
        if (served.Count > 0 && !served.Exists(one => one.Version.Evidence.Any(evidence => evidence.Kind == Kind)))
        {
            return Judgement.Absent(
                $"needed: a report of kind '{Kind}' on a version: noise, missing values, unseen categories, poisoned labels, evasion and extraction");
        }

        return Each("no model is in service", served, PathOf, one => Wrong(facts, one.Version));
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, VersionFact version)
    {
        var last = version.Evidence.Where(evidence => evidence.Kind == Kind).MaxBy(evidence => evidence.At);
        if (last is { Passed: false }) yield return "Its robustness report did not pass.";
        else if (IsOlder(facts, last?.At, TimeSpan.FromDays(90))) yield return "It has no robustness report within 90 days.";
    }
}
