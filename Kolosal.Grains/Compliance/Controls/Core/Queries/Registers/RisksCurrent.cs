using Kolosal.Compliance.Registers;

namespace Kolosal.Compliance.Controls;

/// <summary>Q73: every active model has a risk that is assessed, treated in time, and whose residual somebody else accepted lately.</summary>
internal sealed class RisksCurrent() : RegisterQuery(
    "Q73", "risks", "Risk register current", TimeSpan.FromDays(90),
    "Assess it with POST /api/compliance/risks; a high risk that nobody accepted holds back promotion.", "Compliance")
{
    public override Judgement Judge(WorkspaceFacts facts)
    {
        var registers = facts.Registers;
        var covered = registers.Risks.Where(risk => IsApproved(risk.Status)).SelectMany(risk => risk.About).ToHashSet(StringComparer.Ordinal);
        var things = registers.Systems.Select(system => (Path: $"models/{system.Model}", Faults: Uncovered(system, covered)))
            .Concat(registers.Risks.Where(risk => risk.Status != "withdrawn").Select(risk =>
                (Path: $"risks/{risk.Id}", Faults: Wrong(facts, risk))));
        return Each("no model is active and no risk is recorded", things, thing => thing.Path, thing => thing.Faults);
    }

    private static IEnumerable<string> Uncovered(SystemFact system, HashSet<string> covered) =>
        covered.Contains($"models/{system.Model}") ? [] : ["No risk of it is assessed and accepted."];

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, RiskFact risk)
    {
        var limits = facts.Registers.Parameters;
        bool high = (risk.ResidualLevel ?? risk.Level) >= RiskLevel.High;
        if (IsApproved(risk.Status))
        {
            int days = high ? limits.HighRiskDays : limits.RiskDays;
            if (IsOlder(facts, risk.AcceptedAt, TimeSpan.FromDays(days))) yield return $"It was not assessed within {days} days.";
            if (!risk.MisuseConsidered) yield return "Misuse was not considered.";
            if (!risk.VulnerableConsidered) yield return "Vulnerable groups were not considered.";
        }
        else if (high) yield return "It is high and nobody accepted its residual.";

        if (risk.TreatmentDue is { } due && IsLate(facts, due, risk.TreatedAt)) yield return "Its treatment is overdue.";
    }
}
