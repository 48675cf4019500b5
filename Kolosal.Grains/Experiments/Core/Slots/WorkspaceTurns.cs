namespace Kolosal.Experiments;

/// <summary>Whose turn it is where slots do not divide evenly: every workspace comes first for a while, so that none waits for ever.</summary>
/// <param name="every">How long a workspace comes first: long against the half second in which a free slot finds its next user.</param>
internal sealed class WorkspaceTurns(TimeSpan every)
{
    private readonly List<string> order = [];
    private DateTimeOffset? turnedAt;

    /// <summary>The next workspace comes first when the time of the present one is over.</summary>
    public void Advance(DateTimeOffset now)
    {
        turnedAt ??= now;
        if (now - turnedAt < every) return;
        turnedAt = now;
        if (order.Count < 2) return;
        order.Add(order[0]);
        order.RemoveAt(0);
    }

    /// <summary>The workspaces in the order of this turn; one that is new comes last.</summary>
    public string[] Order(IReadOnlyCollection<string> workspaces)
    {
        order.RemoveAll(known => !workspaces.Contains(known));
        foreach (string workspace in workspaces.Order(StringComparer.Ordinal))
            if (!order.Contains(workspace)) order.Add(workspace);
        return [.. order];
    }
}
