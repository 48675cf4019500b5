using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>A table of thirty features: twenty-four numbers in six groups that hang together, some skewed or far from 0, one with gaps; three
/// counts; three categories. And a decision that has nothing to do with them.</summary>
internal static class ThirtyFeatures
{
    public const int Count = 30, Gaps = 3;
    private const int Numbers = 27;
    private const double Common = 0.6, Selected = 0.3;

    /// <summary>A row; with a negative correlation the first two features lie against each other.</summary>
    public static void Row(ref SeededRandom random, Span<double> row, bool against = false)
    {
        for (int group = 0; group < 6; group++)
        {
            double shared = random.NextNormal();
            for (int k = 0; k < 4; k++)
            {
                int at = group * 4 + k;
                double value = Math.Sqrt(Common) * (against && at == 0 ? -shared : shared) + Math.Sqrt(1 - Common) * random.NextNormal();
                row[at] = k == 1 ? Math.Exp(value) : k == 2 ? 500 + 100 * value : value;
            }
        }

        for (int at = 24; at < Numbers; at++) row[at] = Math.Floor(2 * Math.Abs(random.NextNormal()));
        for (int at = Numbers; at < Count; at++) row[at] = random.NextDouble() is var u && u < 0.5 ? 0 : u < 0.8 ? 1 : u < 0.95 ? 2 : 3;
        if (random.NextDouble() < 0.02) row[Gaps] = double.NaN;
    }

    /// <summary>Training on so many rows.</summary>
    public static DriftYardstick Train(ulong seed, int rows, double falseAlarm, bool detail = true)
    {
        var random = new SeededRandom(seed);
        var values = new double[rows * Count];
        for (int row = 0; row < rows; row++) Row(ref random, values.AsSpan(row * Count, Count));
        double[] Column(int at) => [.. Enumerable.Range(0, rows).Select(row => values[row * Count + at])];
        ColumnDistribution[] columns = [.. Enumerable.Range(0, Count).Select(at => at < Numbers ? ColumnDistribution.OfNumbers($"x{at}", Column(at))
            : ColumnDistribution.OfCodes($"c{at}", ["a", "b", "c", "d"], Array.ConvertAll(Column(at), v => (int)v)))];
        var decisions = new int[rows];
        for (int row = 0; row < rows; row++) decisions[row] = Decide(ref random);
        return DriftYardstick.OfPredictions(columns, ColumnDistribution.OfCodes("y", ["no", "yes"], decisions), detail ? new(
            JointShape.Of(columns, Column),
            [.. Enumerable.Range(0, Count).Select(at => at < Numbers ? MagnitudeSketch.Pack(MagnitudeSketch.Of(Column(at))) : [])],
            [], null, null, null) : null, falseAlarm);
    }

    public static DriftTally Begin(DriftYardstick yardstick)
    {
        var tally = new DriftTally();
        tally.Begin(yardstick);
        return tally;
    }

    /// <summary>Serves rows one by one until the bets win.</summary>
    /// <returns>Rows served by then; null when they do not.</returns>
    public static int? Serve(DriftYardstick yardstick, DriftTally tally, ref SeededRandom random, int rows, Action<double[]>? change = null)
    {
        var row = new double[Count];
        int? won = null;
        for (int served = 0; served < rows; served++)
        {
            Row(ref random, row);
            change?.Invoke(row);
            if (tally.Count(yardstick, 1, row, [0.5, 0.5], [Decide(ref random)]) is not null) won ??= served + 1;
        }

        return won;
    }

    private static int Decide(ref SeededRandom random) => random.NextDouble() < Selected ? 1 : 0;
}
