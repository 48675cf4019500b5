using Kolosal.Incidents;
using Kolosal.Storage;
using Kolosal.Testing;

namespace Kolosal.Security;

public class SecurityEventGrainTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_one_source_does_again_is_one_event_until_that_is_closed()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var desk = silo.Grains.SecurityDesk("ws");
        await desk.ObserveAsync(Batch(1, Failures("10.0.0.1", 3), Failures("10.0.0.2", 1)));
        await desk.ObserveAsync(Batch(2, Failures("10.0.0.1", 4)));
        await desk.ObserveAsync(Batch(2, Failures("10.0.0.1", 4)));
        var first = (await silo.Grains.SecurityEvent("ws", "SEC-2026-000001".Replace("2026", Year(), StringComparison.Ordinal)).GetAsync()).Value!;
        Assert.Equal((SecurityEventType.LoginFailure, SecuritySeverity.Low, 7L, "10.0.0.1"), (first.Type, first.Severity, first.Occurrences,
            first.Source));

        Assert.True((await silo.Grains.SecurityEvent("ws", first.Id).ChangeStatusAsync(new(SecurityEventStatus.Resolved, "a colleague",
            null))).Accepted);
        await desk.ObserveAsync(Batch(3, Failures("10.0.0.1", 1)));
        var listed = await ListAsync(silo);
        Assert.Equal(3, listed.Total);
    }

    [Fact]
    public async Task A_burst_becomes_a_grave_event_and_an_incident()
    {
        await using var silo = await PlatformSilo.StartAsync(new() { ["Kolosal:Security:BurstOfOneSource"] = "20" });
        await silo.Grains.SecurityDesk("ws").ObserveAsync(Batch(1, Failures("10.0.0.1", 19)));
        Assert.Equal(1, (await ListAsync(silo)).Total);
        await silo.Grains.SecurityDesk("ws").ObserveAsync(Batch(2, Failures("10.0.0.1", 1)));
        Assert.Equal(2, (await ListAsync(silo)).Total);
        var incidents = await Eventually.HoldsAsync(
            () => silo.Service<ICatalogue>().QueryAsync(new("ws", CatalogueKinds.Incident, []), default), found => found.Total > 0);
        var incident = (await silo.Grains.Incident("ws", incidents.Items[0].Id).GetAsync()).Value!;
        Assert.Equal((IncidentType.Security, IncidentSeverity.Sev2, "security/10.0.0.1"), (incident.Type, incident.Severity, incident.Subject));
        Assert.Contains("burst", incident.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_breach_is_closed_only_when_the_authority_was_told()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var breach = await silo.Grains.SecurityDesk("ws").ReportAsync(Report("e1", SecurityEventType.DataBreach, SecuritySeverity.Critical));
        var known = silo.Grains.SecurityEvent("ws", breach.Id);
        Assert.Equal(breach.DetectedAt.AddHours(72), breach.ReportBy);
        Assert.Equal("security.report-due", (await known.ChangeStatusAsync(new(SecurityEventStatus.Resolved, "", null))).Refusal!.Code);
        var told = new BreachReport("DPA", "7/26", At);
        Assert.Equal(told, (await known.NoteReportAsync(told)).Value!.Report);
        Assert.Equal("security.already-reported", (await known.NoteReportAsync(told with { Authority = "another" })).Refusal!.Code);
        Assert.True((await known.ChangeStatusAsync(new(SecurityEventStatus.Resolved, "", null))).Accepted);

        var incidents = await Eventually.HoldsAsync(
            () => silo.Service<ICatalogue>().QueryAsync(new("ws", CatalogueKinds.Incident, []), default), found => found.Total > 0);
        var incident = (await silo.Grains.Incident("ws", incidents.Items[0].Id).GetAsync()).Value!;
        Assert.Equal(IncidentSeverity.Sev1, incident.Severity);
        Assert.NotNull(incident.Reporting);
    }

    [Fact]
    public async Task Only_declared_transitions_are_taken_and_repeats_change_nothing()
    {
        foreach (var from in Enum.GetValues<SecurityEventStatus>())
            foreach (var to in Enum.GetValues<SecurityEventStatus>())
            {
                bool declared = (from, to) switch
                {
                    (SecurityEventStatus.Open, _) => to != SecurityEventStatus.Open,
                    (SecurityEventStatus.Investigating, SecurityEventStatus.Resolved or SecurityEventStatus.FalsePositive) => true,
                    (SecurityEventStatus.Resolved or SecurityEventStatus.FalsePositive, SecurityEventStatus.Open) => true,
                    _ => false,
                };
                Assert.Equal(declared, SecurityEventLifecycle.Table.Allows(from, to));
            }

        await using var silo = await PlatformSilo.StartAsync();
        var reported = await silo.Grains.SecurityDesk("ws").ReportAsync(Report("e1", SecurityEventType.PolicyViolation, SecuritySeverity.Low));
        Assert.Equal(reported.Id, (await silo.Grains.SecurityDesk("ws").ReportAsync(Report("e1", SecurityEventType.PolicyViolation,
            SecuritySeverity.Low))).Id);
        var known = silo.Grains.SecurityEvent("ws", reported.Id);
        var taken = (await known.ChangeStatusAsync(new(SecurityEventStatus.Investigating, "looking", reported.Revision))).Value!;
        Assert.Equal(taken.Revision, (await known.ChangeStatusAsync(new(SecurityEventStatus.Investigating, "looking",
            reported.Revision))).Value!.Revision);
        Assert.Equal("workflow.transition-not-allowed", (await known.ChangeStatusAsync(new(SecurityEventStatus.Open, "", null))).Refusal!.Code);
        Assert.Equal("security.changed", (await known.ChangeStatusAsync(new(SecurityEventStatus.Resolved, "", 1))).Refusal!.Code);
    }

    private static string Year() => TimeProvider.System.GetUtcNow().Year.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Task<CataloguePage> ListAsync(PlatformSilo silo) =>
        silo.Service<ICatalogue>().QueryAsync(new("ws", CatalogueKinds.SecurityEvent, []), default);

    private static SightingBatch Batch(long number, params CountedSighting[] seen) => new("watcher", number, [.. seen]);

    private static CountedSighting Failures(string source, long count) => new(
        SecurityEventType.LoginFailure, source, $"Sign-in failed from {source}", "POST /api/predict", count, At, At, SecuritySeverity.Low);

    private static SecurityReport Report(string evidence, SecurityEventType type, SecuritySeverity severity) =>
        new(evidence, type, severity, "ann", "A title", "What was seen", 1, At, At);
}
