using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>Carries out a plan.</summary>
public static class Analysis
{
    /// <param name="table">The whole dataset.</param>
    /// <param name="plan">Made for its schema.</param>
    /// <param name="cancel">Polled inside the loops.</param>
    /// <param name="progress">Told the share that is done, in (0, 1], where the work has steps: series of a forecast.</param>
    /// <exception cref="TrainingException">The rows cannot give what was asked.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static AnalysisOutcome Run(Frame table, AnalysisPlan plan, CancellationToken cancel, Action<double>? progress = null)
    {
        if (plan.Series is { } series) return SeriesForecast.Run(table, plan, series, progress, cancel);
        var encoded = EncodedTable.Of(table, plan);
        cancel.ThrowIfCancellationRequested();
        return plan.Kind switch
        {
            AnalysisKinds.Clustering => ClusterAnalysis.Run(table, encoded, plan, cancel),
            AnalysisKinds.Anomaly => AnomalyDetection.Run(table, encoded, plan, cancel),
            _ => Projection.Run(table, encoded, plan, cancel),
        };
    }
}
