namespace Kolosal.WebConsole.Support;

/// <summary>Draws pages into the folder that <c>KOLOSAL_SCREENSHOTS</c> names; skipped without it, for a person is to look at them.</summary>
internal sealed class ScreenshotFactAttribute : FactAttribute
{
    public ScreenshotFactAttribute() => Skip = Chromium.Path is null || Folder is null ? "Set KOLOSAL_SCREENSHOTS to a folder." : null;

    public static string? Folder { get; } = Environment.GetEnvironmentVariable("KOLOSAL_SCREENSHOTS");
}
