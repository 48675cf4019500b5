using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>What a monitor is told to do while it is measured.</summary>
/// <param name="Name">What the row of the table is called.</param>
/// <param name="WindowRows">Rows of a window.</param>
/// <param name="Bets">Whether bets may close a window early.</param>
/// <param name="Always">Baseline: every window is called drifted. False with <paramref name="Never"/>: as judged.</param>
/// <param name="Never">Baseline: none is.</param>
public sealed record MonitorPlan(string Name, int WindowRows, bool Bets, bool Always = false, bool Never = false)
{
    /// <summary>Windows alone, windows with bets, and what both must beat.</summary>
    public static ImmutableArray<MonitorPlan> All { get; } =
    [
        new("windows", 500, false), new("windows_and_bets", 500, true), new("always_fires", 500, false, Always: true),
        new("never_fires", 500, false, Never: true),
    ];
}

/// <summary>Runs the whole monitor over generated rows in one of whose columns a change is planted, and counts as for one detector.</summary>
public static class MonitorEvaluation
{
    private const int Columns = 30, Training = 5_000;
    private const double Common = 0.5;

    /// <summary>Measures.</summary>
    /// <param name="plan">What the monitor does.</param>
    /// <param name="size">How far one of the thirty columns moves in the middle of a stream, in deviations; 0 for streams that do not change.
    /// </param>
    /// <param name="streams">How many; each has a reference of its own.</param>
    /// <param name="rows">Of a stream.</param>
    /// <param name="falseAlarm">α.</param>
    /// <param name="seed">The same streams for the same seed.</param>
    public static DetectorScore Of(MonitorPlan plan, double size, int streams, int rows, double falseAlarm, ulong seed)
    {
        int found = 0, alarming = 0;
        long falseAlarms = 0, stable = 0, delays = 0;
        for (int stream = 0; stream < streams; stream++)
        {
            int change = size > 0 ? rows / 2 : rows;
            stable += change;
            long before = falseAlarms;
            bool seen = false;
            foreach (int alarm in Alarms(plan, size, rows, falseAlarm, SeededRandom.Derive(seed, (ulong)stream)))
            {
                if (alarm <= change) falseAlarms++;
                else if (!seen)
                {
                    seen = true;
                    found++;
                    delays += alarm - change;
                }
            }

            if (falseAlarms > before) alarming++;
        }

        return new(streams, size > 0 ? streams : 0, found, falseAlarms, alarming, stable, found > 0 ? (double)delays / found : null);
    }

    /// <summary>A reference and rows that do not differ from it: for measuring how fast a monitor counts.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="falseAlarm">α.</param>
    /// <param name="seed">The only source of randomness.</param>
    /// <returns>Rows row-major, thirty values each; two outputs and a decision of 0 or 1 go with them.</returns>
    public static (DriftYardstick Yardstick, double[] Rows) Prepare(int rows, double falseAlarm, ulong seed)
    {
        var random = new SeededRandom(seed);
        var yardstick = Train(ref random, falseAlarm);
        double[] row = new double[Columns], all = new double[rows * Columns];
        for (int at = 0; at < rows; at++)
        {
            Next(ref random, row);
            row.CopyTo(all, at * Columns);
        }

        return (yardstick, all);
    }

    /// <summary>Rows after which the monitor raised an alarm.</summary>
    private static IEnumerable<int> Alarms(MonitorPlan plan, double size, int rows, double falseAlarm, ulong seed)
    {
        var random = new SeededRandom(seed);
        var yardstick = Train(ref random, falseAlarm);
        var tally = new DriftTally();
        tally.Begin(yardstick);
        var row = new double[Columns];
        double[] outputs = [0.5, 0.5];
        int[] decision = [0];
        for (int served = 1; served <= rows; served++)
        {
            Next(ref random, row);
            if (served > rows / 2) row[0] += size;
            decision[0] = random.Next(2);
            bool early = tally.Count(yardstick, 1, row, outputs, decision) is not null && plan.Bets;
            if (tally.Rows < plan.WindowRows && !early) continue;
            bool drifted = plan.Always || (!plan.Never
                && (tally.Rows < plan.WindowRows || WindowJudge.Judge(yardstick, tally, DriftJudge.StandardTest, 0).Drifted));
            if (early) tally.Muted = true;
            else if (!drifted) tally.Unmute();
            tally.EmptyWindow(yardstick);
            if (drifted) yield return served;
        }
    }

    private static DriftYardstick Train(ref SeededRandom random, double falseAlarm)
    {
        double[][] values = [.. Enumerable.Range(0, Columns).Select(_ => new double[Training])];
        var row = new double[Columns];
        for (int at = 0; at < Training; at++)
        {
            Next(ref random, row);
            for (int column = 0; column < Columns; column++) values[column][at] = row[column];
        }

        ColumnDistribution[] columns = [.. values.Select((column, i) => ColumnDistribution.OfNumbers($"x{i}", column))];
        int[] decisions = [.. Enumerable.Range(0, Training).Select(i => i % 2)];
        return DriftYardstick.OfPredictions(
            columns, ColumnDistribution.OfCodes("y", ["no", "yes"], decisions),
            new(JointShape.Of(columns, place => values[place]), [], [], null, null, null), falseAlarm);
    }

    /// <summary>Normal columns, half of whose variance is common to five at a time.</summary>
    private static void Next(ref SeededRandom random, double[] row)
    {
        double shared = 0;
        for (int column = 0; column < Columns; column++)
        {
            if (column % 5 == 0) shared = random.NextNormal();
            row[column] = Math.Sqrt(Common) * shared + Math.Sqrt(1 - Common) * random.NextNormal();
        }
    }
}
