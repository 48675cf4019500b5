namespace Kolosal.Tracking;

/// <summary>Where an artifact stands within its run: names joined by slashes, relative, never upwards.</summary>
public static class ArtifactPath
{
    /// <summary>Longest path, in characters.</summary>
    public const int Longest = 500;

    /// <summary>Whether it can be the path of an artifact.</summary>
    public static bool IsSound(string path)
    {
        if (path.Length is 0 or > Longest) return false;
        foreach (char c in path)
            if (char.IsControl(c) || char.IsSurrogate(c) || c == '\\') return false;

        // Who decodes it once more would find a separator.
        if (path.Contains("%2f", StringComparison.OrdinalIgnoreCase) || path.Contains("%5c", StringComparison.OrdinalIgnoreCase)) return false;
        return path.Split('/').All(part => part is not ("" or "." or "..") && !string.IsNullOrWhiteSpace(part));
    }

    /// <summary>What stands directly in a folder: files with their sizes, and folders, each once.</summary>
    /// <param name="files">Every artifact of the run with its size in bytes.</param>
    /// <param name="folder">The folder's path; empty for the run's own.</param>
    /// <returns>Whole paths by their code units; a size is null for a folder.</returns>
    public static ImmutableArray<(string Path, long? Bytes)> Children(IEnumerable<KeyValuePair<string, long>> files, string folder)
    {
        string prefix = folder.Length == 0 ? "" : folder.TrimEnd('/') + "/";
        var found = new SortedDictionary<string, long?>(StringComparer.Ordinal);
        foreach (var (path, bytes) in files)
        {
            if (!path.StartsWith(prefix, StringComparison.Ordinal)) continue;
            int slash = path.IndexOf('/', prefix.Length);
            if (slash < 0) found[path] = bytes;
            else found.TryAdd(path[..slash], null);
        }
        return [.. found.Select(pair => (pair.Key, pair.Value))];
    }
}
