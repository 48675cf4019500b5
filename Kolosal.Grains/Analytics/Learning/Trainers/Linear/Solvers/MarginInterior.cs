using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>Minimises margin problems with linear losses by following the central path of
/// the dual: some twenty steps of n p² / 2 operations, whatever the cost of a row.</summary>
/// <remarks>
/// The primal-dual method of Ferris and Munson (SIAM Journal on Optimization 13, 2002) with the predictor and corrector of Mehrotra (ibid. 2, 1992).
/// A multiplier α between 0 and c for each row and side, e = 1 for classes, ±y − ε for values, z the row with its sign:
/// w = Σ α z, z·w − e − s + t = 0, α s = (c − α) t = μ → 0. Eliminating all but w leaves (I + Σ z zᵀ / D) Δw = r, D = s / α + t / (c − α).
/// The end is decided by the duality gap.
/// </remarks>
internal sealed class MarginInterior
{
    private const int MaxSteps = 200, ValuesBetweenPolls = 1 << 20;
    // Wright (Primal-Dual Interior-Point Methods, 1997, chapter 10): most codes go 0.99 to 0.9995 of the way.
    private const double StepToBoundary = 0.995;
    private readonly MarginProblem problem;
    private readonly CancellationToken cancel;
    private readonly int rows, count, size;
    private readonly double[] w, newton, scores, changes, alpha, low, high, stepAlpha, stepLow, stepHigh, wantLow, wantHigh;

    private MarginInterior(MarginProblem problem, CancellationToken cancel)
    {
        (this.problem, this.cancel, rows, size) = (problem, cancel, problem.Members.Length, problem.Inputs + 1);
        count = problem.Tube is null ? rows : 2 * rows; // for values the upper sides, then the lower ones
        (w, newton, scores, changes, alpha, low, high) = (new double[size], new double[size], new double[rows], new double[rows], new double[count],
            new double[count], new double[count]);
        (stepAlpha, stepLow, stepHigh, wantLow, wantHigh) =
            (new double[count], new double[count], new double[count], new double[count], new double[count]);
        for (int k = 0; k < count; k++)
        {
            alpha[k] = Cap(k) / 2;
            (low[k], high[k]) = (Math.Max(0, -Edge(k)) + 1, Math.Max(0, Edge(k)) + 1);
        }
    }

    /// <summary>The coefficients and then the intercept.</summary>
    /// <param name="problem">With linear losses.</param>
    /// <param name="tolerance">Ends when the duality gap is no greater than this share of the objective.</param>
    /// <param name="cancel">Polled inside the passes.</param>
    public static double[] Minimize(MarginProblem problem, double tolerance, CancellationToken cancel)
    {
        var path = new MarginInterior(problem, cancel);
        for (int step = 0; step < MaxSteps && path.Step(tolerance); step++) continue;
        return path.w;
    }

    /// <summary>One step along the path; false at its end.</summary>
    private bool Step(double tolerance)
    {
        double[] sum = Gather(k => alpha[k]);
        double primal = 0.5 * FixedSum.Dot(w, w), dual = -0.5 * FixedSum.Dot(sum, sum), gap = 0;
        for (int k = 0; k < count; k++)
        {
            primal += Cap(k) * Math.Max(0, Edge(k) - Sign(k) * scores[k % rows]);
            dual += Edge(k) * alpha[k];
            gap += alpha[k] * low[k] + (Cap(k) - alpha[k]) * high[k];
        }
        if (primal - dual <= tolerance * primal) return false;

        double[] matrix = Matrix();
        double[] missing = [.. w.Select((value, c) => value - sum[c])];
        for (int k = 0; k < count; k++) (wantLow[k], wantHigh[k]) = (-low[k], -high[k]);
        if (!Solve(matrix, missing)) return false; // the path can be told from its end no longer
        double length = Length(), mean = gap / (2 * count), ahead = 0;
        for (int k = 0; k < count; k++)
        {
            double next = alpha[k] + length * stepAlpha[k];
            ahead += next * (low[k] + length * stepLow[k]) + (Cap(k) - next) * (high[k] + length * stepHigh[k]);
        }
        double center = Math.Pow(ahead / gap, 3) * mean;
        for (int k = 0; k < count; k++)
        {
            double room = Cap(k) - alpha[k];
            wantLow[k] = (center - alpha[k] * low[k] - stepAlpha[k] * stepLow[k]) / alpha[k];
            wantHigh[k] = (center - room * high[k] + stepAlpha[k] * stepHigh[k]) / room;
        }
        if (!Solve(matrix, missing)) return false;
        Move(Math.Min(1, StepToBoundary * Length()));
        return true;
    }

    /// <summary>I + Σ z zᵀ / D.</summary>
    private double[] Matrix()
    {
        var products = new ProductSums(size);
        for (int i = 0; i < rows; i++)
        {
            Poll(i);
            double root = 0;
            for (int k = i; k < count; k += rows) root += 1 / Resistance(k);
            root = Math.Sqrt(root);
            var row = problem.Row(i);
            var added = products.Next(cancel);
            for (int c = 0; c < row.Length; c++) added[c] = root * row[c];
            added[size - 1] = root;
        }
        double[] matrix = products.Lower(cancel);
        for (int c = 0; c < size; c++) matrix[c * size + c] += 1;
        return matrix;
    }

    /// <summary>The Newton step that brings the products of multipliers and slacks to where they are wanted.</summary>
    private bool Solve(double[] matrix, double[] missing)
    {
        double[] change = Gather(k => (wantLow[k] - wantHigh[k]) / Resistance(k));
        for (int c = 0; c < size; c++) change[c] -= missing[c];
        if (!Cholesky.Solve([.. matrix], change, size, cancel)) return false;
        for (int i = 0; i < rows; i++)
        {
            Poll(i);
            changes[i] = problem.Score(i, change);
        }
        for (int k = 0; k < count; k++)
        {
            stepAlpha[k] = (wantLow[k] - wantHigh[k] - Sign(k) * changes[k % rows]) / Resistance(k);
            stepLow[k] = wantLow[k] - low[k] / alpha[k] * stepAlpha[k];
            stepHigh[k] = wantHigh[k] + high[k] / (Cap(k) - alpha[k]) * stepAlpha[k];
        }
        change.CopyTo(newton, 0);
        return true;
    }

    /// <summary>The longest step, 1 at most, that leaves everything 0 or more.</summary>
    private double Length()
    {
        double length = 1;
        for (int k = 0; k < count; k++)
        {
            if (stepAlpha[k] < 0) length = Math.Min(length, -alpha[k] / stepAlpha[k]);
            if (stepAlpha[k] > 0) length = Math.Min(length, (Cap(k) - alpha[k]) / stepAlpha[k]);
            if (stepLow[k] < 0) length = Math.Min(length, -low[k] / stepLow[k]);
            if (stepHigh[k] < 0) length = Math.Min(length, -high[k] / stepHigh[k]);
        }
        return length;
    }

    private void Move(double length)
    {
        FixedSum.AddScaled(length, newton, w);
        FixedSum.AddScaled(length, changes, scores);
        FixedSum.AddScaled(length, stepAlpha, alpha);
        FixedSum.AddScaled(length, stepLow, low);
        FixedSum.AddScaled(length, stepHigh, high);
    }

    /// <summary>Σ over rows and sides of factor times z.</summary>
    private double[] Gather(Func<int, double> factor)
    {
        var sum = new double[size];
        for (int i = 0; i < rows; i++)
        {
            Poll(i);
            double of = 0;
            for (int k = i; k < count; k += rows) of += Sign(k) * factor(k);
            FixedSum.AddScaled(of, problem.Row(i), sum.AsSpan(0, size - 1));
            sum[size - 1] += of;
        }
        return sum;
    }

    private void Poll(int row)
    {
        if (row % (1 + ValuesBetweenPolls / size) == 0) cancel.ThrowIfCancellationRequested();
    }

    private double Resistance(int k) => low[k] / alpha[k] + high[k] / (Cap(k) - alpha[k]);

    private double Cap(int k) => problem.Costs[k % rows];

    private double Sign(int k) => problem.Tube is null ? problem.Targets[k] : k < rows ? 1 : -1;

    private double Edge(int k) => problem.Tube is { } tube ? Sign(k) * problem.Targets[k % rows] - tube : 1;
}
