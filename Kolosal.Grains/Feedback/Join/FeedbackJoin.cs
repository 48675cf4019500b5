using System.Globalization;
using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Models;

namespace Kolosal.Feedback;

/// <summary>Finds the predictions that outcomes are about and has each model's grain record them. Safe for any number of callers.</summary>
internal sealed class FeedbackJoin(IOutcomeLog log, IGrainFactory grains)
{
    /// <summary>Errors of one answer; more would not help a person.</summary>
    internal const int MaximumErrors = 20;

    /// <summary>Joins and records.</summary>
    /// <param name="workspace">Whose models'.</param>
    /// <param name="model">The one model that they may be of; null for any.</param>
    /// <param name="outcomes">In the order in which they count.</param>
    /// <returns>What became of each, in order. Refuses <c>feedback.bad-outcomes</c>, and whatever <see cref="IFeedbackGrain"/> refuses.</returns>
    public async Task<Result<RowVerdict[]>> JoinAsync(string workspace, string? model, IReadOnlyList<(PredictionId Id, string Actual)> outcomes)
    {
        var found = await log.FindAsync(workspace, [.. outcomes.Select(outcome => outcome.Id).Distinct()], CancellationToken.None);
        var rows = found.Rows.ToDictionary(row => row.Id);
        var labels = await LabelsAsync(rows.Values.Select(row => ModelKey.Parse(row.Model).Version(row.Version)).Distinct());
        if (!labels.Accepted) return labels.Refusal;

        var verdicts = new RowVerdict[outcomes.Count];
        var joined = new Dictionary<string, List<(int Place, JoinedOutcome Outcome)>>(StringComparer.Ordinal);
        var errors = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < outcomes.Count; i++)
        {
            if (!rows.TryGetValue(outcomes[i].Id, out var row))
            {
                verdicts[i] = found.Requests.Contains(outcomes[i].Id.BatchId)
                    ? new(FeedbackStatus.NotFound, "That request failed, or had no such row.")
                    : new(FeedbackStatus.NotFound, "No such prediction is in the log of this workspace.", IsMissing: true);
                continue;
            }

            var key = ModelKey.Parse(row.Model);
            if (model is not null && key.Name != model)
            {
                verdicts[i] = new(FeedbackStatus.NotFound, $"It is no prediction of '{model}'.");
                continue;
            }

            if (labels.Value[key.Version(row.Version)] is not { } classes)
            {
                verdicts[i] = new(FeedbackStatus.NotFound, $"Version {row.Version} of '{key.Name}' is gone, and with it what its classes are.");
                continue;
            }

            if (Actuals.Read(outcomes[i].Actual, classes, out double actual) is { } wrong)
            {
                if (errors.Count < MaximumErrors) errors[string.Create(CultureInfo.InvariantCulture, $"$[{i}].actual")] = wrong;
                continue;
            }

            if (!joined.TryGetValue(row.Model, out var own)) joined.Add(row.Model, own = []);
            own.Add((i, new(row.Version, new(row.Id.BatchId, row.Id.Row, row.At, actual, null, row.Inputs, row.Outputs, row.Decision))));
        }

        if (errors.Count > 0)
            return new Refusal(
                RefusalKind.Unprocessable, "feedback.bad-outcomes", "Some outcomes cannot be read; nothing was recorded.", errors.ToImmutable());
        foreach (var (of, own) in joined)
        {
            var recorded = await grains.GetGrain<IFeedbackGrain>(of).RecordAsync([.. own.Select(outcome => outcome.Outcome)]);
            if (!recorded.Accepted) return recorded.Refusal;
            for (int i = 0; i < own.Count; i++)
                verdicts[own[i].Place] = Say(recorded.Value[i], labels.Value[ModelKey.Parse(of).Version(own[i].Outcome.Version)]!.Value);
        }

        return verdicts;
    }

    /// <summary>Class labels by version, empty for regression; null for a version that is gone.</summary>
    private async Task<Result<Dictionary<VersionKey, ImmutableArray<string>?>>> LabelsAsync(IEnumerable<VersionKey> versions)
    {
        // Asked for each report: a model of the same name may have been made anew.
        var labels = new Dictionary<VersionKey, ImmutableArray<string>?>();
        foreach (var version in versions)
        {
            var reference = await grains.ModelVersion(version).GetReferenceAsync();
            if (reference.Refusal?.Kind is RefusalKind.Busy) return reference.Refusal;
            labels.Add(version, reference.Accepted ? reference.Value.Classes : null);
        }

        return labels;
    }

    private static RowVerdict Say(OutcomeVerdict verdict, ImmutableArray<string> classes) => new(verdict.Status, verdict.Status switch
    {
        FeedbackStatus.Repeated => "This outcome is recorded already.",
        FeedbackStatus.Corrected => $"It was recorded as {Actuals.Say(verdict.Before!.Value, classes)} before.",
        FeedbackStatus.NotFound => "The prediction is older than the days for which outcomes are taken.",
        _ => "",
    });
}

/// <param name="Status">What became of a reported outcome.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="IsMissing">There is no such prediction in the log, or not yet.</param>
internal sealed record RowVerdict(FeedbackStatus Status, string Reason, bool IsMissing = false);
