namespace Kolosal.Learning.Baselines;

/// <param name="Smoothing">Pseudo-rows a class (Laplace). Default: 1; 0 lets an unseen class have probability 0.</param>
public sealed record PriorOptions(double Smoothing = 1)
{
    /// <summary>Pseudo-rows a class, finite and not negative.</summary>
    public double Smoothing { get; } = Require.NotNegative(Smoothing);
}

/// <summary>The model every candidate must beat: it ignores the features and answers the
/// weighted class shares, or the weighted mean of the targets.</summary>
public sealed class PriorTrainer(PriorOptions options) : Trainer(Descriptor)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("prior",
        [LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression], FeatureEncoding.Native,
        new SearchSpace(new FloatParameter("smoothing", 0, 1000, 1)),
        given => new PriorTrainer(new PriorOptions(given.Float("smoothing"))), ConstantPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        if (rows.Task == LearningTask.Regression) return new ConstantPredictor(rows.Columns.Length, [TargetUnit.Of(rows).Center]);

        var shares = new double[rows.Classes];
        Array.Fill(shares, options.Smoothing);
        double total = rows.Classes * options.Smoothing;
        for (int row = 0; row < rows.Rows; row++)
        {
            shares[rows.Labels.Span[row]] += rows.Weight(row);
            total += rows.Weight(row);
        }
        for (int k = 0; k < shares.Length; k++) shares[k] /= total;
        return new ConstantPredictor(rows.Columns.Length, shares);
    }
}
