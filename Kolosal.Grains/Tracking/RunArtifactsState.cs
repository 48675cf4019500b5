namespace Kolosal.Tracking;

/// <summary>The artifacts of one run, by path. Written before every acknowledgement.</summary>
[GenerateSerializer, Alias("kolosal.run-artifacts-state")]
internal sealed class RunArtifactsState : RecordState
{
    [Id(0)] public Dictionary<string, BlobRef> Files { get; set; } = [];

    public void Put(string path, BlobRef content) => Files[path] = content;

    public void Remove(IEnumerable<string> paths)
    {
        foreach (string path in paths) Files.Remove(path);
    }

    /// <summary>The artifact itself, or all below the folder; all for an empty path.</summary>
    public ImmutableArray<string> At(string path) =>
        [.. Files.Keys.Where(file => path.Length == 0 || file == path || file.StartsWith(path + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    public RunArtifact? Find(string path) =>
        Files.TryGetValue(path, out var content) ? new(path, IsFolder: false, content.Length, content) : null;
}
