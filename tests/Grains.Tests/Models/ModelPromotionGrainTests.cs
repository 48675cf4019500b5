using Kolosal.Incidents;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Models;

public sealed class ModelPromotionGrainTests(ServingSilo shared) : IClassFixture<ServingSilo>
{
    private static readonly Principal Bob = new(ServedModels.Workspace, "bob", ["reviewer"]), Carol = new(ServedModels.Workspace, "carol", ["admin"]);

    private readonly string name = $"m-{Guid.NewGuid():N}";

    private PlatformSilo silo = shared.Silo;

    [Fact]
    public async Task A_validation_says_of_every_item_what_was_found()
    {
        await silo.RegisterAsync(name, Package(1));
        var report = (await silo.Model(name).ValidateAsync("1")).Value!;
        Assert.True(report.Passed);
        var items = report.Items!.Value;
        Assert.Equal(
            ["package_hash", "signature", "loads", "self_check", "schema", "held_out_rows", "beats_baseline", "metric", "calibration", "test_drift",
                "latency", "card", "fairness", "golden_set", "incidents", "approvals"],
            items.Select(item => item.Name));
        Assert.Equal(ItemOutcome.Passed, items.Single(item => item.Name == "metric").Outcome);
        foreach (string missing in (string[])["calibration", "test_drift", "fairness", "golden_set"])
            Assert.Equal((ItemOutcome.Missing, false), (Item(missing).Outcome, Item(missing).Bars));
        Assert.Equal(ItemOutcome.Failed, Item("card").Outcome);
        Assert.Contains("p99_seconds", Item("self_check").Figures, StringComparison.Ordinal);
        Assert.All(items, item => Assert.Matches("^[0-9a-f]{64}$", item.Sha256));
        var shown = (await silo.Model(name).GetCardAsync("1")).Value!.Validation!;
        Assert.Equal(items.Select(item => item.Sha256), shown.Items!.Value.Select(item => item.Sha256));

        ValidationItem Item(string name) => items.Single(item => item.Name == name);
    }

    [Fact]
    public async Task Evidence_of_a_failed_golden_set_bars_until_a_later_one_passes()
    {
        await silo.RegisterAsync(name, Package(1));
        await silo.Model(name).ValidateAsync("1");
        Assert.True((await Version.RecordEvidenceAsync(Golden(passed: false, minute: 1))).Value);
        Assert.Equal("models.evidence-bars", await PromoteAsync(Bob));
        Assert.False((await silo.Model(name).ValidateAsync("1")).Value!.Passed);
        Assert.Equal("models.validation-failed", await PromoteAsync(Bob));

        // What arrives late does not count.
        Assert.False((await Version.RecordEvidenceAsync(Golden(passed: true, minute: 0))).Value);
        Assert.True((await Version.RecordEvidenceAsync(Golden(passed: true, minute: 2))).Value);
        Assert.True((await silo.Model(name).ValidateAsync("1")).Value!.Passed);
        Assert.Null(await PromoteAsync(Bob));
        var decision = (await silo.Model(name).HistoryAsync(null)).Value!.Decisions[^1];
        Assert.Contains("\"golden_set\",\"source\":\"gd_1\",\"outcome\":\"passed\"", decision.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_that_is_malformed_is_refused()
    {
        await silo.RegisterAsync(name, Package(1));
        var good = Golden(true, 1);
        foreach (var bad in (EvidenceItem[])[good with { Kind = "Golden set" }, good with { Sha256 = "x" }, good with { Summary = "[]" },
            good with { Summary = "{" }])
            Assert.Equal("models.malformed-evidence", (await Version.RecordEvidenceAsync(bad)).Refusal!.Code);
        var none = silo.Grains.ModelVersion(ServedModels.Key(name).Version(9));
        Assert.Equal("models.no-such-version", (await none.RecordEvidenceAsync(good)).Refusal!.Code);
    }

    [Fact]
    public async Task A_policy_of_the_model_goes_before_that_of_the_workspace_and_a_change_asks_for_another_validation()
    {
        await using var alone = silo = await ServedModels.StartSiloAsync(); // the policy of the workspace is everybody's
        await silo.RegisterAsync(name, Package(1));
        var workspace = silo.Grains.PromotionPolicy(ServedModels.Workspace);
        var own = silo.Grains.PromotionPolicy(ServedModels.Workspace, name);
        Assert.Equal("built_in", (await own.GetAsync()).Value!.Source);
        await silo.Model(name).ValidateAsync("1");

        var strict = PromotionPolicy.Default with { MetricThreshold = 0.9 };
        Assert.Equal(1, (await workspace.SetAsync(strict, "stricter", 0)).Value!.Revision);
        Assert.Equal("workspace", (await own.GetAsync()).Value!.Source);
        Assert.Equal("models.policy-changed", await PromoteAsync(Bob));
        var failed = (await silo.Model(name).ValidateAsync("1")).Value!;
        Assert.Equal(["metric"], failed.Items!.Value.Where(item => item.Bars).Select(item => item.Name));

        await own.SetAsync(PromotionPolicy.Default with { MetricThreshold = 0.7 }, "a small model", null);
        Assert.True((await silo.Model(name).ValidateAsync("1")).Value!.Passed);
        Assert.Null(await PromoteAsync(Bob));
        Assert.Equal(RefusalKind.PreconditionFailed, (await own.SetAsync(strict, "again", 0)).Refusal!.Kind);
        Assert.Equal("a small model", Assert.Single((await own.GetAsync()).Value!.History).Note);
        Assert.Equal("models.bad-policy", (await own.SetAsync(strict with { Approvals = 0 }, "nobody", null)).Refusal!.Code);
    }

    [Fact]
    public async Task A_policy_may_ask_for_several_people_of_a_role()
    {
        await silo.RegisterAsync(name, Package(1));
        await silo.Grains.PromotionPolicy(ServedModels.Workspace, name).SetAsync(
            PromotionPolicy.Default with { Approvals = 2, ApproverRoles = ["reviewer", "admin"] }, "two pairs of eyes", null);
        await silo.Model(name).ValidateAsync("1");
        Assert.Equal("models.approvals-missing", await PromoteAsync(Bob));
        var author = new Principal(ServedModels.Workspace, "alice", ["admin"]);
        Assert.Equal("models.approver-is-author", (await silo.Model(name).ApproveAsync("1", author, "mine")).Refusal!.Code);
        await silo.Model(name).ApproveAsync("1", Bob, "good");
        await silo.Model(name).ApproveAsync("1", Bob, "good");
        Assert.Single((await silo.Model(name).GetGovernanceAsync()).Value!.Approvals);
        Assert.Equal("models.approvals-missing", await PromoteAsync(Bob));
        Assert.Null(await PromoteAsync(Carol));
    }

    [Fact]
    public async Task An_open_grave_incident_bars_unless_the_promotion_is_its_remedy()
    {
        await silo.RegisterAsync(name, Package(1));
        string security = await RaiseAsync(IncidentType.Security, IncidentSeverity.Sev1);
        string slow = await RaiseAsync(IncidentType.Performance, IncidentSeverity.Sev2);
        await RaiseAsync(IncidentType.Privacy, IncidentSeverity.Sev3);
        await RaiseAsync(IncidentType.Drift, IncidentSeverity.Sev2);
        Assert.True((await silo.Model(name).ValidateAsync("1")).Value!.Passed);
        var refused = (await silo.Model(name).PromoteAsync(new(1, ModelStatus.Active, Bob, "good", Remedies: [security, slow]))).Refusal!;
        Assert.Equal("models.evidence-bars", refused.Code);
        Assert.Contains(security, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(slow, refused.Message, StringComparison.Ordinal);

        foreach (var status in (IncidentStatus[])[IncidentStatus.Investigating, IncidentStatus.Mitigated, IncidentStatus.Resolved])
            Assert.True((await silo.Grains.Incident(ServedModels.Workspace, security).ChangeStatusAsync(new(status, "done", null))).Accepted);
        Assert.Equal("models.evidence-bars", await PromoteAsync(Bob));
        Assert.True((await silo.Model(name).PromoteAsync(new(1, ModelStatus.Active, Bob, "faster", Remedies: [slow]))).Accepted);
        Assert.Contains(slow, (await silo.Model(name).HistoryAsync(null)).Value!.Decisions[^1].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_walks_the_table_and_gets_the_package_of_its_run()
    {
        Assert.Equal(1, (await silo.Model(name).DraftAsync("c1", new("alice", "to come", "run_1", null))).Value);
        Assert.Equal(1, (await silo.Model(name).DraftAsync("c1", new("alice", "to come", "run_1", null))).Value);
        Assert.Equal("models.no-package", (await silo.Model(name).ValidateAsync("1")).Refusal!.Code);
        Assert.Equal("models.no-package", (await silo.Model(name).GetCardAsync("1")).Refusal!.Code);
        Assert.Equal("models.no-package", await StepAsync(ModelStatus.Evaluating));
        Assert.Equal("workflow.transition-not-allowed", await StepAsync(ModelStatus.Active));
        Assert.Null(await StepAsync(ModelStatus.Training));

        Assert.Equal(1, await silo.RegisterAsync(name, Package(1)));
        Assert.Equal(2, await silo.RegisterAsync(name, Package(2)));
        Assert.Equal("models.not-validated", await StepAsync(ModelStatus.Approved));
        await silo.Model(name).ValidateAsync("1");
        Assert.Equal("workflow.transition-not-allowed", await StepAsync(ModelStatus.Staging));
        ModelStatus[] steps = [ModelStatus.Approved, ModelStatus.Staging, ModelStatus.Active, ModelStatus.Deprecated, ModelStatus.Retired];
        foreach (var status in steps)
            Assert.Null(await StepAsync(status));
        var history = (await silo.Model(name).HistoryAsync(null)).Value!;
        Assert.Equal(
            [ModelStatus.Draft, ModelStatus.Training, ModelStatus.Evaluating, ModelStatus.Approved, ModelStatus.Staging, ModelStatus.Active,
                ModelStatus.Deprecated, ModelStatus.Retired],
            history.Steps!.Value.Where(step => step.Version == 1).Select(step => step.To));
        Assert.Equal(ModelStatus.Evaluating, history.Statuses![2]);
    }

    [Fact]
    public async Task Every_step_of_the_history_is_in_the_table()
    {
        await silo.ServeAsync(name, Package(1));
        await silo.ServeAsync(name, Package(2));
        await silo.Model(name).RollbackAsync("c1", "errors");
        await silo.Model(name).RetireAsync("2", "wrong");
        var steps = (await silo.Model(name).HistoryAsync(null)).Value!.Steps!.Value;
        Assert.All(steps, step => Assert.True(step.From is not { } from || ModelLifecycle.Table.Allows(from, step.To), $"{step}"));
        Assert.Equal(["register", "approve", "promote", "register", "approve", "give-way", "promote", "rollback", "rollback", "retire"],
            steps.Select(step => step.Action));
    }

    [Fact]
    public async Task An_archived_model_serves_nothing_and_comes_back()
    {
        await silo.ServeAsync(name, Package(1));
        Assert.Equal("models.active", (await silo.Model(name).ArchiveAsync("old")).Refusal!.Code);
        await silo.Model(name).DeprecateAsync("1", "old");
        Assert.NotNull((await silo.Model(name).ArchiveAsync("old")).Value!.ArchivedAt);
        var gone = (await silo.Model(name).ResolveAsync("1")).Refusal!;
        Assert.Equal((RefusalKind.Gone, "models.archived"), (gone.Kind, gone.Code));
        Assert.Equal("models.archived", (await silo.Model(name).ValidateAsync("1")).Refusal!.Code);
        await silo.Model(name).UnarchiveAsync("needed");
        Assert.True((await silo.Model(name).ResolveAsync("1")).Accepted);
    }

    [Fact]
    public async Task An_alias_keeps_its_conditions()
    {
        await silo.RegisterAsync(name, Package(1));
        await silo.Model(name).SetAliasRuleAsync("stable", new([], [ModelStatus.Approved, ModelStatus.Active]));
        Assert.Equal("models.alias-guarded", (await silo.Model(name).SetAliasAsync("stable", 1)).Refusal!.Code);
        Assert.True((await silo.Model(name).SetAliasAsync("next", 1)).Accepted);
        await silo.Model(name).ValidateAsync("1");
        Assert.Null(await PromoteAsync(Bob));
        Assert.True((await silo.Model(name).SetAliasAsync("stable", 1)).Accepted);
        Assert.Equal("models.bad-alias-rule", (await silo.Model(name).SetAliasRuleAsync("stable", new([], [ModelStatus.Retired]))).Refusal!.Code);
    }

    [Fact]
    public async Task A_retirement_date_lies_ahead_and_can_be_taken_back()
    {
        await silo.RegisterAsync(name, Package(1));
        var day = new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal("models.malformed-sunset", (await silo.Model(name).SetSunsetAsync("1", DateTimeOffset.UnixEpoch, "past")).Refusal!.Code);
        Assert.Equal(day, (await silo.Model(name).SetSunsetAsync("1", day, "replaced by then")).Value!.Sunsets[1]);
        Assert.Empty((await silo.Model(name).SetSunsetAsync("1", null, "not yet")).Value!.Sunsets);
    }

    private IModelVersionGrain Version => silo.Grains.ModelVersion(ServedModels.Key(name).Version(1));

    private static EvidenceItem Golden(bool passed, int minute) => new(EvidenceKinds.GoldenSet, passed, new string(passed ? 'a' : 'b', 64),
        $$"""{"minute":{{minute}}}""", new DateTimeOffset(2026, 1, 1, 0, minute, 0, TimeSpan.Zero),
        passed ? "as expected" : "two cases fail", "gd_1");

    private async Task<string?> PromoteAsync(Principal by) =>
        (await silo.Model(name).PromoteAsync(new(1, ModelStatus.Active, by, "good"))).Refusal?.Code;

    private async Task<string?> StepAsync(ModelStatus status) =>
        (await silo.Model(name).ChangeStatusAsync(new("1", status, Bob, "next"))).Refusal?.Code;

    private Task<string> RaiseAsync(IncidentType type, IncidentSeverity severity) =>
        silo.Grains.IncidentDesk(ServedModels.Workspace).RaiseAsync(new($"e/{type}", $"models/{name}", name, type, severity, $"{type}",
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1), "seen"));

    private static ModelPackage Package(ulong seed) => SampleModels.Fit(Samples.Mixed(80, seed), "risk", "prior");
}
