using Kolosal.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Incidents;

/// <summary>What people do with an incident beside its status.</summary>
public class IncidentWorkTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Who_takes_it_up_is_assigned_unless_another_is()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var first = await RaiseAsync(silo, "a");
        await first.ChangeStatusAsync(new(IncidentStatus.Investigating, "", null));
        Assert.Equal("system", (await first.GetAsync()).Value!.Assignee);
        var second = await RaiseAsync(silo, "b");
        Assert.Equal("ann", (await second.AssignAsync("ann")).Value!.Assignee);
        Assert.Equal("ann", (await second.ChangeStatusAsync(new(IncidentStatus.Investigating, "", null))).Value!.Assignee);
        Assert.Null((await second.AssignAsync(null)).Value!.Assignee);
        Assert.Equal("incidents.not-found", (await silo.Grains.Incident("ws", "INC-2026-000099").AssignAsync("ann")).Refusal!.Code);
    }

    [Fact]
    public async Task The_end_needs_a_post_mortem_and_keeps_it()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var incident = await RaiseAsync(silo, "a");
        await incident.ChangeStatusAsync(new(IncidentStatus.Resolved, "", null));
        Assert.Equal("incidents.postmortem-missing", (await incident.ChangeStatusAsync(new(IncidentStatus.Postmortem, "", null))).Refusal!.Code);
        var text = new PostmortemText("what", "whom", "why", "", "", "");
        long revision = (await incident.GetAsync()).Value!.Revision;
        Assert.Equal(RefusalKind.PreconditionFailed, (await incident.WritePostmortemAsync(text, revision - 1)).Refusal!.Kind);
        Assert.Equal(text, (await incident.WritePostmortemAsync(text, revision)).Value!.Postmortem!.Text);
        Assert.True((await incident.ChangeStatusAsync(new(IncidentStatus.Postmortem, "", null))).Accepted);
        Assert.Equal("incidents.postmortem-final", (await incident.WritePostmortemAsync(text with { Lessons = "more" }, null)).Refusal!.Code);
    }

    [Fact]
    public async Task Action_items_have_an_owner_a_date_and_an_end()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var incident = await RaiseAsync(silo, "a");
        await incident.AddActionItemAsync("act_1", new("watch the feed", null, Now));
        await incident.AddActionItemAsync("act_1", new("watch the feed", null, Now));
        var changed = (await incident.ChangeActionItemAsync("act_1", new("bob", null, true))).Value!;
        var item = Assert.Single(changed.ActionItems);
        Assert.Equal(("bob", Now, "system"), (item.Owner, item.DueAt, item.DoneBy));
        Assert.NotNull(item.DoneAt);
        Assert.Equal(changed.Revision, (await incident.ChangeActionItemAsync("act_1", new(null, null, true))).Value!.Revision);
        Assert.Null((await incident.ChangeActionItemAsync("act_1", new(null, null, false))).Value!.ActionItems[0].DoneAt);
        Assert.Equal("incidents.no-such-item", (await incident.ChangeActionItemAsync("act_2", new(null, null, true))).Refusal!.Code);
        Assert.Equal(4, (await incident.GetAsync()).Value!.Timeline.Length);
    }

    [Theory]
    [InlineData(IncidentType.Security, true), InlineData(IncidentType.Privacy, true), InlineData(IncidentType.Availability, false)]
    [InlineData(IncidentType.DataLoss, false), InlineData(IncidentType.Performance, false), InlineData(IncidentType.Drift, false)]
    [InlineData(IncidentType.Fairness, false)]
    public async Task The_clock_of_the_authority_begins_with_its_types_alone(IncidentType type, bool reportable)
    {
        await using var silo = await PlatformSilo.StartAsync();
        var reporting = (await (await RaiseAsync(silo, "a", type)).GetAsync()).Value!.Reporting;
        Assert.Equal(reportable, reporting is not null);
        if (reportable) Assert.Equal(Now.AddHours(72), reporting!.Deadline);
    }

    [Fact]
    public async Task A_report_stops_the_clock_and_a_late_one_stays_late()
    {
        var clock = new FakeTimeProvider(Now);
        await using var silo = await PlatformSilo.StartAsync(clock: clock);
        var incident = await RaiseAsync(silo, "a", IncidentType.Drift);
        var report = new AuthorityReport("the authority", "ref 1", Now.AddHours(71));
        Assert.Equal("incidents.not-reportable", (await incident.NoteReportAsync(report)).Refusal!.Code);
        Assert.Equal(Now.AddHours(72), (await incident.SetReportableAsync(true, "people are concerned")).Value!.Reporting!.Deadline);
        clock.Advance(TimeSpan.FromHours(72) + TimeSpan.FromTicks(1));
        Assert.True((await incident.GetAsync()).Value!.Reporting!.Overdue);

        var reported = (await incident.NoteReportAsync(report)).Value!.Reporting!;
        Assert.Equal((false, "system", "ref 1", Now.AddHours(71)), (reported.Overdue, reported.ReportedBy, reported.Reference, reported.ReportedAt));
        Assert.True((await incident.NoteReportAsync(report)).Accepted);
        Assert.Equal("incidents.already-reported", (await incident.NoteReportAsync(report with { Authority = "another" })).Refusal!.Code);
        Assert.Equal("incidents.already-reported", (await incident.SetReportableAsync(false, "no")).Refusal!.Code);

        var late = await RaiseAsync(silo, "b", IncidentType.Security);
        Assert.True((await late.NoteReportAsync(report with { ReportedAt = Now.AddHours(73) })).Value!.Reporting!.Overdue);
        var not = await RaiseAsync(silo, "c", IncidentType.Security);
        Assert.Null((await not.SetReportableAsync(false, "no personal data")).Value!.Reporting);
    }

    [Fact]
    public async Task Reopenings_are_counted()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var desk = silo.Grains.IncidentDesk("ws");
        string id = (await (await RaiseAsync(silo, "a")).GetAsync()).Value!.Id;
        for (int again = 1; again <= 2; again++)
        {
            await desk.ChangeStatusAsync(id, new(IncidentStatus.Resolved, "", null));
            Assert.Equal(again, (await desk.ChangeStatusAsync(id, new(IncidentStatus.Open, "", null))).Value!.Reopenings);
        }
    }

    private static async Task<IIncidentGrain> RaiseAsync(PlatformSilo silo, string model, IncidentType type = IncidentType.Drift) =>
        silo.Grains.Incident("ws", await silo.Grains.IncidentDesk("ws").RaiseAsync(
            new($"{model}/1", $"models/{model}", model, type, IncidentSeverity.Sev3, "Odd", Now, Now, "x")));
}
