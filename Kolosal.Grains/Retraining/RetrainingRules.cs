using Cronos;
using Kolosal.Incidents;

namespace Kolosal.Retraining;

/// <summary>What holds where nobody says otherwise, and what a policy may say.</summary>
internal static class RetrainingRules
{
    private const int LongestNote = 2_000;

    /// <summary>The policy of a model that has none, when it is trained again by hand.</summary>
    public static RetrainingPolicy Defaults { get; } = new(
        true, new RetrainingTriggers(null, null, false, null, null), 24, null, new RetrainingRun(null, null, null, [], null, null, null, null),
        new RetrainingShadow(20_000, 0), new RetrainingTest(0.05, 200), 7, AutoPromote: false);

    /// <summary>What is wrong with a policy; null when nothing is.</summary>
    public static Refusal? Refuse(RetrainingPolicy policy)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        Need(policy.CooldownHours is >= 0 and <= 8_760, "$.cooldown_hours", "Need 0 to 8,760 hours.");
        Need(policy.ProposalDays is >= 1 and <= 90, "$.proposal_days", "Need 1 to 90 days.");
        Need(policy.Shadow.Rows is >= 0 and <= 1_000_000, "$.shadow.rows", "Need 0 to 1,000,000 rows.");
        Need(policy.Shadow.Minutes is >= 0 and <= 10_080, "$.shadow.minutes", "Need 0 to 10,080 minutes.");
        Need(policy.Test.Alpha is >= 0.0001 and <= 0.2, "$.test.alpha", "Need 0.0001 to 0.2.");
        Need(policy.Test.MinOutcomes is >= 20 and <= 1_000_000, "$.test.min_outcomes", "Need 20 to 1,000,000 outcomes.");
        Need(policy.Triggers.FairnessSignals is null or (>= 1 and <= 1_000), "$.triggers.fairness_signals", "Need 1 to 1,000 signals.");
        if (policy.Triggers.Schedule is { } schedule && Cron(schedule) is null)
            errors["$.triggers.schedule"] = $"Need a cron expression of five fields such as '0 3 * * 1', got '{schedule}'.";
        if (policy.Triggers.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            errors["$.triggers.time_zone"] = $"Need the IANA name of a time zone such as 'Europe/Berlin', got '{zone}'.";
        return errors.Count == 0 ? null
            : new Refusal(RefusalKind.Invalid, "retraining.bad-policy", "The policy cannot be taken.", errors.ToImmutable());

        void Need(bool holds, string path, string message)
        {
            if (!holds) errors[path] = message;
        }
    }

    /// <summary>When the schedule comes next after an instant; null without one, and when it never comes again.</summary>
    public static DateTimeOffset? Next(RetrainingTriggers triggers, DateTimeOffset after) =>
        triggers.Schedule is { } schedule && Cron(schedule) is { } cron ? cron.GetNextOccurrence(after, Zone(triggers))?.ToUniversalTime() : null;

    /// <summary>The last time in an interval (after, upTo] that the schedule came; null when it did not.</summary>
    public static DateTimeOffset? Latest(RetrainingTriggers triggers, DateTimeOffset after, DateTimeOffset upTo)
    {
        if (triggers.Schedule is not { } schedule || Cron(schedule) is not { } cron || upTo <= after) return null;
        DateTimeOffset? latest = null;
        foreach (var at in cron.GetOccurrences(after, upTo, Zone(triggers), fromInclusive: false, toInclusive: true)) latest = at;
        return latest?.ToUniversalTime();
    }

    public static TriggerTerms Terms(RetrainingTriggers triggers) => new(
        triggers.DriftSeverity is { } severity ? Rank(severity) : null, triggers.FairnessSignals, triggers.Quality);

    /// <summary>1 for the worst.</summary>
    public static int Rank(IncidentSeverity severity) => (int)severity + 1;

    public static Refusal? RefuseNote(string? note, bool needed) =>
        (needed && string.IsNullOrWhiteSpace(note)) || note?.Length > LongestNote
            ? Refusal.Invalid("retraining.note-needed", "A decision needs a note of 1 to 2,000 characters that says why.") : null;

    private static TimeZoneInfo Zone(RetrainingTriggers triggers) =>
        triggers.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    private static CronExpression? Cron(string text) => CronExpression.TryParse(text, out var cron) ? cron : null;
}
