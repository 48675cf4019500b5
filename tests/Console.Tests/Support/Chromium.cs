using Microsoft.Playwright;

namespace Kolosal.WebConsole.Support;

/// <summary>Debian's Chromium; <c>KOLOSAL_CHROMIUM</c> names another one. Nothing is downloaded.</summary>
internal static class Chromium
{
    /// <summary>The program; null when it is not installed.</summary>
    public static string? Path { get; } =
        new[] { Environment.GetEnvironmentVariable("KOLOSAL_CHROMIUM"), "/usr/bin/chromium" }.FirstOrDefault(File.Exists);

    public static Task<IBrowser> StartAsync(IPlaywright playwright)
    {
        // What is expected of a page without a time of its own has five seconds otherwise.
        Assertions.SetDefaultExpectTimeout(Visit.Patience);
        return playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Path,
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
            Timeout = Visit.Patience,
        });
    }
}
