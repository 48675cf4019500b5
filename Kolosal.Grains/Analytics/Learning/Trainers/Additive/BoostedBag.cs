using System.Numerics.Tensors;

namespace Kolosal.Learning.Additive;

/// <summary>One bag: terms boosted in turn, a small step each, on its training rows, until its validation rows gain no more.</summary>
/// <remarks>
/// The trees of a round see the scores that the terms before left (cyclic boosting, Lou, Caruana and Gehrke, KDD 2012), so none takes what another
/// explains. A block of rows is stepped, derived and summed for the next term while it is in the cache.
/// </remarks>
internal sealed class BoostedBag
{
    private const int Block = 1 << 11;
    private readonly AdditiveRows rows;
    private readonly ExplainableBoostingOptions options;
    private readonly int[] chosen;
    private readonly int training, outputs;
    private readonly double[] scores, targets, weights;
    private readonly double[] slopes, curves;

    /// <param name="rows">All rows.</param>
    /// <param name="options">Checked.</param>
    /// <param name="chosen">The bag's rows, those to learn from first.</param>
    /// <param name="training">How many those are.</param>
    /// <param name="start">The scores before any term.</param>
    public BoostedBag(AdditiveRows rows, ExplainableBoostingOptions options, int[] chosen, int training, double[] start)
    {
        (this.rows, this.options, this.chosen, this.training, outputs) = (rows, options, chosen, training, rows.Scores);
        targets = [.. chosen.Select(row => rows.Targets[row])];
        weights = [.. chosen.Select(row => rows.Weights[row])];
        scores = new double[chosen.Length * outputs];
        for (int i = 0; i < scores.Length; i++) scores[i] = start[i % outputs];
        (slopes, curves) = (new double[Block * outputs], new double[Block * outputs]);
    }

    /// <summary>Boosts terms from the scores that are there, and leaves those of the best round.</summary>
    /// <returns>For each term scores × cells: what it adds to each score.</returns>
    public double[][] Boost(IReadOnlyList<BoostedTerm> terms, CancellationToken cancel)
    {
        double[][] tables = [.. terms.Select(term => new double[outputs * term.Slots])];
        if (terms.Count == 0) return tables;
        var cells = new ushort[terms.Count][];
        var counts = new int[terms.Count][];
        for (int t = 0; t < cells.Length; t++)
        {
            cancel.ThrowIfCancellationRequested();
            cells[t] = terms[t].Cells(rows, chosen);
            counts[t] = new int[terms[t].Slots];
            foreach (ushort cell in cells[t].AsSpan(0, training)) counts[t][cell]++;
        }
        double best = ValidationLoss();
        double[][] kept = [.. tables.Select(table => (double[])table.Clone())];
        double[] keptScores = [.. scores], step = [], sums = [];
        int last = -1;
        for (int round = 0, sinceBest = 0; round < options.Rounds; round++)
        {
            for (int t = 0; t < terms.Count; t++)
            {
                int slots = terms[t].Slots;
                Pass(last < 0 ? [] : cells[last], step, cells[t], slots, ref sums, cancel);
                step = new double[outputs * slots];
                for (int k = 0; k < outputs; k++)
                    terms[t].Grow(sums.AsSpan(2 * k * slots, 2 * slots), counts[t], options, step.AsSpan(k * slots, slots));
                TensorPrimitives.Multiply(step, options.LearningRate, step);
                TensorPrimitives.Add(tables[t], step, tables[t]);
                Apply(cells[t].AsSpan(training), step, scores.AsSpan(training * outputs));
                last = t;
            }
            if (training == chosen.Length) continue;
            double loss = ValidationLoss();
            if (loss < best)
            {
                (best, sinceBest) = (loss, 0);
                for (int t = 0; t < tables.Length; t++) tables[t].CopyTo(kept[t], 0);
            }
            else if (++sinceBest >= options.EarlyStoppingRounds) break;
        }
        if (training < chosen.Length) (tables, kept) = (kept, tables);
        keptScores.CopyTo(scores, 0);
        for (int t = 0; t < tables.Length; t++) Apply(cells[t], tables[t], scores);
        return tables;
    }

    /// <summary>Steps the training rows by one term's tree, and sums their derivatives by the cells of the next.</summary>
    private void Pass(ushort[] stepped, double[] step, ushort[] next, int slots, ref double[] sums, CancellationToken cancel)
    {
        if (sums.Length < 2 * outputs * slots) sums = new double[2 * outputs * slots];
        Array.Clear(sums);
        for (int from = 0; from < training; from += Block)
        {
            cancel.ThrowIfCancellationRequested();
            int count = Math.Min(Block, training - from);
            var own = scores.AsSpan(from * outputs, count * outputs);
            if (step.Length > 0) Apply(stepped.AsSpan(from, count), step, own);
            AdditiveLoss.Derive(own, targets.AsSpan(from, count), weights.AsSpan(from, count), rows.Classes,
                slopes.AsSpan(0, own.Length), curves.AsSpan(0, own.Length));
            var cells = next.AsSpan(from, count);
            for (int k = 0; k < outputs; k++)
            {
                var to = sums.AsSpan(2 * k * slots, 2 * slots);
                for (int i = 0; i < cells.Length; i++)
                {
                    int at = 2 * cells[i];
                    to[at] += slopes[i * outputs + k];
                    to[at + 1] += curves[i * outputs + k];
                }
            }
        }
    }

    private void Apply(ReadOnlySpan<ushort> cells, ReadOnlySpan<double> step, Span<double> to)
    {
        if (outputs == 1)
        {
            for (int i = 0; i < cells.Length; i++) to[i] += step[cells[i]];
            return;
        }
        int slots = step.Length / outputs;
        for (int i = 0; i < cells.Length; i++)
            for (int k = 0; k < outputs; k++) to[i * outputs + k] += step[k * slots + cells[i]];
    }

    private double ValidationLoss()
    {
        double loss = 0, total = 0;
        for (int i = training; i < chosen.Length; i++)
        {
            loss += weights[i] * AdditiveLoss.Of(scores.AsSpan(i * outputs, outputs), targets[i], rows.Classes);
            total += weights[i];
        }
        return total > 0 ? loss / total : 0;
    }
}
