using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Incidents;

/// <summary>One subject and kind never has two open incidents, also when an old one opens again and whatever fails in between.</summary>
public class IncidentReopeningTests
{
    private static readonly IncidentStatusChange Resolve = new(IncidentStatus.Resolved, "", null), Reopen = new(IncidentStatus.Open, "again", null);

    [Fact]
    public async Task Beside_an_open_one_it_is_refused_and_after_that_one_s_end_it_is_the_one_that_signals_join()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var desk = silo.Grains.IncidentDesk("ws");
        string first = await desk.RaiseAsync(Signal("a/1"));
        await desk.ChangeStatusAsync(first, Resolve);
        string second = await desk.RaiseAsync(Signal("a/2"));

        var refused = await desk.ChangeStatusAsync(first, Reopen);
        Assert.Equal((RefusalKind.Conflict, "incidents.another-open"), (refused.Refusal!.Kind, refused.Refusal.Code));
        Assert.Contains(second, refused.Refusal.Message, StringComparison.Ordinal);
        Assert.Equal(IncidentStatus.Resolved, await StatusAsync(silo, first));

        await desk.ChangeStatusAsync(second, Resolve);
        Assert.True((await desk.ChangeStatusAsync(first, Reopen)).Accepted);
        Assert.Equal(first, await desk.RaiseAsync(Signal("a/3")));
        Assert.Equal("incidents.another-open", (await desk.ChangeStatusAsync(second, Reopen)).Refusal!.Code);
    }

    [Fact]
    public async Task Asked_twice_it_opens_once()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var desk = silo.Grains.IncidentDesk("ws");
        string id = await desk.RaiseAsync(Signal("a/1"));
        await desk.ChangeStatusAsync(id, Resolve);
        var once = (await desk.ChangeStatusAsync(id, Reopen)).Value!;
        Assert.Equal(once.Revision, (await desk.ChangeStatusAsync(id, Reopen)).Value!.Revision);
    }

    [Fact]
    public async Task The_incident_itself_does_not_reopen_behind_the_desk_s_back()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var desk = silo.Grains.IncidentDesk("ws");
        string id = await desk.RaiseAsync(Signal("a/1"));
        await desk.ChangeStatusAsync(id, Resolve);
        Assert.Equal("incidents.reopen-at-desk", (await silo.Grains.Incident("ws", id).ChangeStatusAsync(Reopen)).Refusal!.Code);
        Assert.Equal("incidents.not-found", (await desk.ChangeStatusAsync("INC-2026-999999", Reopen)).Refusal!.Code);
    }

    /// <summary>Whichever of the two writes fails, repeating the command or a new signal leaves one open incident.</summary>
    [Theory]
    [InlineData(0, true)]  // the desk's write fails
    [InlineData(1, true)]  // the incident's write fails
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task A_write_that_fails_leaves_no_two_open(int writesThatSucceed, bool repeated)
    {
        await using var silo = await PlatformSilo.StartAsync();
        var desk = silo.Grains.IncidentDesk("ws");
        string first = await desk.RaiseAsync(Signal("a/1"));
        await desk.ChangeStatusAsync(first, Resolve);
        string second = await desk.RaiseAsync(Signal("a/2"));
        await desk.ChangeStatusAsync(second, Resolve);

        silo.Silo.Storage.FailNextWrites(1, after: writesThatSucceed);
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => desk.ChangeStatusAsync(first, Reopen));
        Assert.Contains(nameof(IOException), fault.ToString(), StringComparison.Ordinal);
        Assert.Equal(IncidentStatus.Resolved, await StatusAsync(silo, first));

        if (repeated) Assert.True((await desk.ChangeStatusAsync(first, Reopen)).Accepted);
        string open = await desk.RaiseAsync(Signal("a/3"));
        if (repeated) Assert.Equal(first, open);
        var statuses = new List<IncidentStatus>();
        foreach (string id in new[] { first, second, open }.Distinct()) statuses.Add(await StatusAsync(silo, id));
        Assert.Single(statuses, status => status == IncidentStatus.Open);
        Assert.Equal(IncidentStatus.Open, await StatusAsync(silo, open));
    }

    private static async Task<IncidentStatus> StatusAsync(PlatformSilo silo, string id) =>
        (await silo.Grains.Incident("ws", id).GetAsync()).Value!.Status;

    private static IncidentSignal Signal(string evidence) => new(
        evidence, "models/a", "a", IncidentType.Drift, IncidentSeverity.Sev3, "Drift", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "PSI 0.4");
}
