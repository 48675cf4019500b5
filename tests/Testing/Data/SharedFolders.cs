namespace Kolosal.Testing;

/// <summary>The folders beside the repository that tests read and that need not be there:
/// independent expected values, real data and publishers' schemas.</summary>
public static class SharedFolders
{
    /// <summary><c>../shared/oracles</c> seen from the repository, or what <c>KOLOSAL_ORACLES</c> names; null when absent.</summary>
    public static string? Oracles { get; } = Find("KOLOSAL_ORACLES", "oracles");

    /// <summary><c>../shared/data</c> seen from the repository, or what <c>KOLOSAL_DATA</c> names; null when absent.</summary>
    public static string? Data { get; } = Find("KOLOSAL_DATA", "data");

    /// <summary><c>../shared/schemas</c> seen from the repository, or what <c>KOLOSAL_SCHEMAS</c> names; null when absent.</summary>
    public static string? Schemas { get; } = Find("KOLOSAL_SCHEMAS", "schemas");

    /// <summary>The repository's root: the folder that holds the solution.</summary>
    public static string Repository { get; } = FindRepository();

    private static string? Find(string variable, string folder)
    {
        string path = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named
            ? named
            : Path.GetFullPath(Path.Combine(FindRepository(), "..", "shared", folder));
        return Directory.Exists(path) ? path : null;
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Kolosal.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"Need Kolosal.sln in a folder above {AppContext.BaseDirectory}.");
    }
}
