using Kolosal.Learning.Anomaly;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>Says of every row how unusual it is among all of them.</summary>
internal static class AnomalyDetection
{
    public static AnalysisOutcome Run(Frame table, EncodedTable encoded, AnalysisPlan plan, CancellationToken cancel)
    {
        var rows = encoded.Rows;
        var trainer = AnomalyTrainers.Get(plan.Method).Create(plan.Parameters);
        var detector = trainer.Fit(rows, plan.Seed, cancel);
        double[] scores = trainer is LocalOutlierFactorTrainer factors
            ? factors.TrainingScores(rows, cancel) // a row is not its own neighbour
            : new double[rows.Rows];
        if (trainer is not LocalOutlierFactorTrainer)
            for (int row = 0; row < scores.Length; row++)
            {
                if (row % 256 == 0) cancel.ThrowIfCancellationRequested();
                scores[row] = detector.Score(rows.Row(row));
            }
        bool[] unusual = [.. scores.Select(score => score > detector.Threshold)];
        int anomalies = unusual.Count(flag => flag);
        double[] order = [.. scores.Order()];
        return new(
            [
                new("rows", rows.Rows), new("anomalies", anomalies), new("contamination", (double)anomalies / rows.Rows),
                Figure.Of("threshold", detector.Threshold, "The method's threshold is not finite."),
                Figure.Of("least_score", order[0], "The score is not finite."), Figure.Of("greatest_score", order[^1], "The score is not finite."),
            ],
            encoded.Encoding,
            [TableBuilder.OfRows(table, plan).Numbers("score", scores).Flags("anomaly", unusual).Build()],
            ["Greater scores are more unusual, in the method's own unit; those above the threshold are anomalies."]);
    }
}
