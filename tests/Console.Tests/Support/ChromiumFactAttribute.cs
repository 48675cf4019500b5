namespace Kolosal.WebConsole.Support;

/// <summary>A fact that needs Chromium; skipped, and counted as such, where it is not installed.</summary>
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.Path is null ? "Needs Chromium: apt-get install chromium, or set KOLOSAL_CHROMIUM." : null;
}
