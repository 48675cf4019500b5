namespace Kolosal.Storage.Integrity;

/// <summary>Decides at start whether the database is the one, and as far, as its surroundings say.</summary>
internal static class DatabaseCheck
{
    /// <param name="manifest">What was remembered; null when nothing was, as at the first start.</param>
    /// <param name="installation">Id in the database.</param>
    /// <param name="commits">Commits in the database.</param>
    /// <param name="isEmpty">It holds neither state nor lists.</param>
    /// <param name="others">What else lies in the folder that the database must know of: <c>logs</c>, <c>blobs</c>.</param>
    /// <returns>What is wrong, in words; null when nothing is.</returns>
    public static string? Judge(InstallationManifest? manifest, string installation, long commits, bool isEmpty, IReadOnlyCollection<string> others)
    {
        if (manifest is null)
            return isEmpty && others.Count > 0
                ? $"The database kolosal.db is missing or empty, and {string.Join(" and ", others)} of an installation are there." : null;
        if (isEmpty && manifest.Commits > commits)
            return $"The database kolosal.db is missing or empty; it had been written {manifest.Commits} times.";
        if (manifest.Installation != installation)
            return "The database kolosal.db belongs to another installation than the rest of this folder.";
        return manifest.Commits <= commits ? null
            : $"The database kolosal.db is older than it was: it had been written {manifest.Commits} times, and knows of {commits}. Its write-ahead "
                + "log (kolosal.db-wal) was lost, or an older copy was put back.";
    }
}
