using Kolosal.Experiments;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;

namespace Kolosal.Exploration;

/// <remarks>
/// Keeps nothing. Lives in the process it is named after; a call that finds it elsewhere, because that process died, is refused. The computation
/// runs on the process's training pool. Whatever it throws is its outcome: only what failed around it is thrown to the caller, who may try again.
/// </remarks>
[SlotPlacement]
internal sealed partial class AnalysisSlotGrain(ITrainingPool pool, FrameCache frames, IBlobStore blobs, TimeProvider clock, ILocalSiloDetails silo,
    ExplorationInstruments instruments, ILogger<AnalysisSlotGrain> log) : Grain, IAnalysisSlotGrain
{
    // Written by the thread that computes, read by turns of the grain.
    private Share? share;

    public Task<double?> ProgressAsync() => Task.FromResult(share?.Value);

    public async Task<Result<AnalysisResult>> RunAsync(AnalysisWork work, CancellationToken cancel)
    {
        string slot = ResourceKey.Parse(this.GetPrimaryKeyString()).Id;
        if (SlotLedger.ProcessOf(slot) != ProcessName.Of(silo.SiloAddress))
        {
            DeactivateOnIdle();
            return new Refusal(RefusalKind.Busy, SlotRefusals.Vanished, $"The process of {slot} is gone; use another slot.");
        }
        var plan = AnalysisPlan.Parse(work.Plan);
        long began = clock.GetTimestamp();
        AnalysisOutcome outcome;
        var done = share = plan.Series is null ? null : new Share();
        try
        {
            var table = await frames.GetAsync(work.Data, cancel);
            long bytes = TrainingMemory.Predict(table) + AnalysisMemory.Predict(plan, table.Rows);
            outcome = await pool.RunAsync(bytes, token => Analysis.Run(table, plan, token, done is null ? null : done.Set), cancel);
        }
        catch (FileNotFoundException)
        {
            return Refusal.NotFound("exploration.no-data", $"The content of the dataset {work.Data.DatasetId} is not in the store.");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFailed(log, plan.Kind, plan.Method, fault);
            return Refusal.Unprocessable("exploration.failed", FailureText.Of(fault));
        }
        finally
        {
            share = null;
        }
        var took = clock.GetElapsedTime(began);
        instruments.Computed(plan.Kind, plan.Method, took);
        var tables = ImmutableArray.CreateBuilder<AnalysisTable>();
        foreach (var table in outcome.Tables)
        {
            using var bytes = new MemoryStream();
            OutcomeCodec.Write(table.Rows, bytes);
            bytes.Position = 0;
            var stored = await blobs.PutAsync(work.Data.Data.Workspace, bytes, cancel);
            tables.Add(new(table.Name, table.Rows.Rows, [.. table.Rows.Schema.Columns.Select(c => c.Name)], stored));
        }
        return outcome.ToResult(tables.ToImmutable(), took);
    }

    private sealed class Share
    {
        private double value;

        public double? Value => Volatile.Read(ref value);

        public void Set(double done) => Volatile.Write(ref value, done);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An analysis ({Kind}, {Method}) failed")]
    private static partial void LogFailed(ILogger log, string kind, string method, Exception fault);
}
