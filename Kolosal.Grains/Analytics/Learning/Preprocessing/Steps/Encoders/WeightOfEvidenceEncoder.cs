namespace Kolosal.Learning.Preprocessing.Encoders;

/// <param name="Smoothing">s > 0, added to every count. Default: 0.5.</param>
/// <param name="Folds">Training rows are encoded from the other of so many folds. Default: 5.</param>
public sealed record WeightOfEvidenceOptions(double Smoothing = 0.5, int Folds = 5)
{
    /// <summary>Finite, above 0.</summary>
    public double Smoothing { get; } = Require.Positive(Smoothing);

    /// <summary>At least 2.</summary>
    public int Folds { get; } = Require.AtLeast(Folds, 2);
}

/// <summary>ln [(pos + s) / (P + s)] − ln [(neg + s) / (N + s)] for the rows of a code among all; for
/// two classes (Good, Biometrika 66, 1979; Siddiqi, Credit Risk Scorecards, chapter 6).</summary>
/// <remarks>0 for codes that did not occur. Training rows are encoded out of fold.</remarks>
public sealed class WeightOfEvidenceEncoder(WeightOfEvidenceOptions options) : TargetStatisticsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("weight_of_evidence_encoder", TransformNeeds.Target | TransformNeeds.Categories,
        new SearchSpace(new FloatParameter("smoothing", 0.01, 10, 0.5, Log: true), new IntegerParameter("folds", 2, 20, 5)),
        given => new WeightOfEvidenceEncoder(new WeightOfEvidenceOptions(given.Float("smoothing"), given.Integer("folds"))));

    /// <summary>Σ (share of positives − share of negatives) · weight of evidence over the codes
    /// of a column, the shares smoothed alike: how far apart it sets the classes.</summary>
    public double InformationValue(TrainingSet rows, int column)
    {
        CheckTask(rows);
        var totals = Totals(rows, column, CancellationToken.None);
        double value = 0, smoothing = options.Smoothing, positives = totals.AllSum(0) + smoothing,
            negatives = totals.AllCount - totals.AllSum(0) + smoothing;
        for (int code = 0; code < totals.Codes; code++)
            if (totals.Count(code) > 0)
                value += ((totals.Sum(code, 0) + smoothing) / positives - (totals.Count(code) - totals.Sum(code, 0) + smoothing) / negatives)
                    * Evidence(totals, code);
        return value;
    }

    private protected override void CheckTask(TrainingSet rows)
    {
        if (rows.Task != LearningTask.Binary)
            throw new TrainingException(
                $"'{Name}' weighs evidence for one class against another, and the target has not two; choose 'target_encoder'.");
    }

    private protected override Func<CategoryTotals, int, int, double> StatisticOf(TrainingSet rows, int column, CategoryTotals totals) =>
        (from, code, _) =>
        Evidence(from, code);

    private protected override void EncodeTraining(TrainingSet rows, int column, double[] encoded, int offset, int width, ulong seed,
        CancellationToken cancel) =>
        EncodeOutOfFold(rows, column, FoldsOf(rows.Rows, options.Folds, shuffle: true, seed), options.Folds, encoded, offset, width,
            cancel);

    private double Evidence(CategoryTotals totals, int code)
    {
        if (totals.Count(code) == 0) return 0;
        double s = options.Smoothing, positive = totals.Sum(code, 0), positives = totals.AllSum(0);
        return Math.Log((positive + s) / (positives + s)) - Math.Log((totals.Count(code) - positive + s) / (totals.AllCount - positives + s));
    }
}
