using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Kolosal.Benchmarks;

/// <summary>
/// The console in Debian's Chromium over a store with many models, runs and audit entries, beside one with a hundredth of each: how long until a
/// page shows its first rows, and until a table answers a click or a word.
/// </summary>
/// <remarks>Options: <c>--models=n</c> (10,000), <c>--runs=n</c> (100,000), <c>--audit=n</c> (1,000,000), <c>--repeats=n</c> (7); the goals are
/// a second for a page and a tenth of one for a table. Times are those of the browser's own clock, from the event until the frame in which the rows
/// are other ones; a search counts from the last key and has the pause of 300 ms taken off that waits for the next.</remarks>
internal static class ConsoleBenchmark
{
    private const double FirstView = 1_000, Interaction = 100, Debounce = 300;

    private static readonly string[] Pages = ["models", "registry", "runs", "audit", "watching", "trust", "incidents"];

    private static readonly string[] Tables = ["models", "runs", "audit"];

    public static async Task RunAsync(string[] options)
    {
        string? program = new[] { Environment.GetEnvironmentVariable("KOLOSAL_CHROMIUM"), "/usr/bin/chromium" }.FirstOrDefault(File.Exists);
        if (program is null)
        {
            Console.WriteLine("console: skipped, Chromium is not installed (apt-get install chromium, or KOLOSAL_CHROMIUM)");
            return;
        }

        var size = new StoreSize(BenchOptions.Number(options, "models", 10_000), BenchOptions.Number(options, "runs", 100_000),
            BenchOptions.Number(options, "audit", 1_000_000));
        int repeats = BenchOptions.Number(options, "repeats", 7);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
        var small = await MeasureAsync(browser, size.Hundredth, repeats);
        var large = await MeasureAsync(browser, size, repeats);
        foreach (var (name, time) in large)
        {
            double goal = name.StartsWith("first view", StringComparison.Ordinal) ? FirstView : Interaction;
            Line($"console ms of {name} beside the goal, {time:0}, {goal:0}, {time / goal:0.00}");
            Line($"console ms of {name} beside a hundredth of the data, {time:0}, {small[name]:0}, {time / small[name]:0.00}");
        }
    }

    private static async Task<Dictionary<string, double>> MeasureAsync(IBrowser browser, StoreSize size, int repeats)
    {
        await using var server = await BenchedServer.StartAsync(folder: await LoadedStore.FillAsync(size));
        await server.RestsAsync();
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(120_000);
        await page.GotoAsync(Url(server, "sign-in"));
        await page.GetByLabel("API key").FillAsync(BenchedServer.Key);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Start" }).WaitForAsync();

        var found = new Dictionary<string, double>();
        foreach (string name in Pages)
            found[$"first view of {name}"] = await MedianAsync(repeats, () => OpenAsync(page, Url(server, name)));
        foreach (string name in Tables)
        {
            await OpenAsync(page, Url(server, name));
            found[$"next page of {name}"] = await MedianAsync(repeats, () => ChangeAsync(page, "[aria-label='Next page']"));
            await OpenAsync(page, Url(server, name));
            if (await page.Locator(".mud-table-sort-label").CountAsync() > 0)
                found[$"sorting of {name}"] = await MedianAsync(repeats, () => ChangeAsync(page, ".mud-table-sort-label"));
        }
        await OpenAsync(page, Url(server, "models"));
        int word = 0;
        found["search in models"] = await MedianAsync(repeats, async () =>
            await SearchAsync(page, string.Create(CultureInfo.InvariantCulture, $"model-{word++ % size.Models:00000}")) - Debounce);
        return found;
    }

    /// <summary>A page from the address bar until its heading stands and nothing is loading.</summary>
    private static async Task<double> OpenAsync(IPage page, string url)
    {
        long began = Stopwatch.GetTimestamp();
        await page.GotoAsync(url, new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForFunctionAsync(
            "() => document.querySelector('h1') && !document.querySelector('[aria-label=\"Loading\"]')"
            + " && !document.querySelector('.mud-table-loading')"
            + " && (!document.querySelector('.server-table') || document.querySelector('.server-table tbody tr'))");
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>From a click until the first row of the table is another one, by the browser's clock.</summary>
    private static Task<double> ChangeAsync(IPage page, string selector) => page.EvaluateAsync<double>(
        """
        selector => new Promise(done => {
            const rows = () => document.querySelector('.server-table tbody')?.innerText;
            const before = rows(), began = performance.now();
            const look = () => rows() !== before ? done(performance.now() - began)
                : performance.now() - began > 20000 ? done(NaN) : requestAnimationFrame(look);
            document.querySelector(selector).click();
            requestAnimationFrame(look);
        })
        """, selector);

    private static async Task<double> SearchAsync(IPage page, string text)
    {
        await page.Locator("input[type=search]").First.FocusAsync();
        return await page.EvaluateAsync<double>(
            """
            text => new Promise(done => {
                const box = document.querySelector('.table-search input, input[type=search]');
                const rows = () => document.querySelector('.server-table tbody')?.innerText;
                const before = rows(), began = performance.now();
                Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(box, text);
                box.dispatchEvent(new Event('input', { bubbles: true }));
                const look = () => rows() !== before ? done(performance.now() - began)
                    : performance.now() - began > 20000 ? done(NaN) : requestAnimationFrame(look);
                requestAnimationFrame(look);
            })
            """, text);
    }

    private static async Task<double> MedianAsync(int repeats, Func<Task<double>> measure)
    {
        await measure();
        var times = new List<double>();
        for (int i = 0; i < repeats; i++) times.Add(await measure());
        double[] sorted = [.. times.Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? throw new InvalidOperationException("A table did not change within 20 s.") : sorted[(sorted.Length - 1) / 2];
    }

    private static string Url(BenchedServer server, string path) => $"{server.Address.ToString().TrimEnd('/')}/console/{path}";

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
