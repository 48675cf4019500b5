using Kolosal.Statistics;

namespace Kolosal.Learning.Kernels;

/// <summary>The rows of a set that count, with their kernel rows; rows of weight 0 are as if they were absent.</summary>
internal sealed class SupportVectorRows
{
    private const int Megabyte = 1 << 20;

    private SupportVectorRows(KernelRows kernel, int[] kept, double[] points, double[] weights, int inputs) =>
        (Kernel, Kept, Points, Weights, Inputs) = (kernel, kept, points, weights, inputs);

    public KernelRows Kernel { get; }

    /// <summary>The place in the set of each row kept.</summary>
    public int[] Kept { get; }

    /// <summary>kept × inputs.</summary>
    public double[] Points { get; }

    /// <summary>Of the rows kept, above 0.</summary>
    public double[] Weights { get; }

    public int Inputs { get; }

    /// <exception cref="TrainingException">More rows than the cube of time allows.</exception>
    public static SupportVectorRows Of(FeatureRows rows, KernelOptions options, int cacheMegabytes, string trainer, int most)
    {
        int[] kept = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)];
        if (kept.Length > most)
            throw new TrainingException($"'{trainer}' takes at most {most} rows, since its time grows faster than their square; got {kept.Length}. Take a sample, or 'nystroem_svm'.");
        int inputs = rows.Columns.Length;
        if (inputs == 0) throw new TrainingException($"'{trainer}' needs at least one column, got none.");
        var points = new double[kept.Length * inputs];
        for (int i = 0; i < kept.Length; i++) rows.Row(kept[i]).CopyTo(points.AsSpan(i * inputs));
        var kernel = new KernelRows(Kernels.Kernel.For(options, points, inputs), points, inputs, kept.Length, (long)cacheMegabytes * Megabyte);
        return new(kernel, kept, points, [.. kept.Select(rows.Weight)], inputs);
    }

    /// <summary>The weighted mean and standard deviation of the targets when they are to be scaled, 1 for a deviation of 0; else 0 and 1.</summary>
    public (double Mean, double Scale) TargetScale(TrainingSet rows, bool scale)
    {
        if (!scale) return (0, 1);
        double total = FixedSum.Of(Weights), mean = 0, squares = 0;
        for (int i = 0; i < Kept.Length; i++) mean += Weights[i] / total * rows.Targets.Span[Kept[i]];
        for (int i = 0; i < Kept.Length; i++) squares += Weights[i] / total * (rows.Targets.Span[Kept[i]] - mean) * (rows.Targets.Span[Kept[i]] - mean);
        return (mean, squares > 0 ? Math.Sqrt(squares) : 1);
    }

    /// <summary>The rows with a part in a solution, and its parts; the variables of a row (two in regression) are put together.</summary>
    public SupportVectors Vectors(DualProblem problem, DualSolution solution, double scale, double shift)
    {
        var sums = new double[Kept.Length];
        for (int v = 0; v < problem.Rows.Length; v++) sums[problem.Rows[v]] += solution.Signed[v] * scale;
        int[] support = [.. Enumerable.Range(0, sums.Length).Where(i => sums[i] != 0)];
        var points = new double[support.Length * Inputs];
        for (int i = 0; i < support.Length; i++) Kernel.Point(support[i]).CopyTo(points.AsSpan(i * Inputs));
        return new(Kernel.Kernel, Inputs, points, [.. support.Select(i => sums[i])], [solution.Intercept * scale + shift]);
    }
}
