namespace Kolosal.Learning.Validation;

/// <summary>Folds that respect time, beside the expanding ones of <see cref="Folds.TimeSeries"/>.</summary>
public static class TimeFolds
{
    /// <summary>
    /// k folds that learn from a window of fixed length before the gap before the judged block, for series whose
    /// distant past misleads. Blocks are those of <see cref="Folds.TimeSeries"/>; the first windows may be shorter.
    /// </summary>
    /// <param name="times">The time of each row.</param>
    /// <param name="k">At least 1.</param>
    /// <param name="window">The most rows to learn from, at least 1.</param>
    /// <param name="gap">Rows left out between learning and judging. At least 0.</param>
    /// <exception cref="TrainingException">There are too few rows.</exception>
    public static ImmutableArray<Fold> Sliding(ReadOnlySpan<double> times, int k, int window, int gap = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        double[] given = times.ToArray();
        return [.. Folds.TimeSeries(times, k, gap).Select(
            fold => fold with { Training = [.. fold.Training.OrderBy(row => given[row]).TakeLast(window).Order()] })];
    }

    /// <summary>
    /// k blocks of time, each judged once by models that learn from before and after it, without the rows whose targets overlap it
    /// (purging) or that begin soon after it (embargo) (López de Prado, Advances in Financial Machine Learning, 2018, section 7.4).
    /// </summary>
    /// <param name="begin">When each row's features are known.</param>
    /// <param name="end">When its target is known, not before <paramref name="begin"/>.</param>
    /// <param name="k">At least 2.</param>
    /// <param name="embargo">Time after a judged block's last target within which no row
    /// that is learnt from begins; 0 or more, in the unit of the times.</param>
    /// <exception cref="TrainingException">There are too few rows, or purging leaves a fold nothing to learn from.</exception>
    public static ImmutableArray<Fold> Purged(ReadOnlySpan<double> begin, ReadOnlySpan<double> end, int k, double embargo = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 2);
        Require.AtLeast(embargo, 0);
        if (begin.Length != end.Length) throw new ArgumentException($"Need a begin and an end a row, got {begin.Length} and {end.Length}.");
        if (begin.Length < k) throw new TrainingException($"{k} folds need at least {k} rows, got {begin.Length}.");
        double[] from = begin.ToArray(), to = end.ToArray();
        for (int row = 0; row < from.Length; row++)
            if (!(to[row] >= from[row])) throw new ArgumentException($"Row {row} ends at {to[row]}, before it begins at {from[row]}.", nameof(end));
        int[] order = [.. Enumerable.Range(0, from.Length).OrderBy(row => from[row])];
        var folds = ImmutableArray.CreateBuilder<Fold>(k);
        for (int f = 0; f < k; f++)
        {
            int[] judged = order[(int)((long)f * order.Length / k)..(int)((f + 1L) * order.Length / k)];
            double first = judged.Min(row => from[row]), last = judged.Max(row => to[row]);
            // Equal begins may lie on both sides of a cut: the overlap test takes them out as well.
            int[] learnt = [.. order.Except(judged).Where(row => to[row] < first || from[row] > last + embargo).Order()];
            if (learnt.Length == 0)
                throw new TrainingException(
                    $"Purging leaves fold {f} nothing to learn from: targets reach over all other rows. Use fewer folds or shorter targets.");
            folds.Add(new([.. learnt], [.. judged.Order()]));
        }
        return folds.MoveToImmutable();
    }
}
