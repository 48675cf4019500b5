namespace Kolosal.Events;

/// <summary>Why a monitor counts nothing for the moment. Requests are not lost by it: they stand in the log and are counted afterwards.</summary>
/// <param name="Since">The first attempt that failed.</param>
/// <param name="Version">The version of the request it waits in front of.</param>
/// <param name="Reason">What is missing, in words.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="NextAttemptAt">When it tries again.</param>
[GenerateSerializer, Immutable, Alias("kolosal.monitor-hold")]
public sealed record MonitorHold(DateTimeOffset Since, int Version, string Reason, int Attempts, DateTimeOffset NextAttemptAt);

/// <summary>Requests that a monitor passed over for good, since nothing is left to compare them with.</summary>
/// <param name="Requests">How many.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="Version">The version of the last of them.</param>
/// <param name="Reason">Why, in words, of the last of them.</param>
/// <param name="LastAt">When the last of them was answered.</param>
[GenerateSerializer, Immutable, Alias("kolosal.unmonitored-requests")]
public sealed record UnmonitoredRequests(long Requests, long Rows, int Version, string Reason, DateTimeOffset LastAt);
