using System.Diagnostics;
using System.Globalization;
using Kolosal.Access;
using Kolosal.Datasets;
using Kolosal.Hosting;
using Kolosal.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kolosal.Benchmarks;

/// <summary>
/// A hundred thousand generated requests to a whole server: each fault of each member of each body that the API's document describes, then
/// random ones. Not a race but a search: what it finds is printed, and one finding fails it.
/// </summary>
/// <remarks>The same requests as in the tests of the front door, ten times as many and from another seed.</remarks>
internal static class RequestBenchmark
{
    private const int Requests = 100_000;

    /// <param name="seed">The same seed sends the same requests.</param>
    /// <exception cref="InvalidOperationException">An answer was a 5xx, named something inner, or took a body that must be refused.</exception>
    public static async Task RunAsync(int seed = 20261130)
    {
        string folder = Directory.CreateTempSubdirectory("kolosal-bench-").FullName;
        string key = ApiKeyText.Format(Workspaces.Default, "key_admin", ApiKeyText.NewSecret());
        try
        {
            await using var app = await StartAsync(folder, key);
            using var client = Client(app, key);
            var operations = ApiDocument.Read(await client.GetStringAsync("/openapi/v1.json"));
            var known = await KnownRecords.MakeAsync(client, text => Client(app, text));
            var run = new RequestRun(client);
            long before = Environment.WorkingSet, began = Stopwatch.GetTimestamp();
            await run.SendAsync(new RequestGenerator(operations, known, seed).Requests(Requests));
            Print(run, Stopwatch.GetElapsedTime(began), before);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(RequestRun run, TimeSpan time, long before)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"generated requests answered as they must be of {Requests}, {Requests - run.Failures.Count}, {Requests}, "
            + $"{1 - run.Failures.Count / (double)Requests:0.00000}"));
        Console.WriteLine($"  by status: {string.Join(", ", run.ByStatus.OrderBy(row => row.Key).Select(row => $"{row.Key}: {row.Value}"))}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {time.TotalSeconds:0} s, slowest answer {run.Slowest.TotalMilliseconds:0} ms, "
            + $"memory {before >> 20} -> {Environment.WorkingSet >> 20} MiB"));
        foreach (string failure in run.Failures) Console.WriteLine($"  {failure}");
        if (run.Failures.Count > 0) throw new InvalidOperationException($"{run.Failures.Count} answers were not as they must be.");
    }

    private static HttpClient Client(WebApplication app, string key)
    {
        string address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8,
        })
        { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        return client;
    }

    private static async Task<WebApplication> StartAsync(string folder, string key)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kolosal:DataDirectory"] = folder,
            ["Kolosal:Access:AdminKey"] = key,
            ["Kolosal:RateLimits:PerPrincipal"] = "1000000",
            ["Kolosal:RateLimits:PerPrincipalBurst"] = "10000000",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddKolosalTelemetry();
        builder.AddKolosalSilo();
        builder.AddFrontDoor();
        builder.Services.AddDatasetEndpoints();
        var app = builder.Build();
        app.UseFrontDoor();
        app.MapRoutes();
        await app.StartAsync();
        return app;
    }
}
