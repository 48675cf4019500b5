using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Encoders;

/// <summary>Encoders that put a statistic of the target in the place of each code. What
/// serves comes from all training rows; what is trained on does not: see each step.</summary>
/// <remarks>
/// Two classes and regressions give one feature a column, more classes one a class. Missing is a
/// category. Codes that did not occur get the prior. Weights count. Without care a row's own target would
/// be in its encoding, and a learner would trust a column of noise; hence <see cref="FitTransform"/>.
/// </remarks>
public abstract class TargetStatisticsFitter : TransformFitter
{
    private protected TargetStatisticsFitter(TransformDescriptor descriptor) : base(descriptor) { }

    /// <inheritdoc/>
    public override (Transform Transform, FeatureRows Rows) FitTransform(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var transform = Fit(rows, seed, cancel);
        var set = WithTarget(rows);
        int width = transform.Outputs.Length, outputs = CategoryTotals.OutputsOf(set), at = 0;
        var encoded = new double[checked(rows.Rows * width)];
        for (int c = 0; c < rows.Columns.Length; c++)
        {
            cancel.ThrowIfCancellationRequested();
            if (rows.Columns[c].IsCategorical)
            {
                EncodeTraining(set, c, encoded, at, width, SeededRandom.Derive(seed, (ulong)c), cancel);
                at += outputs;
                continue;
            }
            for (int row = 0; row < rows.Rows; row++)
            {
                cancel.PollAt(row);
                encoded[row * width + at] = rows.Row(row)[c];
            }
            at++;
        }
        return (transform, rows.WithFeatures(encoded, transform.Outputs));
    }

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var set = WithTarget(rows);
        CheckTask(set);
        int outputs = CategoryTotals.OutputsOf(set);
        var tables = new CodeTable?[rows.Columns.Length];
        for (int c = 0; c < tables.Length; c++)
        {
            if (!rows.Columns[c].IsCategorical) continue;
            cancel.ThrowIfCancellationRequested();
            var totals = Totals(set, c, cancel);
            var statistic = StatisticOf(set, c, totals);
            var values = new double[totals.Codes * outputs];
            for (int code = 0; code < totals.Codes; code++)
                for (int k = 0; k < outputs; k++) values[code * outputs + k] = statistic(totals, code, k);
            string name = rows.Columns[c].Name;
            tables[c] = new(outputs == 1 ? [name] : [.. Enumerable.Range(0, outputs).Select(k => $"{name}:{k}")], [.. values]);
        }
        return new CodeTableTransform(rows.Columns, [.. tables]);
    }

    /// <summary>Refuses a task that the statistic is not defined for.</summary>
    private protected virtual void CheckTask(TrainingSet rows) { }

    /// <summary>The number that stands for a code, given the totals of whichever rows it may be learnt from.</summary>
    private protected abstract Func<CategoryTotals, int, int, double> StatisticOf(TrainingSet rows, int column, CategoryTotals totals);

    /// <summary>Writes a column of the training rows as the learner shall see it.</summary>
    private protected abstract void EncodeTraining(TrainingSet rows, int column, double[] encoded, int offset, int width, ulong seed,
        CancellationToken cancel);

    /// <summary>The totals of a column over all rows.</summary>
    private protected static CategoryTotals Totals(TrainingSet rows, int column, CancellationToken cancel)
    {
        var totals = new CategoryTotals(rows.Columns[column].Cardinality + 1, CategoryTotals.OutputsOf(rows));
        for (int row = 0; row < rows.Rows; row++)
        {
            cancel.PollAt(row);
            totals.Add(rows, row, column);
        }
        return totals;
    }

    /// <summary>Encodes each row from the rows of the other folds, their prior included.</summary>
    private protected void EncodeOutOfFold(TrainingSet rows, int column, int[] fold, int folds, double[] encoded, int offset, int width,
        CancellationToken cancel)
    {
        int outputs = CategoryTotals.OutputsOf(rows);
        CategoryTotals[] parts = [.. Enumerable.Range(0, folds).Select(_ => new CategoryTotals(rows.Columns[column].Cardinality + 1, outputs))];
        for (int row = 0; row < rows.Rows; row++)
        {
            cancel.PollAt(row);
            parts[fold[row]].Add(rows, row, column);
        }
        for (int f = 0; f < folds; f++)
        {
            var others = new CategoryTotals(parts[f].Codes, outputs);
            for (int g = 0; g < folds; g++) if (g != f) others.Add(parts[g]);
            var statistic = StatisticOf(rows, column, others);
            for (int row = 0; row < rows.Rows; row++)
            {
                cancel.PollAt(row);
                if (fold[row] == f)
                    for (int k = 0; k < outputs; k++)
                        encoded[row * width + offset + k] = statistic(others, CategoryTotals.Code(rows, row, column), k);
            }
        }
    }

    /// <summary>Row i in fold i mod k, or the rows dealt at random into folds of equal size.</summary>
    private protected static int[] FoldsOf(int rows, int folds, bool shuffle, ulong seed)
    {
        int[] fold = [.. Enumerable.Range(0, rows).Select(row => row % folds)];
        if (shuffle) new SeededRandom(seed).Shuffle<int>(fold);
        return fold;
    }
}
