using Kolosal.Access;
using Kolosal.Drift;
using Kolosal.Models;
using Kolosal.Security;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Compliance.Controls;

/// <summary>Real records that grow old, and what people decide about them.</summary>
public sealed class FactsOverTimeTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private PlatformSilo silo = null!;

    public async Task InitializeAsync() =>
        silo = await PlatformSilo.StartAsync(services: services => services.AddComplianceFacts(), clock: clock);

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task Critical_drift_turns_red_after_a_day_and_green_when_it_is_decided()
    {
        var detection = silo.Grains.DriftDetection(ServedModels.Workspace, "dd_1");
        await detection.RecordAsync(new(
            "m", 1, DriftType.DataDrift, DriftSeverity.Critical, "test", null, null, clock.GetUtcNow(), 100, "x moved", []));
        Assert.NotEqual(ControlState.Fail, Judge("Q21", await ReadAsync()).State);

        clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal("drift-detections/dd_1", Assert.Single(Judge("Q21", await ReadAsync()).Offenders).Id);

        Assert.True((await detection.ChangeStatusAsync(new(DetectionStatus.Resolved, "retrained", null))).Accepted);
        Assert.NotEqual(ControlState.Fail, Judge("Q21", await ReadAsync()).State);
    }

    [Fact]
    public async Task An_overdue_access_review_turns_red_and_green_when_it_is_decided()
    {
        Assert.True((await silo.Grains.Principal(ServedModels.Workspace, "prn_olga").RegisterAsync(["admin"])).Accepted);
        var review = silo.Grains.AccessReview(ServedModels.Workspace, "ar_1");
        var opened = await review.OpenAsync(new(AccessReviewType.UserAccess, "prn_olga", clock.GetUtcNow().AddDays(1), 90, "first look"));
        Assert.True(opened.Accepted, opened.Refusal?.Message);
        Assert.Equal(ControlState.Pass, Judge("Q43", await ReadAsync()).State);

        clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal("access-reviews/ar_1", Assert.Single(Judge("Q43", await ReadAsync()).Offenders).Id);

        // Who opened it does not decide it.
        Principal.Current = new(ServedModels.Workspace, "prn_rita", ["admin"]);
        var decided = await review.DecideAsync(new(AccessReviewStatus.Approved, "still needed", null));
        Principal.Current = null;
        Assert.True(decided.Accepted, decided.Refusal?.Message);
        Assert.Equal(ControlState.Pass, Judge("Q43", await ReadAsync()).State);
    }

    [Fact]
    public async Task A_grave_security_event_turns_red_after_a_day_and_a_probe_shows_that_somebody_listens()
    {
        var desk = silo.Grains.SecurityDesk(ServedModels.Workspace);
        var seen = await desk.ReportAsync(Event("e1", SecuritySeverity.High, "10.0.0.9"));
        Assert.Equal(ControlState.Missing, Judge("Q46", await ReadAsync()).State);
        await desk.ReportAsync(Event("e2", SecuritySeverity.Low, SecurityEventFact.Probe));
        Assert.Equal(ControlState.Pass, Judge("Q46", await ReadAsync()).State);

        clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal($"security-events/{seen.Id}", Assert.Single(Judge("Q46", await ReadAsync()).Offenders).Id);

        var decided = await silo.Grains.SecurityEvent(ServedModels.Workspace, seen.Id).ChangeStatusAsync(
            new(SecurityEventStatus.FalsePositive, "a scanner of ours", null));
        Assert.True(decided.Accepted, decided.Refusal?.Message);
        Assert.Equal(ControlState.Missing, Judge("Q46", await ReadAsync()).State);
    }

    private static Judgement Judge(string id, WorkspaceFacts facts) => RecordQueries.All.Single(query => query.Id == id).Judge(facts);

    private SecurityReport Event(string id, SecuritySeverity severity, string source) => new(
        id, SecurityEventType.SuspiciousActivity, severity, source, "Seen", "Something was seen.", 1, clock.GetUtcNow(), clock.GetUtcNow());

    private Task<WorkspaceFacts> ReadAsync() =>
        silo.Services.GetRequiredService<IFactsReader>().ReadAsync(ServedModels.Workspace, CancellationToken.None);
}
