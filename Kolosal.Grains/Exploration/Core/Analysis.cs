using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>Carries out a plan.</summary>
public static class Analysis
{
    /// <param name="table">The whole dataset.</param>
    /// <param name="plan">Made for its schema.</param>
    /// <param name="cancel">Polled inside the loops.</param>
    /// <exception cref="TrainingException">The rows cannot give what was asked.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static AnalysisOutcome Run(Frame table, AnalysisPlan plan, CancellationToken cancel)
    {
        if (plan.Series is { } series) return SeriesForecast.Run(table, plan, series, cancel);
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
