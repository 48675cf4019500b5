using Kolosal.Incidents;

namespace Kolosal.Monitoring;

/// <summary>A full window, about to be judged.</summary>
/// <param name="Id">Names it for ever: in signals, reports and the audit trail.</param>
/// <param name="Version">The model version it counted.</param>
/// <param name="BeganAt">First request.</param>
/// <param name="ClosedAt">Last request.</param>
/// <param name="Rows">Rows counted.</param>
/// <param name="ClosedBy">What ended it: <see cref="Full"/>, <see cref="Old"/> or <see cref="Early"/>.</param>
public sealed record ClosedWindow(
    string Id, int Version, DateTimeOffset BeganAt, DateTimeOffset ClosedAt, long Rows, string ClosedBy = ClosedWindow.Full)
{
    /// <summary>It had its rows.</summary>
    public const string Full = "rows";

    /// <summary>It had lasted its time.</summary>
    public const string Old = "minutes";

    /// <summary>What was counted so far was alarming.</summary>
    public const string Early = "early_alarm";
}

/// <summary>What a judge made of a window.</summary>
/// <param name="Report">The report, once the incident's id is known; null for the id when there is no alarm.</param>
/// <param name="Alarm">What to raise; null when all is well.</param>
public sealed record WindowVerdict<TReport>(Func<string?, TReport> Report, WindowAlarm? Alarm);

/// <summary>A bad verdict in words; which window and model it is about is known already.</summary>
public sealed record WindowAlarm(IncidentType Type, IncidentSeverity Severity, string Title, string Evidence);
