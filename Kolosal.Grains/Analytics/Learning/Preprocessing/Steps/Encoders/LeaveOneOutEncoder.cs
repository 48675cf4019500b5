namespace Kolosal.Learning.Preprocessing.Encoders;

/// <summary>The mean target of the other rows with the code; what serves is the mean of all of them. A code's only row gets the prior.</summary>
/// <remarks>
/// Zhang's encoder of the Owen prize (2015), without its noise. On average nothing of a row's target is
/// in its encoding, but within one code the encoding falls as the target rises: a learner that can tell
/// the code as well may read the target off it. <see cref="TargetEncoder"/> does not have this flaw.
/// </remarks>
public sealed class LeaveOneOutEncoder() : TargetStatisticsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } =
        new("leave_one_out_encoder", TransformNeeds.Target | TransformNeeds.Categories, new SearchSpace(), _ => new LeaveOneOutEncoder());

    private protected override Func<CategoryTotals, int, int, double> StatisticOf(TrainingSet rows, int column, CategoryTotals totals) =>
        (from, code, k) => from.Count(code) > 0 ? from.Sum(code, k) / from.Count(code) : from.Prior(k);

    private protected override void EncodeTraining(TrainingSet rows, int column, double[] encoded, int offset, int width, ulong seed,
        CancellationToken cancel)
    {
        var totals = Totals(rows, column, cancel);
        for (int row = 0; row < rows.Rows; row++)
        {
            cancel.PollAt(row);
            int code = CategoryTotals.Code(rows, row, column);
            double weight = rows.Weight(row), others = totals.Count(code) - weight;
            for (int k = 0; k < totals.Outputs; k++)
                encoded[row * width + offset + k] = others > 1e-12 * totals.Count(code)
                    ? (totals.Sum(code, k) - weight * CategoryTotals.Target(rows, row, k)) / others : totals.Prior(k);
        }
    }
}

/// <param name="Smoothing">a > 0: the prior counts as much as so many rows. Default: 1.</param>
public sealed record OrderedTargetEncoderOptions(double Smoothing = 1)
{
    /// <summary>Finite, above 0.</summary>
    public double Smoothing { get; } = Require.Positive(Smoothing);
}

/// <summary>Ordered target statistics: (Σ y + a · prior) / (n + a) over the rows with the
/// code that come earlier in a random order; what serves is the same over all rows.</summary>
/// <remarks>Prokhorenkova et al., CatBoost (NeurIPS 2018), eq. 5; one order, the prior the mean over all rows.</remarks>
public sealed class OrderedTargetEncoder(OrderedTargetEncoderOptions options) : TargetStatisticsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("ordered_target_encoder", TransformNeeds.Target | TransformNeeds.Categories,
        new SearchSpace(new FloatParameter("smoothing", 0.1, 100, 1, Log: true)), given =>
            new OrderedTargetEncoder(new OrderedTargetEncoderOptions(given.Float("smoothing"))));

    private protected override Func<CategoryTotals, int, int, double> StatisticOf(TrainingSet rows, int column, CategoryTotals totals) =>
        (from, code, k) => (from.Sum(code, k) + options.Smoothing * from.Prior(k)) / (from.Count(code) + options.Smoothing);

    private protected override void EncodeTraining(TrainingSet rows, int column, double[] encoded, int offset, int width, ulong seed,
        CancellationToken cancel)
    {
        var all = Totals(rows, column, cancel);
        var earlier = new CategoryTotals(all.Codes, all.Outputs);
        int[] order = [.. Enumerable.Range(0, rows.Rows)];
        new Statistics.SeededRandom(seed).Shuffle<int>(order);
        foreach (var (done, row) in order.Index())
        {
            cancel.PollAt(done);
            int code = CategoryTotals.Code(rows, row, column);
            for (int k = 0; k < all.Outputs; k++)
                encoded[row * width + offset + k] = (earlier.Sum(code, k) + options.Smoothing * all.Prior(k))
                    / (earlier.Count(code) + options.Smoothing);
            earlier.Add(rows, row, column);
        }
    }
}
