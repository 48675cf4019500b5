using Cronos;

namespace Kolosal.Quality;

/// <summary>What a regression test may say, and when its schedule comes.</summary>
internal static class RegressionRules
{
    /// <returns>What is wrong, by path; null when nothing is.</returns>
    public static Refusal? Refuse(RegressionTestSpec spec)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        if (!spec.Suite.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            errors["$.suite"] = "Need letters, digits, '.', '_' and '-': a suite has an address.";
        if (spec.Schedule is { } schedule && Cron(schedule) is null)
            errors["$.schedule"] = $"Need a cron expression of five fields such as '0 3 * * 1', got '{schedule}'.";
        if (spec.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            errors["$.time_zone"] = $"Need the IANA name of a time zone such as 'Europe/Berlin', got '{zone}'.";
        if (spec.GoldenDatasetId is null && (spec.Schedule is not null || spec.OnPromotion))
            errors["$.golden_dataset_id"] = "A test that runs by itself needs a golden dataset to run.";
        return errors.Count == 0 ? null
            : new Refusal(RefusalKind.Invalid, "quality.bad-test", "The test cannot be taken.", errors.ToImmutable());
    }

    /// <summary>When the schedule comes next; null without one.</summary>
    public static DateTimeOffset? Next(RegressionTestSpec spec, DateTimeOffset after) =>
        spec.Schedule is { } schedule && Cron(schedule) is { } cron ? cron.GetNextOccurrence(after, Zone(spec))?.ToUniversalTime() : null;

    /// <summary>Whether the schedule came in (after, upTo].</summary>
    public static bool Came(RegressionTestSpec spec, DateTimeOffset after, DateTimeOffset upTo) => Next(spec, after) is { } next && next <= upTo;

    public static Refusal NotFound(string id) => Refusal.NotFound("quality.test-not-found",
        $"There is no regression test '{id}' in this workspace; GET /api/quality/regression-tests lists those there are.");

    private static TimeZoneInfo Zone(RegressionTestSpec spec) =>
        spec.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    private static CronExpression? Cron(string text) => CronExpression.TryParse(text, out var cron) ? cron : null;
}
