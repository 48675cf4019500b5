namespace Kolosal.Experiments;

/// <summary>A training pool whose work throws what a test says: in trials, in refits, or not at all.</summary>
internal sealed class ThrowingPool(ITrainingPool real) : ITrainingPool
{
    private volatile Func<Exception>? inTrials, inRefits;

    public int Slots => real.Slots;

    public void Throw(Func<Exception>? inTrials = null, Func<Exception>? inRefits = null) => (this.inTrials, this.inRefits) = (inTrials, inRefits);

    public Task<T> RunAsync<T>(long predictedBytes, Func<CancellationToken, T> work, CancellationToken cancel)
    {
        var fault = typeof(T) == typeof((TrialFigures, PlannedRows)) ? inTrials : typeof(T) == typeof(PlannedRun) ? null : inRefits;
        return real.RunAsync(predictedBytes, fault is null ? work : _ => throw fault(), cancel);
    }
}
