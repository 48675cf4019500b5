using System.Diagnostics.Metrics;

namespace Kolosal.Experiments;

/// <summary>Meter <c>Kolosal.Experiments</c>: what runs and trials come to, and what they take.</summary>
public sealed class ExperimentsInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Experiments");
    private readonly Counter<long> runs, lostCalls, failedSteps, studyTrials, tables, replays;
    private readonly Histogram<double> trialSeconds, refitSeconds, memoryRatio, importSeconds, quantizationSeconds;

    public ExperimentsInstruments()
    {
        runs = meter.CreateCounter<long>("kolosal.experiments.runs", "{run}", "Runs that ended, by outcome.");
        lostCalls = meter.CreateCounter<long>(
            "kolosal.experiments.calls.lost", "{call}", "Trials, refits and registrations whose slot, process or store went away, by kind.");
        failedSteps = meter.CreateCounter<long>("kolosal.experiments.steps.failed", "{step}", "Steps of runs that threw; tried again after a pause.");
        studyTrials = meter.CreateCounter<long>("kolosal.experiments.study.trials", "{trial}", "Trials of studies that workers told, by outcome.");
        tables = meter.CreateCounter<long>("kolosal.experiments.tables.read", "{table}", "Tables read from the store for training.");
        replays = meter.CreateCounter<long>("kolosal.experiments.replays", "{replay}", "Replays that ended: same, different or failed.");
        memoryRatio = meter.CreateHistogram<double>("kolosal.experiments.trial.memory.ratio", "1",
            "A trial's predicted memory over the measured growth of the heap, by trainer; only of trials that nothing ran beside.");
        trialSeconds = meter.CreateHistogram<double>("kolosal.experiments.trial.duration", "s",
            "From the call to the score, by trainer and outcome.");
        refitSeconds = meter.CreateHistogram<double>("kolosal.experiments.refit.duration", "s", "From the call to the stored package, by trainer.");
        importSeconds = meter.CreateHistogram<double>("kolosal.experiments.import.duration", "s",
            "Models taken in from elsewhere, from the call to the version, by format and outcome.");
        quantizationSeconds = meter.CreateHistogram<double>("kolosal.experiments.quantization.duration", "s",
            "Versions made in fewer bits, from the call to the version, by precision and outcome.");
    }

    /// <param name="outcome">completed, failed or cancelled.</param>
    public void RunEnded(string outcome) => runs.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <param name="kind">trial, refit or registration.</param>
    public void CallLost(string kind) => lostCalls.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <param name="outcome">complete, pruned or failed.</param>
    public void StudyTrialTold(string outcome) => studyTrials.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void TableRead() => tables.Add(1);

    /// <param name="outcome">same, different or failed.</param>
    public void Replayed(string outcome) => replays.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Predicted(string trainer, TrialMemory memory)
    {
        if (memory.PeakBytes is > 0 and var peak)
            memoryRatio.Record((double)memory.PredictedBytes / peak, new KeyValuePair<string, object?>("trainer", trainer));
    }

    public void StepFailed() => failedSteps.Add(1);

    /// <param name="trainer">Its trainer.</param>
    /// <param name="outcome">scored, pruned or failed.</param>
    /// <param name="took">From the call to the result.</param>
    public void TrialEnded(string trainer, string outcome, TimeSpan took) =>
        trialSeconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("trainer", trainer), new("outcome", outcome));

    public void Refitted(string trainer, TimeSpan took) =>
        refitSeconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("trainer", trainer));

    /// <param name="format">Of the file.</param>
    /// <param name="outcome">imported, or the code of the refusal.</param>
    /// <param name="took">From the call to the answer.</param>
    public void Imported(string format, string outcome, TimeSpan took) =>
        importSeconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("format", format), new("outcome", outcome));

    /// <param name="precision">Of the new version.</param>
    /// <param name="outcome">quantized, or the code of the refusal.</param>
    /// <param name="took">From the call to the answer.</param>
    public void Quantized(string precision, string outcome, TimeSpan took) =>
        quantizationSeconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("precision", precision), new("outcome", outcome));

    public void Dispose() => meter.Dispose();
}
