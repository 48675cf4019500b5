namespace Kolosal;

/// <summary>Turns a transition that the table does not allow into the refusal the client reads.</summary>
internal static class WorkflowRefusals
{
    /// <returns>Null when the step is allowed; otherwise a conflict that names the allowed states.</returns>
    public static Refusal? Refuse<TStatus>(this Transitions<TStatus> table, TStatus from, TStatus to, string what)
        where TStatus : struct, Enum
    {
        if (table.Allows(from, to)) return null;
        var allowed = table.After(from);
        return Refusal.Conflict(
            "workflow.transition-not-allowed",
            $"{what} is '{WireJson.Word(from)}' and cannot become '{WireJson.Word(to)}'; "
            + (allowed.IsEmpty ? "this state is final." : $"allowed: {string.Join(", ", allowed.Select(WireJson.Word))}."));
    }
}
