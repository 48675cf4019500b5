namespace Kolosal.Conventions;

/// <summary>A fact that needs a program of the system; skipped, and counted as such, where it is not installed.</summary>
public sealed class InstalledFactAttribute : FactAttribute
{
    /// <param name="program">Its name on the path.</param>
    public InstalledFactAttribute(string program)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, program)))) Skip = $"{program} is not installed.";
    }
}
