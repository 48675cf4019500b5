using System.Globalization;
using System.Text.Json;
using Kolosal.Models;
using Kolosal.Storage;

namespace Kolosal.Quality;

/// <remarks>Keeps <see cref="RegressionTestState"/>; listed as <c>regression_test</c>. Runs its golden dataset; its reminder keeps the schedule, and
/// notices by the model's active version that there was a promotion.</remarks>
internal sealed class RegressionTestGrain(
    [PersistentState("regression-test")] IPersistentState<RegressionTestState> storage, ICatalogue catalogue, QualityInstruments instruments,
    TimeProvider clock)
    : RecordGrain<RegressionTestState>(storage, catalogue, clock), IRegressionTestGrain, IRemindable
{
    private const string Reminder = "look";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    protected override string CatalogueKind => CatalogueKinds.RegressionTest;

    private string Subject => $"quality/regression-tests/{Key.Id}";

    private IModelGrain Model => GrainFactory.Model(new(Key.Workspace, State.Spec!.Model));

    public async Task<Result<RegressionTest>> DefineAsync(RegressionTestSpec spec)
    {
        if (RegressionRules.Refuse(spec) is { } refusal) return refusal;
        if (State.Spec == spec) return Read();
        var model = await GrainFactory.Model(new(Key.Workspace, spec.Model)).GetAsync();
        if (!model.Accepted) return model.Refusal;
        if (spec.GoldenDatasetId is { } golden)
        {
            var found = await GrainFactory.GoldenDataset(Key.Workspace, golden).GetAsync();
            if (!found.Accepted) return found.Refusal;
            if (found.Value.Model != spec.Model)
                return Refusal.Unprocessable("quality.other-model", $"The golden dataset is for '{found.Value.Model}', the test for '{spec.Model}'.");
        }

        State.Define(spec, Clock.GetUtcNow());
        State.Champion ??= model.Value.Active;
        await CommitAsync("regression-test.define", Subject, spec.Model, JsonSerializer.Serialize(new
        {
            suite = spec.Suite,
            name = spec.Name,
            golden_dataset = spec.GoldenDatasetId,
            schedule = spec.Schedule,
            on_promotion = spec.OnPromotion,
        }));
        if (spec.Schedule is not null || spec.OnPromotion) await this.RegisterOrUpdateReminder(Reminder, LookEvery, LookEvery);
        return Read();
    }

    public async Task<Result<RegressionTest>> ReportAsync(RegressionOutcome outcome)
    {
        if (State.Spec is null) return RegressionRules.NotFound(Key.Id);
        if (State.Outcomes.Exists(known => known.Id == outcome.Id)) return Read();
        await KeepAsync(outcome);
        return Read();
    }

    public async Task<Result<RegressionTest>> RunAsync(string? reference)
    {
        if (State.Spec is null) return RegressionRules.NotFound(Key.Id);
        if (State.Spec.GoldenDatasetId is null)
            return Refusal.Unprocessable("quality.nothing-to-run",
                "The test names no golden dataset: others carry it out and report its results with POST /api/quality/regression-tests.");
        await RunAsync("manual", reference);
        return Read();
    }

    public async Task<bool> LookAsync()
    {
        if (State.Spec is not { GoldenDatasetId: not null } spec || (spec.Schedule is null && !spec.OnPromotion))
        {
            if (await this.GetReminder(Reminder) is { } idle) await this.UnregisterReminder(idle);
            return false;
        }

        var now = Clock.GetUtcNow();
        var model = await Model.GetAsync();
        if (spec.OnPromotion && model.Value?.Active is { } active && active != State.Champion)
        {
            State.Champion = active;
            await RunAsync("promotion", null);
            return true;
        }

        if (!RegressionRules.Came(spec, State.ScheduledUpTo, now)) return false;
        State.ScheduledUpTo = now;
        await RunAsync("schedule", null);
        return true;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => LookAsync();

    public Task<Result<RegressionTest>> GetAsync() =>
        Task.FromResult<Result<RegressionTest>>(State.Spec is null ? RegressionRules.NotFound(Key.Id) : Read());

    protected override object? Describe() => State.Spec is null ? null : Read() with { Outcomes = [.. State.Outcomes.Take(1)] };

    private async Task RunAsync(string trigger, string? reference)
    {
        var spec = State.Spec!;
        long began = Clock.GetTimestamp();
        var run = await GrainFactory.GoldenDataset(Key.Workspace, spec.GoldenDatasetId!)
            .RunAsync(new(reference, null, spec.Jurisdiction, spec.DocumentType, trigger));
        double took = Clock.GetElapsedTime(began).TotalSeconds;
        string id = string.Create(CultureInfo.InvariantCulture, $"r{State.Count + 1}");
        if (!run.Accepted)
        {
            var without = run.Refusal.Code == "models.nothing-active" ? RegressionResult.Skipped : RegressionResult.Error;
            await KeepAsync(new(id, without, Clock.GetUtcNow(), Actor, trigger, null, took, run.Refusal.Message, null));
            return;
        }

        var found = run.Value;
        string detail = found.Cases == 0 ? "No case passes the filters."
            : string.Create(CultureInfo.InvariantCulture, $"{found.Passes} of {found.Cases} cases as expected.");
        var result = found.Cases == 0 ? RegressionResult.Skipped : found.Passed ? RegressionResult.Pass : RegressionResult.Fail;
        await KeepAsync(new(id, result, found.At, Actor, trigger, found.ModelVersion, took, detail, found.Id));
    }

    private async Task KeepAsync(RegressionOutcome outcome)
    {
        State.Add(outcome);
        await CommitAsync("regression-test.result", Subject, State.Spec!.Model, JsonSerializer.Serialize(new
        {
            id = outcome.Id,
            result = WireJson.Word(outcome.Result),
            trigger = outcome.Trigger,
            version = outcome.ModelVersion,
        }));
        instruments.Came(outcome.Result);
    }

    private RegressionTest Read()
    {
        var spec = State.Spec!;
        var last = State.Outcomes is [var first, ..] ? first : null;
        return new(Key.Id, spec.Suite, spec.Name, spec.Model, last?.Result, last?.At, spec.Jurisdiction, spec.DocumentType, spec,
            RegressionRules.Next(spec, Clock.GetUtcNow()), [.. State.Outcomes], State.CreatedAt, State.UpdatedAt, State.Revision);
    }
}
