namespace Kolosal.Tracking;

/// <summary>One tracked model with its versions. Written before every acknowledgement, so a crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.tracked-model-state")]
internal sealed class TrackedModelState : RecordState
{
    /// <summary>Most tags of a model or of a version, and most aliases of a model.</summary>
    public const int MostTags = 200;

    [Id(0)] public string Name { get; set; } = "";
    [Id(1)] public string Description { get; set; } = "";
    [Id(2)] public Dictionary<string, string> Tags { get; set; } = [];
    [Id(3)] public Dictionary<string, int> Aliases { get; set; } = [];
    [Id(4)] public List<TrackedModelVersion> Versions { get; set; } = [];
    [Id(5)] public int LastVersion { get; set; }

    /// <summary>Version by the request that made it, of the versions that are there.</summary>
    [Id(6)] public Dictionary<string, int> Requests { get; set; } = [];

    [Id(7)] public bool Deleted { get; set; }

    public void Open(TrackedModelSpec spec)
    {
        (Name, Description) = (spec.Name, spec.Description);
        Tags = new(spec.Tags);
    }

    public void Rename(string name) => Name = name;

    public void Describe(string description) => Description = description;

    /// <summary>For good: what it held is gone, its number stays taken.</summary>
    public void Delete()
    {
        Deleted = true;
        Versions.Clear();
        Aliases.Clear();
        Requests.Clear();
    }

    public void Tag(string key, string? value)
    {
        if (value is null) Tags.Remove(key);
        else Tags[key] = value;
    }

    public void Alias(string alias, int? version)
    {
        if (version is { } number) Aliases[alias] = number;
        else Aliases.Remove(alias);
    }

    public TrackedModelVersion? Find(int number) => Versions.Find(version => version.Number == number);

    public TrackedModelVersion? Made(string request) => Requests.TryGetValue(request, out int number) ? Find(number) : null;

    public TrackedModelVersion Add(TrackedVersionSpec spec, string by, DateTimeOffset at)
    {
        var version = new TrackedModelVersion(
            ++LastVersion, spec.Source, spec.RunId, spec.RunLink, spec.Description, ModelStages.None, spec.Tags, by, at, at);
        Versions.Add(version);
        Requests[spec.RequestId] = version.Number;
        return version;
    }

    public void Replace(TrackedModelVersion version) => Versions[Versions.FindIndex(known => known.Number == version.Number)] = version;

    public void Remove(int number)
    {
        Versions.RemoveAll(version => version.Number == number);
        foreach (var (alias, _) in Aliases.Where(alias => alias.Value == number).ToArray()) Aliases.Remove(alias);
        foreach (var (request, _) in Requests.Where(request => request.Value == number).ToArray()) Requests.Remove(request);
    }

    public TrackedModel Read(string id) => new(
        id, Name, Description, Tags.ToImmutableDictionary(), Aliases.ToImmutableDictionary(), [.. Versions], CreatedAt, UpdatedAt, Revision);
}
