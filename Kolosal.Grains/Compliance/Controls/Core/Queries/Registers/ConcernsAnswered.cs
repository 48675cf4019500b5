namespace Kolosal.Compliance.Controls;

/// <summary>Q79: concerns are acknowledged and answered in time, with what follows for the risk register. It counts only while concerns come
/// through.</summary>
internal sealed class ConcernsAnswered() : RegisterQuery(
    "Q79", "concerns", "Concerns and complaints answered", TimeSpan.FromHours(24),
    "Answer it with PATCH /api/compliance/concerns/{id} and its status, and tell the AI owner.", "Compliance", "Incidents")
{
    public override Judgement Judge(WorkspaceFacts facts)
    {
        var registers = facts.Registers;
        var found = Each("no concern and no probe came through", registers.Concerns, concern => $"concerns/{concern.Id}",
            concern => Wrong(facts, concern));
        if (found.State != ControlState.Pass) return found;
        int days = registers.Parameters.ProbeDays;
        return registers.Concerns.Any(concern => !IsOlder(facts, concern.ReceivedAt, TimeSpan.FromDays(days))) ? found
            : found with { State = ControlState.Missing, Reason = $"No concern and no probe came through within {days} days." };
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ConcernFact concern)
    {
        if (IsLate(facts, concern.AcknowledgeBy, concern.AcknowledgedAt)) yield return "It was not acknowledged within 3 days.";
        if (IsLate(facts, concern.AnswerBy, concern.AnsweredAt)) yield return "It was not answered within 14 days.";
        if (concern is { AnsweredAt: not null, SaysEffect: false }) yield return "Nothing says what follows for the risk register.";
    }
}
