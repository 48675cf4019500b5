namespace Kolosal.Tracking;

/// <summary>One experiment. Written before every acknowledgement, so a crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.experiment-state")]
internal sealed class ExperimentState : RecordState
{
    /// <summary>Most tags of one experiment.</summary>
    public const int MostTags = 500;

    [Id(0)] public string Name { get; set; } = "";
    [Id(1)] public LifecycleStage Lifecycle { get; set; }
    [Id(2)] public string ArtifactLocation { get; set; } = "";
    [Id(3)] public Dictionary<string, string> Tags { get; set; } = [];

    public void Open(ExperimentSpec spec, string artifactLocation)
    {
        (Name, ArtifactLocation) = (spec.Name, artifactLocation);
        Tags = new(spec.Tags);
    }

    public void Rename(string name) => Name = name;

    public void Become(LifecycleStage lifecycle) => Lifecycle = lifecycle;

    public void Tag(string key, string value) => Tags[key] = value;

    public void Untag(string key) => Tags.Remove(key);

    public TrackedExperiment Read(string id) => new(
        id, Name, Lifecycle, ArtifactLocation, Tags.ToImmutableDictionary(), CreatedAt, UpdatedAt, Revision);
}
