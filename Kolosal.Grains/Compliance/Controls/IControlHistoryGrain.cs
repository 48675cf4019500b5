namespace Kolosal.Compliance.Controls;

/// <summary>The answers to all questions in one month. Key <c>workspace/2026-11</c>.</summary>
[Alias("kolosal.compliance.IControlHistoryGrain")]
internal interface IControlHistoryGrain : IGrainWithStringKey
{
    /// <summary>Keeps the answers of an evaluation; one that is known changes nothing.</summary>
    [Alias("Record")]
    Task RecordAsync(DateTimeOffset at, ImmutableArray<HistoryEntry> entries);

    /// <summary>The answers that counted at a time, as far as this month has them.</summary>
    [Alias("AsOf")]
    Task<ImmutableArray<HistoryAnswer>> AsOfAsync(DateTimeOffset at);

    /// <summary>The answers to one question, oldest first.</summary>
    [Alias("Runs")]
    Task<ImmutableArray<ResultRun>> RunsAsync(string query);
}

/// <summary>An answer to keep.</summary>
/// <param name="Query">The question.</param>
/// <param name="Body">Canonical JSON.</param>
/// <param name="TimeToLive">For how long it counts.</param>
/// <param name="Counted">False for a first red that is not confirmed yet.</param>
[GenerateSerializer, Immutable, Alias("kolosal.history-entry")]
internal sealed record HistoryEntry(string Query, string Body, TimeSpan TimeToLive, bool Counted);

/// <summary>An answer that counted at a time.</summary>
/// <param name="Query">The question.</param>
/// <param name="Body">Canonical JSON.</param>
/// <param name="ObservedAt">When it had been given last.</param>
/// <param name="ExpiresAt">Until when it counted.</param>
[GenerateSerializer, Immutable, Alias("kolosal.history-answer")]
internal sealed record HistoryAnswer(string Query, string Body, DateTimeOffset ObservedAt, DateTimeOffset ExpiresAt);
