using Kolosal.Audit;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Incidents;

public class IncidentGrainTests
{
    private static readonly DateTimeOffset Began = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Numbers_have_no_gaps_and_signals_of_one_matter_fold()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var desk = silo.Grains.IncidentDesk("ws");
        string first = await desk.RaiseAsync(Signal("a/1", "models/a"));
        Assert.Equal(first, await desk.RaiseAsync(Signal("a/1", "models/a")));
        Assert.Equal(first, await desk.RaiseAsync(Signal("a/2", "models/a", IncidentSeverity.Sev1)));
        string second = await desk.RaiseAsync(Signal("b/1", "models/b"));

        Assert.EndsWith("-000001", first, StringComparison.Ordinal);
        Assert.EndsWith("-000002", second, StringComparison.Ordinal);
        var incident = await ReadAsync(silo, first);
        Assert.Equal((2, IncidentSeverity.Sev1, 2), (incident.Signals, incident.Severity, incident.Timeline.Length));
    }

    [Fact]
    public async Task A_signal_after_the_end_opens_another_and_a_repeated_one_does_not()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var desk = silo.Grains.IncidentDesk("ws");
        string first = await desk.RaiseAsync(Signal("a/1", "models/a"));
        await ChangeAsync(silo, first, IncidentStatus.Resolved);

        Assert.Equal(first, await desk.RaiseAsync(Signal("a/1", "models/a")));
        string second = await desk.RaiseAsync(Signal("a/2", "models/a"));
        Assert.NotEqual(first, second);
        Assert.Equal(IncidentStatus.Open, (await ReadAsync(silo, second)).Status);
    }

    [Fact]
    public async Task A_number_whose_write_failed_is_given_out_again()
    {
        await using var silo = await PlatformSilo.StartAsync();
        string first = await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("a/1", "models/a"));
        silo.Silo.Storage.FailNextWrites(1);
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("b/1", "models/b")));
        Assert.Contains(nameof(IOException), fault.ToString(), StringComparison.Ordinal);
        string second = await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("c/1", "models/c"));
        Assert.EndsWith("-000001", first, StringComparison.Ordinal);
        Assert.EndsWith("-000002", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_step_is_allowed_or_refused_as_the_table_says()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var desk = silo.Grains.IncidentDesk("ws");
        int matter = 0;
        foreach (var from in Enum.GetValues<IncidentStatus>())
            foreach (var to in Enum.GetValues<IncidentStatus>().Where(to => to != from))
            {
                string id = await desk.RaiseAsync(Signal($"{matter}/1", $"models/{matter++}"));

                // The post-mortem's status has a condition of its own, which is not what this is about.
                await silo.Grains.Incident("ws", id).WritePostmortemAsync(new("what", "whom", "why", "", "", ""), null);
                foreach (var step in Path(from)) Assert.True((await ChangeAsync(silo, id, step)).Accepted);
                var answer = await ChangeAsync(silo, id, to);
                Assert.Equal(Allowed(from, to), answer.Accepted);
                Assert.Equal(answer.Accepted ? to : from, (await ReadAsync(silo, id)).Status);
            }
    }

    [Fact]
    public async Task Times_are_computed_and_reopening_clears_the_resolution()
    {
        await using var silo = await PlatformSilo.StartAsync();
        string id = await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("a/1", "models/a"));
        Assert.Equal(90, (await ReadAsync(silo, id)).MttdSeconds);
        await ChangeAsync(silo, id, IncidentStatus.Investigating);
        var resolved = (await ChangeAsync(silo, id, IncidentStatus.Resolved)).Value!;
        Assert.True(resolved.MttrSeconds >= resolved.MttaSeconds);
        var reopened = (await ChangeAsync(silo, id, IncidentStatus.Open)).Value!;
        Assert.Null(reopened.ResolvedAt);
        Assert.Null(reopened.MttrSeconds);
        Assert.Null(reopened.AcknowledgedAt);
    }

    [Fact]
    public async Task A_stale_revision_is_refused()
    {
        await using var silo = await PlatformSilo.StartAsync();
        string id = await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("a/1", "models/a"));
        var incident = silo.Grains.Incident("ws", id);
        long revision = (await incident.GetAsync()).Value!.Revision;
        Assert.True((await incident.ChangeStatusAsync(new(IncidentStatus.Investigating, "", revision))).Accepted);
        Assert.Equal(RefusalKind.PreconditionFailed, (await incident.ChangeStatusAsync(new(IncidentStatus.Resolved, "", revision))).Refusal!.Kind);
    }

    [Fact]
    public async Task What_happens_is_measured()
    {
        using var measured = new Measurements("Kolosal.Incidents");
        await using var silo = await PlatformSilo.StartAsync();
        string id = await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("a/1", "models/a"));
        await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("a/2", "models/a"));
        await ChangeAsync(silo, id, IncidentStatus.Investigating);
        await ChangeAsync(silo, id, IncidentStatus.Resolved);
        Assert.True(measured.Sum("kolosal.incidents.signals") >= 2);
        Assert.True(measured.Sum("kolosal.incidents.opened") >= 1);
        Assert.True(measured.Sum("kolosal.incidents.time_to_detect") >= 90);
        Assert.True(measured.Count("kolosal.incidents.time_to_acknowledge") >= 1);
        Assert.True(measured.Count("kolosal.incidents.time_to_resolve") >= 1);
        Assert.True(measured.Sum("kolosal.incidents.changes") >= 2);
    }

    [Fact]
    public async Task Every_change_is_listed_and_in_the_chain()
    {
        await using var silo = await PlatformSilo.StartAsync();
        string id = await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("a/1", "models/a"));
        await ChangeAsync(silo, id, IncidentStatus.Mitigated);

        var listed = await silo.Services.GetRequiredService<ICatalogue>().QueryAsync(
            new("ws", CatalogueKinds.Incident, [new("status", FilterOperator.Equal, "mitigated")]), CancellationToken.None);
        Assert.Equal(id, Assert.Single(listed.Items).Id);
        var verification = await silo.Grains.Audit("ws").VerifyAsync();
        Assert.True(verification.Valid, verification.Fault);
        Assert.Equal(2, verification.Entries);
    }

    private static bool Allowed(IncidentStatus from, IncidentStatus to) => (from, to) is
        (IncidentStatus.Open, IncidentStatus.Investigating or IncidentStatus.Mitigated or IncidentStatus.Resolved)
        or (IncidentStatus.Investigating, IncidentStatus.Mitigated or IncidentStatus.Resolved)
        or (IncidentStatus.Mitigated, IncidentStatus.Investigating or IncidentStatus.Resolved)
        or (IncidentStatus.Resolved, IncidentStatus.Open or IncidentStatus.Postmortem);

    private static IncidentStatus[] Path(IncidentStatus to) => to switch
    {
        IncidentStatus.Open => [],
        IncidentStatus.Postmortem => [IncidentStatus.Resolved, IncidentStatus.Postmortem],
        _ => [to],
    };

    private static Task<Result<Incident>> ChangeAsync(PlatformSilo silo, string id, IncidentStatus status) =>
        silo.Grains.IncidentDesk("ws").ChangeStatusAsync(id, new(status, "", null));

    private static async Task<Incident> ReadAsync(PlatformSilo silo, string id) => (await silo.Grains.Incident("ws", id).GetAsync()).Value!;

    private static IncidentSignal Signal(string evidence, string subject, IncidentSeverity severity = IncidentSeverity.Sev3) => new(
        evidence, subject, subject.Split('/')[1], IncidentType.Drift, severity, "Drift", Began, Began.AddSeconds(90), "PSI 0.4");
}
