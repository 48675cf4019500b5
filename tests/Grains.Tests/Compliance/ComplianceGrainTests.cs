using System.Text.Json;
using Kolosal.Audit;
using Kolosal.Classification;
using Kolosal.Compliance.Controls;
using Kolosal.Events;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streams;

namespace Kolosal.Compliance;

/// <summary>Two questions of the test's own in a whole silo: what they answer is what the test says at the moment.</summary>
public sealed class ComplianceGrainTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
    private readonly AnsweredWorld world = new();
    private PlatformSilo silo = null!;

    private IComplianceGrain Grain => silo.Grains.Compliance("ws");

    public async Task InitializeAsync() => silo = await PlatformSilo.StartAsync(clock: clock, services: services =>
    {
        services.AddSingleton(new ControlQuestions(
        [
            new AskedOfFacts("Q77", world.Look) { IsRedAtOnce = true },
            new AskedOfFacts("Q79", _ => world.Answer("Q79")),
        ]));
        services.AddSingleton<IFactsReader>(world);
        services.AddSingleton<IControlDecisions>(world);
        services.AddSingleton<ICorrectiveActions>(world);
        world.Clock = clock;
    });

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task An_evaluation_is_audited_with_the_hash_of_every_result_and_the_report_shows_the_same_hashes()
    {
        var evaluated = (await Grain.EvaluateAsync()).Value!;
        Assert.Equal((1, 2, 2), (evaluated.Number, evaluated.Queries, evaluated.Counts["pass"]));
        var report = (await Grain.ReportAsync("iso42001", null)).Value!;
        Assert.Contains("Evidence for", report.Statement, StringComparison.Ordinal);
        Assert.DoesNotContain("compliant", report.Statement, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(55, report.Frameworks.Single().Controls.Length);
        Assert.Equal(55, report.Frameworks.Single().Counts.Values.Sum());

        var entry = (await EntriesAsync()).Single(one => one.GetProperty("action").GetString() == "compliance.evaluate");
        var detail = entry.GetProperty("detail");
        foreach (string query in (string[])["Q77", "Q79"])
            Assert.Equal(detail.GetProperty(query).GetString(), report.Evidence.Single(part => part.Id == query).Sha256);
    }

    [Fact]
    public async Task A_failure_turns_red_without_anybody_asking_and_green_again_once_mended()
    {
        await Grain.EvaluateAsync();
        world.Answers["Q79"] = Red("concerns/c1");
        await ChangeSomethingAsync("models/a");
        await StatusAsync("A.3.3", ControlStatus.Fail);
        var shown = (await Grain.ControlAsync("iso42001", "A.3.3", null)).Value!;
        Assert.Equal("concerns/c1", shown.Evidence.Single().Offenders.Single().Id);

        world.Answers.Clear();
        await ChangeSomethingAsync("models/b");
        await StatusAsync("A.3.3", ControlStatus.Pass);
    }

    [Fact]
    public async Task What_held_goes_stale_when_the_records_can_be_read_no_longer()
    {
        await Grain.EvaluateAsync();
        world.Away = true;
        Assert.Equal("compliance.unread", (await Grain.EvaluateAsync()).Refusal!.Code);
        Assert.Equal(ControlStatus.Pass, await StatusAsync("A.3.3"));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(ControlStatus.Stale, await StatusAsync("A.3.3"));
        Assert.NotNull((await Grain.ReportAsync(null, null)).Value!.Trouble);
    }

    [Fact]
    public async Task It_evaluates_by_itself_as_often_as_it_says()
    {
        await Grain.EvaluateAsync();
        int asked = world.Reads;
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            return world.Reads >= asked + 3;
        });
        Assert.Equal(ControlStatus.Pass, await StatusAsync("A.3.3"));
    }

    [Fact]
    public async Task A_red_opens_one_action_for_its_cause_and_another_for_another()
    {
        world.Answers["Q77"] = Red("evidence/e1");
        await Grain.EvaluateAsync();
        await Grain.EvaluateAsync();
        var opened = Assert.Single(world.Opened);
        Assert.Equal(("Q77", "Mend it."), (opened.Subject, opened.Remedy));
        Assert.Contains("iso42001/A.2.2", opened.Controls);
        Assert.Equal(clock.GetUtcNow().AddDays(1), opened.DueAt);

        world.Answers["Q77"] = Red("evidence/e2");
        await Grain.EvaluateAsync();
        Assert.Equal(2, world.Opened.Count);
        Assert.Equal(2, world.Opened.Select(one => one.Identity).Distinct().Count());
    }

    [Fact]
    public async Task A_waived_red_opens_nothing_and_is_shown_as_failing_and_waived()
    {
        world.Waivers = [new("w1", "Q77", "ann", "bob", "until the move", clock.GetUtcNow().AddDays(-1), clock.GetUtcNow().AddDays(30))];
        world.Answers["Q77"] = Red("evidence/e1");
        await Grain.EvaluateAsync();
        Assert.Empty(world.Opened);
        var control = (await Grain.ControlAsync("iso27001", "A.5.1", null)).Value!;
        Assert.Equal((ControlStatus.Fail, true), (control.Control.Status, control.Control.Waived));
        Assert.Equal("until the move", control.Evidence.First(part => part.Id == "Q77").Waiver!.Reason);
    }

    [Fact]
    public async Task An_action_that_could_not_be_opened_is_opened_by_the_next_evaluation()
    {
        world.Answers["Q77"] = Red("evidence/e1");
        world.Refuses = true;
        await Grain.EvaluateAsync();
        Assert.Empty(world.Opened);
        world.Refuses = false;
        await Grain.EvaluateAsync();
        Assert.Single(world.Opened);
    }

    [Fact]
    public async Task The_past_is_read_from_the_history_over_the_end_of_a_month_and_over_a_crash()
    {
        var first = clock.GetUtcNow();
        await Grain.EvaluateAsync();
        clock.Advance(TimeSpan.FromMinutes(20));
        world.Answers["Q77"] = Red("evidence/e1");
        await Grain.EvaluateAsync();
        var red = clock.GetUtcNow();
        world.Answers.Clear();
        clock.Advance(TimeSpan.FromDays(1));
        await Grain.EvaluateAsync();
        Assert.Equal(12, clock.GetUtcNow().Month);

        await silo.KillAsync();
        Assert.Equal("Q77 missing", await PartAsync(first.AddMinutes(-1)));
        Assert.Equal("Q77 pass", await PartAsync(first.AddMinutes(1)));
        Assert.Equal("Q77 fail", await PartAsync(red));
        Assert.Equal("Q77 fail", await PartAsync(red.AddHours(2)));
        Assert.Equal("Q77 pass", await PartAsync(null));
        Assert.Equal("compliance.bad-time", (await Grain.ReportAsync(null, clock.GetUtcNow().AddMinutes(1))).Refusal!.Code);

        var runs = (await Grain.HistoryAsync("Q77", first.AddDays(-1), clock.GetUtcNow())).Value;
        Assert.Equal([ControlStatus.Pass, ControlStatus.Fail, ControlStatus.Pass], runs.Select(run => run.Status));
        Assert.Equal("compliance.no-such-query", (await Grain.HistoryAsync("Q99", first, red)).Refusal!.Code);
    }

    [Fact]
    public async Task A_past_time_that_an_evaluation_under_way_may_change_is_answered_after_it()
    {
        await Grain.EvaluateAsync();
        clock.Advance(TimeSpan.FromSeconds(1));
        world.Answers["Q77"] = Red("evidence/e1");
        world.Held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int reads = world.Reads;
        var evaluation = Grain.EvaluateAsync();
        await Eventually.HoldsAsync(() => world.Reads > reads);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var at = clock.GetUtcNow();
        var past = PartAsync(at);
        Assert.Equal("Q77 pass", await PartAsync(null));
        world.Held.SetResult();
        Assert.Equal("Q77 fail", await past);
        await evaluation;
        Assert.Equal("Q77 fail", await PartAsync(at));
    }

    [Fact]
    public async Task What_the_features_beside_report_reaches_the_questions()
    {
        await Grain.EvaluateAsync();
        var streams = silo.Services.GetRequiredKeyedService<IStreamProvider>(PredictionStream.Provider);
        var now = clock.GetUtcNow();
        await streams.GetStream<BackupVerified>(StreamId.Create(BackupStreams.Backups, "ws"))
            .OnNextAsync(new("bk_1", "full", false, true, now.AddHours(-1), now, true, true, null));
        await streams.GetStream<RestoreDrilled>(StreamId.Create(BackupStreams.Drills, "ws"))
            .OnNextAsync(new("dr_1", "bk_1", true, now, 12.5, 3_600, 100));
        await streams.GetStream<DrillJudged>(StreamId.Create(DrillStreams.Faults, "ws")).OnNextAsync(new("ch_1", "silo_loss", now, true, 0, 4));
        await streams.GetStream<PolicyActed>(StreamId.Create(DrillStreams.Policies, "ws"))
            .OnNextAsync(new("rt_1", "credit", "drift", now, "promoted", now));
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return world.Seen is { Backups.Length: 1, RestoreDrills.Length: 1, FaultDrills.Length: 1, Policies.Length: 1 };
        });
        Assert.Equal((true, true, true), (world.Seen.Backups[0].Verified, world.Seen.Backups[0].Encrypted, world.Seen.Backups[0].OffHost));
        Assert.Equal(TimeSpan.FromSeconds(12.5), world.Seen.RestoreDrills[0].RecoveryTime);
    }

    [Fact]
    public async Task A_workspace_of_which_nobody_asks_anything_is_left_alone()
    {
        var streams = silo.Services.GetRequiredKeyedService<IStreamProvider>(PredictionStream.Provider);
        await streams.GetStream<DrillJudged>(StreamId.Create(DrillStreams.Faults, "quiet"))
            .OnNextAsync(new("ch_1", "silo_loss", clock.GetUtcNow(), true, 0, 4));
        await Grain.EvaluateAsync();
        Assert.Null(await silo.Grains.Audit("quiet").GetCheckpointAsync());

        // What was reported before counts all the same.
        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await silo.Grains.Compliance("quiet").EvaluateAsync();
            return world.Seen.FaultDrills.Length == 1;
        });
    }

    [Fact]
    public async Task A_framework_or_control_that_does_not_exist_is_refused_by_name()
    {
        Assert.Equal("compliance.no-such-framework", (await Grain.ReportAsync("iso9001", null)).Refusal!.Code);
        Assert.Equal("compliance.no-such-framework", (await Grain.ControlAsync("iso9001", "1", null)).Refusal!.Code);
        Assert.Equal("compliance.no-such-control", (await Grain.ControlAsync("gdpr", "99", null)).Refusal!.Code);
        Assert.Equal("compliance.no-annex", (await Grain.StatementAsync("gdpr", null)).Refusal!.Code);
    }

    [Fact]
    public async Task The_statement_of_applicability_holds_the_38_controls_of_the_annex_with_their_decisions()
    {
        world.Applicability =
        [
            new("iso42001", "A.3.3", true, "staff and customers can raise concerns", "ann", clock.GetUtcNow().AddDays(-1)),
            new("iso42001", "A.10.4", false, "there are no customers", "ann", clock.GetUtcNow().AddDays(-1)),
        ];
        await Grain.EvaluateAsync();
        var statement = (await Grain.StatementAsync("iso42001", null)).Value!;
        Assert.Equal((38, 1, 1, 36), (statement.Controls.Length, statement.Applicable, statement.Excluded, statement.Undecided));
        Assert.Equal(ControlStatus.NotApplicable, statement.Controls.Single(row => row.Id == "A.10.4").Status);
        Assert.Equal(ControlStatus.Pass, statement.Controls.Single(row => row.Id == "A.3.3").Status);
    }

    private static Judgement Red(string offender) => Judgement.Of(2, [new Offender(offender, "late")]);

    /// <summary>Any audited change: it is what a workspace that somebody works in has.</summary>
    private async Task ChangeSomethingAsync(string asset) => await silo.Grains.ClassificationOf("ws", asset).ClassifyAsync(
        new(asset, Sensitivity.Internal, DataKind.Public, Residency.Global, false, null, [], null, null));

    private async Task<ControlStatus> StatusAsync(string control) => (await Grain.ControlAsync("iso42001", control, null)).Value!.Control.Status;

    private Task StatusAsync(string control, ControlStatus wanted) => Eventually.HoldsAsync(async () =>
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        return await StatusAsync(control) == wanted;
    });

    private async Task<string> PartAsync(DateTimeOffset? asOf)
    {
        var part = (await Grain.ControlAsync("iso27001", "A.5.1", asOf)).Value!.Evidence.Single(one => one.Id == "Q77");
        return $"{part.Id} {WireJson.Word(part.Status)}";
    }

    private async Task<List<JsonElement>> EntriesAsync()
    {
        var entries = new List<JsonElement>();
        await foreach (var line in silo.Grains.Audit("ws").ExportAsync(0)) entries.Add(JsonDocument.Parse(line.Entry).RootElement);
        return entries;
    }
}
