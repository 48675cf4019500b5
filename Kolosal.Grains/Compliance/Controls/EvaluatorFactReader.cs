using Kolosal.Compliance.Frameworks;
using Kolosal.Compliance.Registers;
using Kolosal.Storage;

namespace Kolosal.Compliance.Controls;

/// <summary>What compliance remembers of itself, put in the words of the questions that ask for it.</summary>
internal sealed class EvaluatorFactReader(ICatalogue catalogue, IControlDecisions decisions, FrameworkCatalogue frameworks)
{
    /// <param name="workspace">The workspace.</param>
    /// <param name="evidence">What was handed in.</param>
    /// <param name="before">How the questions stood after the last evaluation.</param>
    /// <param name="evaluatedAt">When that was; null before the first.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<EvaluatorFact> ReadAsync(
        string workspace, EvidenceFacts evidence, IReadOnlyDictionary<string, QueryStanding> before, DateTimeOffset? evaluatedAt,
        CancellationToken cancel)
    {
        var decided = await decisions.ReadAsync(workspace, cancel);
        var actions = await catalogue.RegisterAsync<CorrectiveAction>(workspace, RegisterKinds.CorrectiveAction, cancel);
        return new(evaluatedAt, Undecided(decided.Applicability))
        {
            Attestations = [.. evidence.Records.Select(record => new AttestationFact(
                record.Id, WireJson.Word(record.Phase), record.UploadedBy, record.ApprovedBy, record.EffectiveUntil, record.NextReviewAt,
                record.Resolves))],
            Reds = [.. before.Where(one => one.Value.IsShownRed).OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => Red(one.Key, one.Value, actions))],
            Waivers = [.. decided.Waivers.Select(waiver => new WaiverFact(waiver.Subject, waiver.From, waiver.Until))],
        };
    }

    /// <summary>A framework is adopted as soon as somebody decided on one of its controls; then every control needs a decision.</summary>
    private ImmutableArray<string> Undecided(ImmutableArray<ApplicabilityDecision> decided)
    {
        var adopted = decided.Select(one => one.Framework).ToHashSet(StringComparer.Ordinal);
        var known = decided.Select(one => $"{one.Framework}/{one.Control}").ToHashSet(StringComparer.Ordinal);
        return [.. frameworks.All.Where(framework => adopted.Contains(framework.Id))
            .SelectMany(framework => framework.Controls.Select(control => $"{framework.Id}/{control.Id}"))
            .Where(control => !known.Contains(control))];
    }

    private static RedFact Red(string query, QueryStanding standing, ImmutableArray<Registered<CorrectiveAction>> actions)
    {
        var open = actions.LastOrDefault(action => action.Fields.Control == query && action.Fields.Action is { Length: > 0 });
        return new(query, standing.RedSince ?? standing.Shown.ObservedAt, open is not null, open?.Fields.Due);
    }
}
