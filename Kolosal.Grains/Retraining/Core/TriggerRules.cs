namespace Kolosal.Retraining;

/// <summary>What an incident is about, as far as retraining looks at it.</summary>
public enum IncidentMatter
{
    Other,
    Drift,
    Fairness,

    /// <summary>What the model predicts has become worse.</summary>
    Quality,
}

/// <summary>What is known of an incident.</summary>
/// <param name="Matter">What it is about.</param>
/// <param name="Severity">1 (worst) to 4.</param>
/// <param name="Over">Resolved.</param>
/// <param name="Signals">Signals folded in.</param>
public sealed record IncidentFacts(IncidentMatter Matter, int Severity, bool Over, int Signals);

/// <summary>What a policy heeds.</summary>
/// <param name="DriftSeverity">1 to 4: drift this grave or graver; null for none.</param>
/// <param name="FairnessSignals">Signals from which on unfairness is sustained; null for none.</param>
/// <param name="Quality">Whether worse predictions are heeded.</param>
public sealed record TriggerTerms(int? DriftSeverity, int? FairnessSignals, bool Quality);

/// <summary>Which incidents start a retraining.</summary>
public static class TriggerRules
{
    /// <summary>Why an incident starts one, in words; null when it does not.</summary>
    public static string? Why(TriggerTerms terms, IncidentFacts incident) => incident switch
    {
        { Over: true } => null,
        { Matter: IncidentMatter.Drift } when incident.Severity <= terms.DriftSeverity =>
            $"Drift of severity {incident.Severity}; {terms.DriftSeverity} or graver was to be heeded.",
        { Matter: IncidentMatter.Fairness } when incident.Signals >= terms.FairnessSignals =>
            $"Unfairness was reported {incident.Signals} times; from {terms.FairnessSignals} on it counts as sustained.",
        { Matter: IncidentMatter.Quality } when terms.Quality => "What the model predicts has become worse than promised.",
        _ => null,
    };

    /// <summary>Until when triggers wait; null when they do not.</summary>
    /// <param name="lastStart">When the last retraining began; null for never.</param>
    /// <param name="cooldown">How long they wait after it.</param>
    /// <param name="now">The present.</param>
    public static DateTimeOffset? CoolsUntil(DateTimeOffset? lastStart, TimeSpan cooldown, DateTimeOffset now) =>
        lastStart + cooldown is { } until && until > now ? until : null;
}
