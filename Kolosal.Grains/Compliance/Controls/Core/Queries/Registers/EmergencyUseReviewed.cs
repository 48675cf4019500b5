using Kolosal.Compliance.Registers;

namespace Kolosal.Compliance.Controls;

/// <summary>Q47: every use of an operator's power is recorded, short, and looked at by somebody else.</summary>
internal sealed class EmergencyUseReviewed() : RegisterQuery(
    "Q47", "breakglass", "Privileged and emergency use reviewed", TimeSpan.FromHours(72),
    "End the grant, then record and review it with POST /api/compliance/privileged-uses and its decisions.", "Access", "Audit", "Compliance")
{
    public override Judgement Judge(WorkspaceFacts facts)
    {
        var recorded = facts.Registers.Uses.Where(use => use.Record is not null).Select(use => use.Record!).ToHashSet(StringComparer.Ordinal);
        var things = facts.Registers.Uses.Select(use => (Path: $"privileged-uses/{use.Id}", Faults: Wrong(facts, use)))
            .Concat(facts.Registers.Doings.Select(doing => (Path: doing.Record, Faults: Wrong(facts, doing, recorded))));
        return Each("no operator did anything", things, thing => thing.Path, thing => thing.Faults);
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, PrivilegedUseFact use)
    {
        if (IsLate(facts, use.StartedAt + StatutoryClocks.CloseEmergency, use.ClosedAt)) yield return "It was open for longer than 4 hours.";
        if (IsLate(facts, use.StartedAt + StatutoryClocks.ReviewEmergency, use.ReviewedAt)) yield return "Nobody else reviewed it within 72 hours.";
        if (!use.HasTicket) yield return "It names no ticket.";
        if (!use.HasSecond) yield return "It names no second person.";
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, OperatorDoingFact doing, HashSet<string> recorded) =>
        !recorded.Contains(doing.Record) && IsLate(facts, doing.At + StatutoryClocks.CloseEmergency, null)
            ? ["No reason, ticket and second person were recorded for it within 4 hours."] : [];
}
