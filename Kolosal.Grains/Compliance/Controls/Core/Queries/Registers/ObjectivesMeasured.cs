namespace Kolosal.Compliance.Controls;

/// <summary>Q80: every objective, and every point of the post-market plan, can be measured and was.</summary>
internal sealed class ObjectivesMeasured() : RegisterQuery(
    "Q80", "objectives", "Objectives and monitoring plan measured", TimeSpan.FromDays(90),
    "Measure it and note the value with PATCH /api/compliance/objectives/{id}.", "Compliance", "Slo")
{
    public override Judgement Judge(WorkspaceFacts facts) => Each(
        "no objective is set", facts.Registers.Objectives.Where(objective => objective.Status != "withdrawn"),
        objective => $"objectives/{objective.Id}", objective => Wrong(facts, objective));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ManagementObjectiveFact objective)
    {
        int days = facts.Registers.Parameters.ObjectiveDays;
        if (!objective.IsMeasurable) yield return "Its metric, target or monitor is not named.";
        if (!IsApproved(objective.Status)) yield return "It is not approved.";
        if (IsOlder(facts, objective.MeasuredAt, TimeSpan.FromDays(days))) yield return $"It was not measured within {days} days.";
    }
}
