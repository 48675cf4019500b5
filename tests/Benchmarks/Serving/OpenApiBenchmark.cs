using System.Diagnostics;
using System.Globalization;

namespace Kolosal.Benchmarks;

/// <summary>The OpenAPI document: the first answer, which makes it, beside those after it, in one process.</summary>
internal static class OpenApiBenchmark
{
    private const int Repeats = 50;

    /// <summary>Prints one line: name, ours, reference, ratio.</summary>
    public static async Task RunAsync()
    {
        await using var server = await BenchedServer.StartAsync();
        await server.RestsAsync();
        using var client = server.Client(BenchedServer.Key);
        double first = await TimeAsync(client), best = double.PositiveInfinity;
        for (int i = 0; i < Repeats; i++) best = Math.Min(best, await TimeAsync(client));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"openapi ms of an answer beside the first, {best:0.00}, {first:0.00}, {best / first:0.0000}"));
    }

    private static async Task<double> TimeAsync(HttpClient client)
    {
        long began = Stopwatch.GetTimestamp();
        await client.GetByteArrayAsync("/openapi/v1.json");
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
