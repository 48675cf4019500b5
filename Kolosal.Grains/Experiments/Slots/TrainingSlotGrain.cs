using System.Security.Cryptography;
using Kolosal.Fairness;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Quantization;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Tabular;
using Microsoft.Extensions.Logging;

namespace Kolosal.Experiments;

/// <remarks>
/// Keeps nothing. Lives in the process it is named after; a call that finds it elsewhere, because that process died, is refused. The work
/// itself runs on the process's training pool. Whatever the work throws is its outcome: only what failed around it (the store, the process)
/// is thrown to the caller, who may try again.
/// </remarks>
[SlotPlacement, KeepAlive]
internal sealed partial class TrainingSlotGrain(ITrainingPool pool, FrameCache frames, FitMemory memory, ComputingEnvironment environment,
    IBlobStore blobs, TimeProvider clock, ILocalSiloDetails silo, ExperimentsInstruments instruments, ILogger<TrainingSlotGrain> log)
    : Grain, ITrainingSlotGrain
{
    /// <summary>The rows of the last trial's run, dealt: the next trial is mostly of the same run.</summary>
    private (string Plan, Frame Table, PlannedRows Rows)? last;

    private string Slot => ResourceKey.Parse(this.GetPrimaryKeyString()).Id;

    public Task OpenAsync() => Vanished() is { } refusal ? throw new InvalidOperationException(refusal.Message) : Task.CompletedTask;

    public async Task<Result<TrialResult>> RunTrialAsync(TrialWork work, CancellationToken cancel)
    {
        long began = clock.GetTimestamp();
        var (refusal, table) = await OpenAsync(work, cancel);
        if (refusal is not null) return refusal;
        var used = new MemoryUse();
        TrialFigures figures;
        try
        {
            var known = last is { } kept && kept.Plan == work.Plan && ReferenceEquals(kept.Table, table) ? kept.Rows : null;
            last = null;
            (figures, known) = await ComputeAsync(work, table!, used, (plan, spec, token) =>
            {
                var rows = known ?? PlannedRows.Of(table!, plan);
                return (TrialEvaluation.Run(rows, plan, spec, clock, token), rows);
            }, cancel);
            last = (work.Plan, table!, known);
        }
        catch (TrialPrunedException pruned)
        {
            instruments.TrialEnded(work.Trainer, "pruned", clock.GetElapsedTime(began));
            return new TrialResult(null, pruned.Message, used.ToReport(), Pruned: true);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // It ends this trial alone: the others do not depend on it.
            instruments.TrialEnded(work.Trainer, "failed", clock.GetElapsedTime(began));
            LogTrialFailed(log, work.Number, work.Trainer, fault);
            return new TrialResult(null, Reason(fault), used.ToReport());
        }
        var heldOut = figures.HeldOut is { } said ? await HeldOutStore.PutAsync(blobs, work, said, cancel) : null;
        instruments.TrialEnded(work.Trainer, "scored", clock.GetElapsedTime(began));
        instruments.Predicted(work.Trainer, used.ToReport());
        return new TrialResult(figures.ToScore(), null, used.ToReport(), HeldOut: heldOut);
    }

    public async Task<Result<RefitResult>> DeliverAsync(DeliveryWork delivery, CancellationToken cancel)
    {
        var work = delivery.Winner;
        long began = clock.GetTimestamp();
        var (refusal, table) = await OpenAsync(work, cancel);
        if (refusal is not null) return refusal;
        var fitted = await FitAsync(
            delivery, table!, began,
            made => (made, made.ToEvaluation(), made.ToReference(work.Data.FavourableLabel), ToFairness(made, work.Data.FavourableLabel, cancel)),
                cancel);
        if (!fitted.Accepted) return fitted.Refusal;
        var (model, evaluation, reference, fairness) = fitted.Value;
        using var bytes = new MemoryStream(model.Package, writable: false);
        var stored = await blobs.PutAsync(work.Data.Data.Workspace, bytes, cancel);
        instruments.Refitted(work.Trainer, clock.GetElapsedTime(began));
        return new RefitResult(stored, evaluation, reference, [.. model.Notes, .. fairness.Note is { } note ? [note] : (string[])[]],
            environment.Fingerprint,
            [.. model.Members.Select(m => new ModelMember(m.Trial, m.Trainer, m.Weight, m.Models, (ModelPrecision?)m.Precision))], model.HeldOutScore,
            model.Stacked, model.Bagged, fairness.Found);
    }

    /// <summary>How the model treats groups on the test part; null where nothing is declared to compare. A scan that fails does not take the model
    /// with it, and the model's notes say so.</summary>
    private (VersionFairness? Found, string? Note) ToFairness(FinishedModel made, string? favourable, CancellationToken cancel)
    {
        if (favourable is null || !made.Test.Rows.Schema.ProtectedColumns.Any()) return (null, null);
        try
        {
            return (ModelFairness.Scan(ModelPackage.Load(new MemoryStream(made.Package, writable: false)), made.Test.Rows, made.Test.Outputs,
                ModelScanTerms.OfDelivery(favourable, made.Test.Rows.Schema, seed: 0), clock.GetUtcNow(), cancel), null);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFairnessFailed(log, fault);
            return (null, $"How the model treats groups could not be measured: {FailureText.Of(fault)}");
        }
    }

    public async Task<Result<ReplayedFit>> ReplayAsync(DeliveryWork work, BlobRef expected, CancellationToken cancel)
    {
        var (refusal, table) = await OpenAsync(work.Winner, cancel);
        if (refusal is not null) return refusal;
        byte[]? recorded = await blobs.ReadWholeAsync(expected, cancel);
        var compared = await FitAsync(work, table!, clock.GetTimestamp(), made =>
        {
            string sha256 = Convert.ToHexStringLower(SHA256.HashData(made.Package));
            return (sha256, sha256 == expected.Sha256 ? null
                : recorded is null ? "The recorded package is not in the store, or damaged, so it cannot be said where they differ."
                : PackageDifference.First(recorded, made.Package));
        }, cancel);
        return compared.Map(found => new ReplayedFit(found.sha256, environment.Fingerprint, found.Item2));
    }

    /// <summary>Makes, examines and packs a model, and takes something of it, on the pool.</summary>
    private async Task<Result<T>> FitAsync<T>(DeliveryWork delivery, Frame table, long began, Func<FinishedModel, T> take, CancellationToken cancel)
    {
        var work = delivery.Winner;
        var library = await HeldOutStore.LibraryAsync(blobs, delivery, cancel);
        var recorded = delivery.Recorded is not { } members ? null : new RecordedEnsemble(
            [.. members.Select(m => new DeliveredMember(m.Trial, m.Trainer, m.Weight, m.Models, (ScorerPrecision?)m.Precision))], delivery.Stacked,
                delivery.Bagged);
        try
        {
            return await ComputeAsync(work, table, new MemoryUse(), (plan, spec, token) =>
            {
                double? left = delivery.AllowanceSeconds - clock.GetElapsedTime(began).TotalSeconds;
                return take(FinalFit.Run(table, plan, spec, new DeliveryTerms(library, left, delivery.Threads,
                    delivery.AllowanceSeconds < DeliveryTerms.QuickBelowSeconds, recorded), clock, token));
            }, cancel);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogRefitFailed(log, work.Number, work.Trainer, fault);
            return Refusal.Unprocessable("experiments.refit-failed", Reason(fault));
        }
    }

    private Task<T> ComputeAsync<T>(
        TrialWork work, Frame table, MemoryUse used, Func<RunPlan, TrialSpec, CancellationToken, T> compute, CancellationToken cancel)
    {
        var plan = RunPlan.Parse(work.Plan);
        var spec = new TrialSpec(work.Number, work.Trainer, TrialSpec.ParseParameters(work.Parameters), work.Rung, work.ClimbedFrom,
            work.Rival is { } rival ? new Rival(rival.Trial, rival.Folds) : null);
        used.Predicted = TrainingMemory.Predict(table, plan, spec);
        return pool.RunAsync(used.Predicted, token => memory.Run(() => compute(plan, spec, token), used.Measured), cancel);
    }

    /// <returns>The rows; or why there are none here, which another attempt will not change.</returns>
    private async Task<(Refusal? Refusal, Frame? Table)> OpenAsync(TrialWork work, CancellationToken cancel)
    {
        if (Vanished() is { } refusal) return (refusal, null);
        try
        {
            return (null, await frames.GetAsync(work.Data, cancel));
        }
        catch (FileNotFoundException)
        {
            return (Refusal.NotFound("experiments.no-data",
                $"The content of the dataset {work.Data.DatasetId} is not in the store; restore it and resume the run."), null);
        }
    }

    private Refusal? Vanished()
    {
        if (SlotLedger.ProcessOf(Slot) == ProcessName.Of(silo.SiloAddress)) return null;
        DeactivateOnIdle();
        return new Refusal(RefusalKind.Busy, SlotRefusals.Vanished, $"The process of {Slot} is gone; use another slot.");
    }

    /// <summary>A fit that was not begun, because it would not have fitted in, says so in its own words.</summary>
    private static string Reason(Exception fault) => fault is TrainingMemoryException tooLarge ? tooLarge.Message : FailureText.Of(fault);

    /// <summary>What is known of the memory of one computation.</summary>
    private sealed class MemoryUse
    {
        private long? allocated, peak;

        public long Predicted { get; set; }

        public void Measured(long allocatedBytes, long? peakBytes) => (allocated, peak) = (allocatedBytes, peakBytes);

        public TrialMemory ToReport() => new(Predicted, allocated, peak);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A delivered model could not be scanned for how it treats groups")]
    private static partial void LogFairnessFailed(ILogger log, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Trial {Number} ({Trainer}) failed")]
    private static partial void LogTrialFailed(ILogger log, int number, string trainer, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Trial {Number} ({Trainer}) could not be fitted on all development rows")]
    private static partial void LogRefitFailed(ILogger log, int number, string trainer, Exception fault);
}
