namespace Kolosal.Alerts;

/// <summary>What of an incident was told, or is to be told now.</summary>
/// <param name="Status">Its status in the contract's word: open, investigating, mitigated, resolved, postmortem.</param>
/// <param name="Severity">1 to 4, 1 the gravest.</param>
/// <param name="Reopenings">How often it was opened again.</param>
/// <param name="Overdue">An authority should have been told by now.</param>
internal readonly record struct IncidentNews(string Status, int Severity, int Reopenings, bool Overdue)
{
    /// <summary>The words for what happened since, in order: opened, reopened, escalated, acknowledged, mitigated, resolved, closed,
    /// reporting_overdue. Each with a number that makes the occurrence unique within the incident.</summary>
    /// <param name="told">What was told; null for nothing.</param>
    /// <param name="now">How it stands.</param>
    public static IEnumerable<(string Word, string Occurrence)> Since(IncidentNews? told, IncidentNews now)
    {
        if (told is not { } before)
        {
            yield return ("opened", "0");
            before = new("open", now.Severity, 0, false);
        }

        if (now.Reopenings > before.Reopenings)
        {
            yield return ("reopened", $"{now.Reopenings}");
            before = before with { Status = "open" };
        }

        if (now.Severity < before.Severity) yield return ("escalated", $"sev{now.Severity}");
        foreach (string word in Steps(before.Status, now.Status)) yield return (word, $"{now.Reopenings}");
        if (now.Overdue && !before.Overdue) yield return ("reporting_overdue", "0");
    }

    /// <summary>What happened between two looks, also where it took several steps: whoever resolves at once has acknowledged, and only what was
    /// resolved is closed.</summary>
    private static IEnumerable<string> Steps(string before, string now)
    {
        if (now == before || now == "open") yield break;
        if (before == "open") yield return "acknowledged";
        if (now is "mitigated") yield return "mitigated";
        if (now is "resolved" or "postmortem" && before != "resolved") yield return "resolved";
        if (now == "postmortem") yield return "closed";
    }
}
