using Kolosal.Learning.Calibration;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Additive;

/// <summary>One training: bags boost the shapes of all columns, pairs that interact are found on what their average leaves, bags boost those, and
/// the averages are brought to their one form.</summary>
internal sealed class ExplainableBoostingRun(AdditiveRows rows, ExplainableBoostingOptions options, ulong seed, WorkerTeam team,
    CancellationToken cancel)
{
    private const int MinRowsForValidation = 20, BagsStream = 100, PairsStream = 1;

    /// <summary>The terms, in the unit of the rows' targets.</summary>
    public AdditiveTerms Run()
    {
        int scores = rows.Scores;
        double[] start = Start();
        var bags = new BoostedBag[options.Bags];
        var tables = new double[options.Bags][][];
        MainTerm[] mains = [.. rows.Columns.Select((column, c) => new MainTerm(c, rows.Matrix.Bins[c].Bins, column.IsCategorical))];
        team.Run(options.Bags, bag =>
        {
            var (chosen, training) = Draw(bag);
            bags[bag] = new(rows, options, chosen, training, start);
            tables[bag] = bags[bag].Boost(mains, cancel);
        });
        double[][] shapes = Mean(tables), cells = [.. Enumerable.Range(0, shapes.Length).Select(CodeWeights)];
        HoldMonotone(shapes, cells);

        PairTerm[] pairs = [];
        if (scores == 1)
            pairs = [.. InteractionRanking.Of(rows, Sample(), start[0], shapes, options, team, cancel).Select(p => new PairTerm(p.First, p.Second))];
        team.Run(options.Bags, bag => tables[bag] = bags[bag].Boost(pairs, cancel));
        double[][] pairTables = Mean(tables), pairCells = [.. pairs.Select(CellWeights)];
        for (int p = 0; p < pairs.Length; p++)
            TermPurifier.Purify(pairTables[p], pairCells[p], pairs[p], shapes[pairs[p].First.Column], shapes[pairs[p].Second.Column]);
        for (int c = 0; c < shapes.Length; c++)
        {
            int slots = cells[c].Length;
            for (int k = 0; k < scores; k++)
            {
                var shape = shapes[c].AsSpan(k * slots, slots);
                start[k] += TermPurifier.Center(shape, cells[c]);

                // What no row had says nothing: a missing value, or a category.
                for (int code = rows.Columns[c].IsCategorical ? 0 : slots - 1; code < slots; code++) if (cells[c][code] == 0) shape[code] = 0;
            }
        }
        return new(start, rows.Matrix.Bins, shapes, cells, pairs, pairTables, pairCells);
    }

    /// <summary>The scores of the classes' shares, each with one row more spread over all classes, so that one without rows has a score; the mean of
    /// numbers.</summary>
    private double[] Start()
    {
        if (rows.Classes == 0) return [FixedSum.Dot(rows.Targets, rows.Weights) / FixedSum.Of(rows.Weights)];
        var sums = new double[rows.Classes];
        Array.Fill(sums, 1.0 / rows.Classes);
        for (int row = 0; row < rows.Rows; row++) sums[(int)rows.Targets[row]] += rows.Weights[row];
        double total = FixedSum.Of(sums);
        return rows.Classes == 2 ? [Math.Log(sums[1] / sums[0])] : [.. sums.Select(sum => Math.Log(sum / total))];
    }

    /// <summary>A bag's rows: a share of each class (or of all) to stop by comes last.</summary>
    private (int[] Chosen, int Training) Draw(int bag)
    {
        int[] order = [.. Enumerable.Range(0, rows.Rows)];
        new SeededRandom(seed, BagsStream + (ulong)bag).Shuffle<int>(order);
        if (order.Length > options.MaxBagRows) Array.Resize(ref order, options.MaxBagRows);
        if (options.EarlyStoppingRounds == 0 || order.Length < MinRowsForValidation) return (order, order.Length);
        List<int> training = [], validation = [];
        foreach (var group in order.GroupBy(row => rows.Classes > 0 ? rows.Targets[row] : 0))
        {
            cancel.ThrowIfCancellationRequested();
            int[] members = [.. group];
            int kept = Math.Min((int)Math.Round(options.ValidationShare * members.Length), members.Length - 1);
            validation.AddRange(members.Take(kept));
            training.AddRange(members.Skip(kept));
        }
        return ([.. training, .. validation], training.Count);
    }

    /// <summary>The rows on which pairs are looked for.</summary>
    private int[] Sample()
    {
        int[] order = [.. Enumerable.Range(0, rows.Rows)];
        if (order.Length <= options.MaxBagRows) return order;
        new SeededRandom(seed, PairsStream).Shuffle<int>(order);
        return order[..options.MaxBagRows];
    }

    private static double[][] Mean(double[][][] tables)
    {
        double[][] sums = [.. tables[0].Select(table => new double[table.Length])];
        foreach (double[][] bag in tables)
            for (int t = 0; t < sums.Length; t++) FixedSum.AddScaled(1.0 / tables.Length, bag[t], sums[t]);
        return sums;
    }

    private void HoldMonotone(double[][] shapes, double[][] cells)
    {
        for (int c = 0; c < shapes.Length; c++)
        {
            int direction = options.MonotoneOf(c), bins = cells[c].Length - 1;
            if (direction == 0) continue;
            // Bins of a sample that none of the rows is in weigh next to nothing, and still something.
            double[] positions = [.. Enumerable.Range(0, bins).Select(b => (double)b)], values = [.. shapes[c].Take(bins).Select(v => direction * v)],
                weights = [.. cells[c].Take(bins).Select(w => Math.Max(w, 1e-9))];
            var curve = IsotonicRegression.Fit(positions, values, weights);
            for (int b = 0; b < bins; b++) shapes[c][b] = direction * curve.At(b);
        }
    }

    private double[] CodeWeights(int column)
    {
        cancel.ThrowIfCancellationRequested();
        return rows.WeightsOf(column);
    }

    private double[] CellWeights(PairTerm pair)
    {
        cancel.ThrowIfCancellationRequested();
        var sums = new double[pair.Slots];
        ushort[] cells = pair.Cells(rows, Enumerable.Range(0, rows.Rows).ToArray());
        for (int row = 0; row < cells.Length; row++) sums[cells[row]] += rows.Weights[row];
        return sums;
    }
}
