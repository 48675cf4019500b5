using Kolosal.Learning.Calibration;
using Kolosal.Learning.Validation;
using Kolosal.Statistics;

namespace Kolosal.Learning.Kernels;

/// <summary>Fits a machine for every pair of classes, and a Platt line to its cross-fitted decisions.</summary>
/// <remarks>
/// Decisions for the line come from five stratified folds of the pair's rows (as many as the smaller
/// class has rows when that is fewer), drawn from the seed: decisions of a machine on its own rows lie
/// too far out. A class of one row cannot be held out; its line is fitted to the machine's own decisions.
/// </remarks>
/// <param name="rows">The rows, rows of weight 0 left out.</param>
/// <param name="labels">The class of each.</param>
/// <param name="machine">The dual problem for some rows (places among those kept) and their signs.</param>
/// <param name="tolerance">Of the solver.</param>
/// <param name="cancel">Polled in the solver.</param>
internal sealed class PairwiseFit(SupportVectorRows rows, int[] labels, Func<int[], sbyte[], DualProblem> machine, double tolerance,
    CancellationToken cancel)
{
    // LIBSVM's number of parts for the probabilities of a pair.
    private const int Folds = 5;

    /// <param name="outputs">All classes.</param>
    /// <param name="rescale">Whether solutions are divided by their margin, as in ν-SVC.</param>
    /// <param name="seed">Draws the folds.</param>
    public SupportVectorClassifier Fit(int outputs, bool rescale, ulong seed)
    {
        int[] classes = [.. labels.Distinct().Order()];
        if (classes.Length < 2) throw new TrainingException($"A classifier needs rows of at least two classes, got {classes.Length}.");
        int k = classes.Length, pairs = k * (k - 1) / 2, count = labels.Length;
        double[] intercepts = new double[pairs], slopes = new double[pairs], offsets = new double[pairs];
        double[][] coefficients = [.. Enumerable.Range(0, k - 1).Select(_ => new double[count])];
        for (int a = 0, pair = 0; a < k; a++)
            for (int b = a + 1; b < k; b++, pair++)
            {
                int[] members = [.. Enumerable.Range(0, count).Where(i => labels[i] == classes[a] || labels[i] == classes[b])];
                sbyte[] signs = [.. members.Select(i => (sbyte)(labels[i] == classes[b] ? 1 : -1))];
                var (signed, intercept) = Solve(members, signs, rescale);
                for (int v = 0; v < members.Length; v++) coefficients[signs[v] > 0 ? a : b - 1][members[v]] = signed[v];
                intercepts[pair] = intercept;
                (slopes[pair], offsets[pair]) = Line(members, signs, signed, intercept, rescale, SeededRandom.Derive(seed, (ulong)pair));
            }
        return Pack(outputs, classes, coefficients, intercepts, slopes, offsets);
    }

    private (double[] Signed, double Intercept) Solve(int[] members, sbyte[] signs, bool rescale)
    {
        var solution = SequentialMinimalOptimization.Solve(machine(members, signs), rows.Kernel, tolerance, cancel);
        if (!rescale) return (solution.Signed, solution.Intercept);
        if (!(solution.Margin > 0))
            throw new TrainingException(
                $"The classes cannot be told apart under this kernel: the margin is {solution.Margin:g3}. Take another kernel or a greater nu.");
        for (int v = 0; v < solution.Signed.Length; v++) solution.Signed[v] /= solution.Margin;
        return (solution.Signed, solution.Intercept / solution.Margin);
    }

    private (double A, double B) Line(int[] members, sbyte[] signs, double[] signed, double intercept, bool rescale, ulong seed)
    {
        int[] folds = StratifiedFolds.Assign([.. signs.Select(s => (int)s)], Folds, seed);
        var decisions = new double[members.Length];
        if (folds.Length == 0) Decide(members, signed, intercept, [.. Enumerable.Range(0, members.Length)], members, decisions);
        for (int fold = 0; folds.Length > 0 && fold <= folds.Max(); fold++)
        {
            int[] training = [.. Enumerable.Range(0, members.Length).Where(v => folds[v] != fold)],
                held = [.. Enumerable.Range(0, members.Length).Where(v => folds[v] == fold)];
            int[] known = [.. training.Select(v => members[v])];
            var (part, level) = Solve(known, [.. training.Select(v => signs[v])], rescale);
            Decide(known, part, level, held, members, decisions);
        }
        return PlattScaling.Fit(decisions, [.. signs.Select(s => s > 0)], [.. members.Select(i => rows.Counted.Weights[i])]);
    }

    private void Decide(int[] known, double[] signed, double intercept, int[] held, int[] members, double[] decisions)
    {
        foreach (int v in held) decisions[v] = intercept;
        for (int u = 0; u < known.Length; u++)
        {
            if (signed[u] == 0) continue;
            cancel.ThrowIfCancellationRequested();
            var row = rows.Kernel.Row(known[u]);
            foreach (int v in held) decisions[v] += signed[u] * row[members[v]];
        }
    }

    private SupportVectorClassifier Pack(int outputs, int[] classes, double[][] coefficients, double[] intercepts, double[] slopes, double[] offsets)
    {
        var support = new List<int>();
        int[] starts = new int[classes.Length + 1];
        for (int c = 0; c < classes.Length; c++)
        {
            for (int i = 0; i < labels.Length; i++)
                if (labels[i] == classes[c] && coefficients.Any(machine => machine[i] != 0)) support.Add(i);
            starts[c + 1] = support.Count;
        }
        double[] packed = [.. coefficients.SelectMany(machine => support.Select(i => machine[i]))];
        return new(new SupportVectors(rows.Kernel.Kernel, rows.Counted.Inputs, rows.Points(support), packed, intercepts), outputs, classes, starts,
            slopes, offsets);
    }
}
