namespace Kolosal.Learning.Kernels;

/// <summary>The rows that count, with their kernel rows.</summary>
/// <param name="counted">The rows.</param>
/// <param name="kernel">Their kernel matrix.</param>
internal sealed class SupportVectorRows(CountedRows counted, KernelRows kernel)
{
    private const int Megabyte = 1 << 20;

    public CountedRows Counted { get; } = counted;

    public KernelRows Kernel { get; } = kernel;

    /// <exception cref="TrainingException">More rows than the square of them allows, or no column.</exception>
    public static SupportVectorRows Of(FeatureRows rows, KernelOptions options, int cacheMegabytes, string trainer, int most)
    {
        var counted = CountedRows.Of(rows, trainer, most);
        var kernel = Kernels.Kernel.For(options, counted.Points, counted.Inputs);
        return new(counted, new KernelRows(kernel, counted.Points, counted.Inputs, counted.Indices.Length, (long)cacheMegabytes * Megabyte));
    }

    /// <summary>The rows with a part in a solution, and its parts; the variables of a row (two in regression) are put together.</summary>
    public SupportVectors Vectors(DualProblem problem, DualSolution solution, double scale, double shift)
    {
        var sums = new double[Counted.Indices.Length];
        for (int v = 0; v < problem.Rows.Length; v++) sums[problem.Rows[v]] += solution.Signed[v] * scale;
        int[] support = [.. Enumerable.Range(0, sums.Length).Where(i => sums[i] != 0)];
        return new(Kernel.Kernel, Counted.Inputs, Points(support), [.. support.Select(i => sums[i])], [solution.Intercept * scale + shift]);
    }

    /// <summary>The values of some rows.</summary>
    public double[] Points(IReadOnlyList<int> chosen)
    {
        var points = new double[chosen.Count * Counted.Inputs];
        for (int i = 0; i < chosen.Count; i++) Counted.Point(chosen[i]).CopyTo(points.AsSpan(i * Counted.Inputs));
        return points;
    }
}
