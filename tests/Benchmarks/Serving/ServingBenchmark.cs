namespace Kolosal.Benchmarks;

/// <summary>Figures of serving beside its speed: how long counterfactuals take, what fewer bits do, what a shadow costs.</summary>
internal static class ServingBenchmark
{
    /// <summary>Runs the parts that <c>--parts=a,b</c> names, all without it: <c>counterfactual</c> (<c>--searches=n</c>), <c>quantised</c>
    /// (<c>--turns=n</c>) and <c>shadow</c> (<c>--turn=seconds</c>, <c>--turns=n</c>, <c>--pace=n</c> requests a second).</summary>
    public static async Task RunAsync(string[] options)
    {
        string[] parts = BenchOptions.Parts(options, "counterfactual", "quantised", "shadow");
        int turns = BenchOptions.Number(options, "turns", 5);
        if (parts.Contains("counterfactual")) await CounterfactualBenchmark.RunAsync(BenchOptions.Number(options, "searches", 200));
        if (parts.Contains("quantised")) await Task.Run(() => QuantisedBenchmark.Run(turns));
        if (parts.Contains("shadow"))
            await ShadowCostBenchmark.RunAsync(
                BenchOptions.Number(options, "turn", 10), turns, BenchOptions.Number(options, "pace", 1_000));
    }

    internal static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    internal static void Say(FormattableString line) =>
        Console.WriteLine($"serving {line.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
}
