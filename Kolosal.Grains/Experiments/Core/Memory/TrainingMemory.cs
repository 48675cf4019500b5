using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>How much memory fitting a pipeline takes, by arithmetic on the table's size, the trainer and its hyper-parameters.</summary>
public static class TrainingMemory
{
    private const int MostOneHotColumns = 50, Double = sizeof(double);

    /// <summary>Copies of the rows that live together in a trial: development part, a fold's
    /// training and validation rows; encoded rows and what the trainer makes of them.</summary>
    private const int RawCopies = 3, EncodedCopies = 2;

    /// <summary>What every fit needs whatever its size: buffers, the metric's resamples, the package.</summary>
    private const long Least = 4L << 20;

    /// <summary>Bytes at the peak of a computation that only splits and encodes: a plan, or a trainer of which nothing more is known.</summary>
    public static long Predict(Frame table) => Least + OfRows(TableSize.Of(table, oneHot: true));

    /// <summary>Bytes at the peak of a trial, or of the refit of its choice.</summary>
    /// <param name="table">The whole dataset.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="spec">What is fitted.</param>
    public static long Predict(Frame table, RunPlan plan, TrialSpec spec)
    {
        bool native = Trainers.All.FirstOrDefault(t => t.Name == spec.Trainer)?.Encoding == FeatureEncoding.Native;
        var size = TableSize.Of(table, oneHot: !native);
        long outputs = Math.Max(1, plan.Problem.Outputs);

        // Every fold's pipeline is kept until the last one is scored, with the outputs of all rows.
        int models = plan.Validation == ValidationRule.Folds ? plan.Folds : 1;
        var (working, model) = TrainerMemory.Of(spec.Trainer, spec.Parameters, size.Rows, size.Encoded, outputs);
        return Least + OfRows(size) + working + models * model + size.Rows * outputs * Double;
    }

    private static long OfRows(TableSize size) => size.Rows * Double * (RawCopies * size.Columns + EncodedCopies * size.Encoded);

    /// <param name="Rows">Of the table.</param>
    /// <param name="Columns">Of the table.</param>
    /// <param name="Encoded">Columns behind the encoder.</param>
    private readonly record struct TableSize(long Rows, long Columns, long Encoded)
    {
        public static TableSize Of(Frame table, bool oneHot) => new(table.Rows, table.Columns.Length, table.Columns.Sum(column =>
            oneHot && column is CategoricalColumn categories ? Math.Min(categories.Dictionary.Length, MostOneHotColumns) : 1L));
    }
}
