using Kolosal.Learning.Baselines;
using Kolosal.Learning.Linear;
using Kolosal.Learning.Trees;
using Kolosal.Statistics;

namespace Kolosal.Learning.Ensembles;

/// <summary>Classes in order, by a model of two classes for each threshold: above k or not (Frank and Hall, ECML 2001).</summary>
/// <remarks>
/// Uses the order of the class numbers, so it is for targets whose classes were put in order; on others it learns, and its thresholds mean nothing.
/// A threshold that the rows do not part, because no row is below or none above, is answered by their share alone.
/// </remarks>
public sealed class ThresholdTrainer : Trainer
{
    private readonly ITrainer binary;

    private ThresholdTrainer(TrainerDescriptor own, ITrainer binary) : base(own) => this.binary = binary;

    /// <summary>Thresholds by gradient boosting.</summary>
    public static TrainerDescriptor Boosting { get; } = Describe("ordinal_boosting", GradientBoostingTrainer.Descriptor, () => Boosting!);

    /// <summary>Thresholds by logistic regression, each with coefficients of its own.</summary>
    public static TrainerDescriptor Logistic { get; } = Describe("ordinal_logistic", LogisticTrainer.Descriptor, () => Logistic!);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var models = new IPredictor[rows.Classes - 1];
        for (int k = 0; k < models.Length; k++)
        {
            cancel.ThrowIfCancellationRequested();
            int threshold = k;
            int[] labels = Array.ConvertAll(rows.Labels.ToArray(), label => label > threshold ? 1 : 0);
            var parted = TrainingSet.Classification(rows.Features, rows.Columns, labels, 2, rows.Weights);
            double share = ShareAbove(parted);
            models[k] = share is > 0 and < 1 ? binary.Fit(parted, SeededRandom.Derive(seed, (ulong)k), cancel)
                : new ConstantPredictor(rows.Columns.Length, [1 - share, share]);
        }
        return new ThresholdModel(models);
    }

    private static double ShareAbove(TrainingSet parted)
    {
        double above = 0, all = 0;
        for (int row = 0; row < parted.Rows; row++)
        {
            all += parted.Weight(row);
            if (parted.Labels.Span[row] == 1) above += parted.Weight(row);
        }
        return above / all;
    }

    private static TrainerDescriptor Describe(string name, TrainerDescriptor binary, Func<TrainerDescriptor> own) => new(
        name, [LearningTask.Binary, LearningTask.Multiclass], binary.Encoding, binary.Space,
        given => new ThresholdTrainer(own(), binary.Create(given)), reader => ThresholdModel.Read(reader, binary.Read),
        binary.WeightsRepeat, binary.MaxRows, Unstoppable: binary.Unstoppable,
        TakesWeights: binary.TakesWeights);
}
