using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Models;
using Kolosal.Storage;

namespace Kolosal.Compliance.Explaining;

/// <remarks>Keeps <see cref="ExplanationSampleState"/>, listed as <c>explanation_sample</c>. Asks the model what serves, the log what was predicted
/// and the explainer why (<see cref="ExplanationSampler"/>); leaves evidence of the kind <c>explain</c> with the version, so that its card says
/// whether there are explanations. Drawn by a reminder, once a day.</remarks>
internal sealed class ExplanationSampleGrain(
    [PersistentState("explanation-sample")] IPersistentState<ExplanationSampleState> storage, ICatalogue catalogue, TimeProvider clock,
    ExplanationSampler sampler)
    : RecordGrain<ExplanationSampleState>(storage, catalogue, clock), IExplanationSampleGrain, IRemindable
{
    private const string Reminder = "draw", Evidence = "explain";

    private static readonly TimeSpan Every = TimeSpan.FromDays(1), Soon = TimeSpan.FromMinutes(1);

    private bool watched;
    private IGrainTimer? first;

    protected override string CatalogueKind => CatalogueKinds.ExplanationSample;

    private ModelKey Model => ModelKey.Parse(this.GetPrimaryKeyString());

    public Task<Result<ExplanationSamples>> GetAsync() => Task.FromResult<Result<ExplanationSamples>>(State.Exists ? State.Read(Model.Name)
        : Refusal.NotFound("compliance.no-sample", $"No prediction of '{Model.Name}' was sampled yet."));

    public async Task<Result<ExplanationSamples>> DrawAsync(string attempt)
    {
        if (State.Exists && State.Attempt == attempt) return State.Read(Model.Name);
        return await TryDrawAsync(attempt) is { } nothing ? nothing : State.Read(Model.Name);
    }

    public async Task WatchAsync()
    {
        if (watched) return;
        watched = true;
        if (await this.GetReminder(Reminder) is null) await this.RegisterOrUpdateReminder(Reminder, Every, Every);

        // The first at once: nobody waits a day to hear that a new model cannot be explained.
        if (!IsFresh) first = this.RegisterGrainTimer(DrawFirstAsync, new GrainTimerCreationOptions(TimeSpan.Zero, Soon) { KeepAlive = true });
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => TryDrawAsync(null);

    protected override object? Describe() => State.Exists ? State.Read(Model.Name) : null;

    private bool IsFresh => State.Items is [.., var last] && Clock.GetUtcNow() - last.At < Every;

    /// <summary>Until something was predicted there is nothing to draw from.</summary>
    private async Task DrawFirstAsync()
    {
        if (!IsFresh && await TryDrawAsync(null) is { Code: ExplanationSampler.NothingPredicted }) return;
        first?.Dispose();
        first = null;
    }

    /// <returns>Why nothing was drawn; null when it was.</returns>
    private async Task<Refusal?> TryDrawAsync(string? attempt)
    {
        var drawn = await sampler.DrawAsync(Model);
        if (!drawn.Accepted) return drawn.Refusal;
        var sample = drawn.Value;
        State.Keep(sample, attempt);
        await CommitAsync("explanation.sample", $"models/{Model.Name}:{sample.Version}", Model.Name, JsonSerializer.Serialize(new
        {
            rows = sample.Rows,
            available = sample.Fault is null && ExplanationSampler.IsAdditive(sample),
        }));
        await TellVersionAsync(sample);
        return null;
    }

    /// <summary>Says on the version's card whether it can be explained. The same again changes nothing there.</summary>
    private Task TellVersionAsync(ExplanationSample sample)
    {
        string? wrong = sample.Fault ?? (ExplanationSampler.IsAdditive(sample) ? null
            : "Contributions do not add up to the score that they explain.");
        string summary = wrong is null ? """{"code":"explain.available"}""" : """{"code":"explain.unavailable"}""";
        return GrainFactory.ModelVersion(Model.Version(sample.Version)).RecordEvidenceAsync(new(
            Evidence, wrong is null, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(summary))), summary, sample.At,
            wrong is null ? null : $"explain.unavailable: {wrong}"));
    }
}
