using Kolosal.Learning;
using Kolosal.Storage;
using Kolosal.Tabular;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace Kolosal.Experiments;

/// <remarks>
/// Keeps nothing. Opened by its own process and so placed there; a call that finds it elsewhere, because that process died, is refused.
/// The work itself runs on the process's training pool.
/// </remarks>
[PreferLocalPlacement, KeepAlive]
internal sealed partial class TrainingSlotGrain(ITrainingPool pool, FrameCache frames, IBlobStore blobs, TimeProvider clock,
    ExperimentsInstruments instruments, ILogger<TrainingSlotGrain> log) : Grain, ITrainingSlotGrain
{
    private string Slot => ResourceKey.Parse(this.GetPrimaryKeyString()).Id;

    public Task OpenAsync() => Vanished() is { } refusal ? throw new InvalidOperationException(refusal.Message) : Task.CompletedTask;

    public async Task<Result<TrialResult>> RunTrialAsync(TrialWork work, CancellationToken cancel)
    {
        if (Vanished() is { } refusal) return refusal;
        long began = clock.GetTimestamp();
        try
        {
            var (table, plan, spec) = await OpenAsync(work, cancel);
            var figures = await pool.RunAsync(TrainingMemory.Predict(table), token => TrialEvaluation.Run(table, plan, spec, clock, token), cancel);
            instruments.TrialEnded(work.Trainer, scored: true, clock.GetElapsedTime(began));
            return new TrialResult(figures.ToScore(), null);
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not FileNotFoundException)
        {
            // Whatever a trainer throws ends this trial alone: the others do not depend on it.
            instruments.TrialEnded(work.Trainer, scored: false, clock.GetElapsedTime(began));
            LogTrialFailed(log, work.Number, work.Trainer, fault);
            return new TrialResult(null, Explain(fault));
        }
    }

    public async Task<Result<RefitResult>> RefitAsync(TrialWork work, CancellationToken cancel)
    {
        if (Vanished() is { } refusal) return refusal;
        long began = clock.GetTimestamp();
        FinishedModel model;
        try
        {
            var (table, plan, spec) = await OpenAsync(work, cancel);
            model = await pool.RunAsync(TrainingMemory.Predict(table), token => FinalFit.Run(table, plan, spec, clock, token), cancel);
        }
        catch (Exception fault) when (fault is TrainingException or TrainingMemoryException)
        {
            return Refusal.Unprocessable("experiments.refit-failed", fault.Message);
        }
        using var bytes = new MemoryStream(model.Package, writable: false);
        var stored = await blobs.PutAsync(work.Data.Data.Workspace, bytes, cancel);
        instruments.Refitted(work.Trainer, clock.GetElapsedTime(began));
        return new RefitResult(stored, model.ToEvaluation(), model.ToReference(work.Data.FavourableLabel));
    }

    private async Task<(Frame Table, RunPlan Plan, TrialSpec Spec)> OpenAsync(TrialWork work, CancellationToken cancel) => (
        await frames.GetAsync(work.Data, cancel), RunPlan.Parse(work.Plan),
        new TrialSpec(work.Number, work.Trainer, TrialSpec.ParseParameters(work.Parameters)));

    private Refusal? Vanished()
    {
        if (SlotLedger.ProcessOf(Slot) == pool.ProcessId) return null;
        DeactivateOnIdle();
        return new Refusal(RefusalKind.Busy, SlotRefusals.Vanished, $"The process of {Slot} is gone; use another slot.");
    }

    private static string Explain(Exception fault) => fault is TrainingException or TrainingMemoryException or ArgumentException
        ? fault.Message
        : $"{fault.GetType().Name}: {fault.Message}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Trial {Number} ({Trainer}) failed")]
    private static partial void LogTrialFailed(ILogger log, int number, string trainer, Exception fault);
}
