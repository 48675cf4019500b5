using Microsoft.Extensions.Logging;

namespace Kolosal.Compliance.Controls;

/// <summary>Reads the facts of a workspace and asks every question of them.</summary>
internal sealed partial class ControlEvaluator(
    IFactsReader reader, IEvidenceFactsReader evidence, EvaluatorFactReader evaluator, ControlQuestions questions,
    ComplianceInstruments instruments, TimeProvider clock, ILogger<ControlEvaluator> log)
{
    /// <summary>How the questions stand after being asked once more, and of which facts that is.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="reported">What was reported from outside.</param>
    /// <param name="before">How they stood.</param>
    /// <param name="evaluatedAt">When they were last asked; null before the first time.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<(WorkspaceFacts Facts, Dictionary<string, QueryStanding> Standings)> AskAsync(
        string workspace, OutsideFacts reported, IReadOnlyDictionary<string, QueryStanding> before, DateTimeOffset? evaluatedAt,
        CancellationToken cancel)
    {
        long begun = clock.GetTimestamp();
        var read = await reader.ReadAsync(workspace, cancel);
        var handedIn = await evidence.ReadAsync(workspace, cancel);
        var facts = read with
        {
            Evidence = handedIn,
            Outside = reported.With(handedIn.Feeds),
            Evaluator = await evaluator.ReadAsync(workspace, handedIn, before, evaluatedAt, cancel),
        };
        var standings = new Dictionary<string, QueryStanding>(StringComparer.Ordinal);
        foreach (var query in questions.All)
        {
            var result = QueryResult.Of(query, facts, out var fault);
            if (fault is not null)
            {
                instruments.Faulted(query.Id);
                LogFault(log, fault, query.Id, workspace);
            }
            instruments.Answered(QueryResult.Word(result.Judgement.State));
            standings.Add(query.Id, QueryStanding.After(before.GetValueOrDefault(query.Id), result, query.IsRedAtOnce));
        }
        instruments.Evaluated(clock.GetElapsedTime(begun));
        return (facts, standings);
    }

    /// <summary>Whether an answer is another by now although no record changed: because time went on, a monitor saw
    /// something, or the host or a setting is another.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="facts">What was read last.</param>
    /// <param name="standings">What was answered then.</param>
    /// <param name="turn">Counts such looks.</param>
    public async Task<bool> HasMovedAsync(
        string workspace, WorkspaceFacts facts, IReadOnlyDictionary<string, QueryStanding> standings, int turn)
    {
        var now = await reader.RefreshAsync(workspace, facts, turn) with { AsOf = clock.GetUtcNow() };
        return questions.All.Any(query => standings.TryGetValue(query.Id, out var standing)
            && IsOther(standing.Last.Judgement, QueryResult.Of(query, now, out _).Judgement));
    }

    // Measured values move all the time and are no news.
    private static bool IsOther(Judgement before, Judgement now) => before.State != now.State
        || !before.Offenders.Select(one => one.Id).SequenceEqual(now.Offenders.Select(one => one.Id), StringComparer.Ordinal);

    [LoggerMessage(Level = LogLevel.Error, Message = "The rule of {Query} could not be applied to {Workspace}; its controls show an error")]
    private static partial void LogFault(ILogger log, Exception fault, string query, string workspace);
}
