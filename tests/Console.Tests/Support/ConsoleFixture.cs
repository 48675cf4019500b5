using Microsoft.Playwright;

namespace Kolosal.WebConsole.Support;

/// <summary>A server and a browser, started at their first use and shared by the tests of a class.</summary>
public sealed class ConsoleFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;

    internal ConsoleServer Server { get; private set; } = default!;

    internal IBrowser Browser { get; private set; } = default!;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null) return;
        Server = await ConsoleServer.StartAsync();
        _playwright = await Playwright.CreateAsync();
        Browser = await Chromium.StartAsync(_playwright);
    }

    /// <summary>A page of a person of their own; what the browser's console reports as an error is collected.</summary>
    internal async Task<Visit> VisitAsync(string? key = ConsoleServer.AdminKey, bool dark = false, int width = 1280)
    {
        var context = await Browser.NewContextAsync(new()
        {
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new() { Width = width, Height = 900 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        var visit = new Visit(Server, await context.NewPageAsync());
        if (key is not null) await visit.SignInAsync(key);
        return visit;
    }

    public async Task DisposeAsync()
    {
        if (_playwright is null) return;
        await Browser.DisposeAsync();
        _playwright.Dispose();
        await Server.DisposeAsync();
    }
}
