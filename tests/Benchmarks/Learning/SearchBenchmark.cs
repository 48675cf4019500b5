using System.Diagnostics;
using System.Globalization;
using Kolosal.Learning;
using Kolosal.Learning.Search;
using Kolosal.Statistics;

namespace Kolosal.Benchmarks;

/// <summary>
/// Microseconds a proposal takes with 1,000 and 10,000 trials behind it, for every sampler, on the space of gradient boosting: the mean of calls with
/// numbers of their own, nothing kept from call to call. The reference is the millisecond that a proposal may take.
/// </summary>
/// <remarks>A mean is taken over blocks of calls, and the least of the means counts, so that another process on the core does not.</remarks>
internal static class SearchBenchmark
{
    private const double LimitMicroseconds = 1_000;
    private const int Blocks = 40, CallsOfBlock = 5, WarmUpCalls = 100;

    /// <summary>Prints one line a sampler and number of trials: name, ours, reference, ratio.</summary>
    public static void Run()
    {
        var space = Trainers.Get("gradient_boosting").Space;
        foreach (int trials in (int[])[1_000, 10_000])
        {
            var random = new SeededRandom(1);
            TrialObservation[] history = [.. Enumerable.Range(0, trials).Select(n =>
                new TrialObservation(n, Samplers.Get("random").Suggest(space, [], [], 1, n), random.NextDouble()))];
            foreach (var sampler in Samplers.All)
            {
                double least = Least(sampler, space, history);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"suggest {sampler.Name} after {trials:N0} trials µs (limit), "
                    + $"{least:0.#}, {LimitMicroseconds:0}, {least / LimitMicroseconds:0.####}"));
            }
        }
    }

    private static double Least(ISampler sampler, SearchSpace space, TrialObservation[] history)
    {
        for (int call = 0; call < WarmUpCalls; call++) sampler.Suggest(space, history, [], 2, history.Length + call);
        double least = double.PositiveInfinity;
        for (int block = 0; block < Blocks; block++)
        {
            var clock = Stopwatch.StartNew();
            for (int call = 0; call < CallsOfBlock; call++) sampler.Suggest(space, history, [], 3, history.Length + block * CallsOfBlock + call);
            least = Math.Min(least, clock.Elapsed.TotalMicroseconds / CallsOfBlock);
        }
        return least;
    }
}
