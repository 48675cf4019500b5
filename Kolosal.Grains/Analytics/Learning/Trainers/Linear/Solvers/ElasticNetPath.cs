using Kolosal.Learning.Validation;
using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>Elastic nets along a path of penalties, and the penalty with the least held-out error.</summary>
internal static class ElasticNetPath
{
    // scikit-learn's path: from the penalty that leaves no coefficient down to a thousandth of it.
    private const double MinPenaltyShare = 1e-3;

    /// <summary>Of the duality gap over ‖y‖²: for a model, and for one of the many that only compare penalties.</summary>
    private const double Precise = 1e-12, Comparing = 1e-4;
    // Fences, chosen, not derived: the gap is to end the descent before.
    private const int MaxSweeps = 20_000, SweepsToCompare = 300;

    /// <summary>Weaker penalties are tried until so many in a row have an error above the least
    /// by more than this share: there the models are the dearest and the worst.</summary>
    private const double MaxErrorIncrease = 0.05;
    private const int PenaltiesBeyond = 10;

    /// <summary>Penalties from the least that leaves no coefficient down to a thousandth of it, evenly in the logarithm.</summary>
    /// <param name="most">The first.</param>
    /// <param name="count">How many, 2 or more.</param>
    public static double[] Penalties(double most, int count) =>
        [.. Enumerable.Range(0, count).Select(i => most * Math.Pow(MinPenaltyShare, (double)i / (count - 1)))];

    /// <summary>The model at one penalty.</summary>
    public static LinearPredictor Fit(TrainingSet rows, double alpha, double l1Ratio, CancellationToken cancel)
    {
        var equations = Equations.Of(rows, cancel);
        equations.Minimize(alpha, l1Ratio, Precise, MaxSweeps);
        return equations.ToPredictor();
    }

    /// <summary>The coefficients at each penalty, the first with none.</summary>
    public static IEnumerable<LinearPredictor> Along(TrainingSet rows, double[] alphas, double l1Ratio, CancellationToken cancel) =>
        Along(Equations.Of(rows, cancel), alphas, l1Ratio);

    /// <summary>The least penalty at which every coefficient is 0.</summary>
    public static double MaxPenalty(TrainingSet rows, double l1Ratio, CancellationToken cancel) => Equations.Of(rows, cancel).MaxPenalty(l1Ratio);

    /// <summary>The penalty with the least weighted mean squared error over held-out folds; among equals the greatest.</summary>
    public static double Choose(TrainingSet rows, ElasticNetOptions options, ulong seed, CancellationToken cancel)
    {
        int[] counted = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)];
        if (counted.Length < options.Folds)
            throw new TrainingException(
                $"Choosing the penalty over {options.Folds} folds needs as many rows, got {counted.Length}; use a fixed penalty.");
        cancel.ThrowIfCancellationRequested();
        var folds = Folds.KFold(counted.Length, options.Folds, seed);
        cancel.ThrowIfCancellationRequested();
        double most = MaxPenalty(rows, options.L1Ratio, cancel);
        if (most == 0) return 1; // nothing to fit: every penalty gives the mean
        double[] alphas = Penalties(most, options.PathLength), errors = new double[alphas.Length];
        Array.Fill(errors, double.PositiveInfinity);
        var parts = (Equations.HasMoreColumnsThanRows(rows) ? FoldByFold(rows, counted, folds, cancel) : FoldsOfMoments(rows, counted, folds, cancel))
            .ToArray();
        double least = double.PositiveInfinity;
        for (int at = 0, rising = 0; at < alphas.Length && rising < PenaltiesBeyond; at++)
        {
            errors[at] = 0;
            foreach (var (equations, heldOut) in parts)
            {
                equations.Minimize(alphas[at], options.L1Ratio, Comparing, SweepsToCompare);
                errors[at] += heldOut(equations.ToPredictor());
            }
            least = Math.Min(least, errors[at]);
            rising = errors[at] > (1 + MaxErrorIncrease) * least ? rising + 1 : 0;
        }
        return alphas[Array.IndexOf(errors, least)];
    }

    private static IEnumerable<LinearPredictor> Along(Equations equations, double[] alphas, double l1Ratio)
    {
        foreach (double alpha in alphas)
        {
            equations.Minimize(alpha, l1Ratio, Precise, MaxSweeps);
            yield return equations.ToPredictor();
        }
    }

    /// <summary>For each fold the equations of the rows outside, and the squared error of a model on
    /// those inside. Every row is multiplied out once; the folds' moments are added up.</summary>
    private static IEnumerable<(Equations Learnt, Func<LinearPredictor, double> HeldOut)> FoldsOfMoments(
        TrainingSet rows, int[] counted, ImmutableArray<Fold> folds, CancellationToken cancel)
    {
        var (center, level) = CrossMoments.Means(rows);
        var parts = new CrossMoments[folds.Length];
        for (int k = 0; k < parts.Length; k++)
        {
            cancel.ThrowIfCancellationRequested();
            parts[k] = new CrossMoments(center, level, cancel);
            foreach (int i in folds[k].Validation) parts[k].Add(rows.Row(counted[i]), rows.Targets.Span[counted[i]], rows.Weight(counted[i]));
        }
        for (int k = 0; k < parts.Length; k++)
        {
            var others = new CrossMoments(center, level, cancel);
            for (int other = 0; other < parts.Length; other++) if (other != k) others.Add(parts[other]);
            yield return (Equations.Of(others.Centered(), cancel), parts[k].Centered().SquaredError);
        }
    }

    /// <summary>The same where columns outnumber rows, so that their products are not made beforehand.</summary>
    private static IEnumerable<(Equations Learnt, Func<LinearPredictor, double> HeldOut)> FoldByFold(
        TrainingSet rows, int[] counted, ImmutableArray<Fold> folds, CancellationToken cancel)
    {
        foreach (var fold in folds)
            yield return (Equations.Of(rows.Take([.. fold.Training.Select(i => counted[i])]), cancel), model =>
                SquaredError(model, rows, counted, fold.Validation, cancel));
    }

    private static double SquaredError(LinearPredictor model, TrainingSet rows, int[] counted, ImmutableArray<int> held, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        double sum = 0, intercept = model.Intercepts[0];
        foreach (int i in held)
        {
            double miss = rows.Targets.Span[counted[i]] - intercept - FixedSum.Dot(model.Coefficients, rows.Row(counted[i]));
            sum += rows.Weight(counted[i]) * miss * miss;
        }
        return sum;
    }

    /// <summary>What a descent needs, and how its coefficients become a model.</summary>
    private sealed record Equations(CoordinateDescent Descent, double Weight, double[] Center, double Level)
    {
        /// <summary>More columns than rows: products are then made as they are needed.</summary>
        public static bool HasMoreColumnsThanRows(TrainingSet rows) => rows.Columns.Length > rows.Rows;

        public static Equations Of(TrainingSet rows, CancellationToken cancel)
        {
            if (!HasMoreColumnsThanRows(rows)) return Of(CrossMoments.Of(rows, cancel), cancel);
            var gram = new GrowingGram(rows, cancel);
            return new(new CoordinateDescent(gram, gram.Moment, gram.TargetSquares, cancel), gram.Weight, gram.Center, gram.Level);
        }

        public static Equations Of(NormalEquations moments, CancellationToken cancel) => new(
            new CoordinateDescent(new FullGram(moments.Gram, moments.Moment.Length), moments.Moment, moments.TargetSquares, cancel),
            moments.Weight, moments.Center, moments.Level);

        public void Minimize(double alpha, double l1Ratio, double tolerance, int sweeps) =>
            Descent.Minimize(alpha * l1Ratio * Weight, alpha * (1 - l1Ratio) * Weight, tolerance, sweeps);

        public double MaxPenalty(double l1Ratio) => Descent.MinZeroPenalty / (l1Ratio * Weight);

        public LinearPredictor ToPredictor() => LinearPredictor.Through(Center, Level, [.. Descent.Coefficients]);
    }
}
