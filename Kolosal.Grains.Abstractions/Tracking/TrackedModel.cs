namespace Kolosal.Tracking;

/// <summary>A name under which a client registers models that were trained elsewhere.</summary>
/// <remarks>No model of this platform: it has no package, is not validated, promoted or served.</remarks>
/// <param name="Id">Given out by the desk; never another's.</param>
/// <param name="Name">Unique among the tracked models of its workspace.</param>
/// <param name="Description">What people say of it.</param>
/// <param name="Tags">Text by key.</param>
/// <param name="Aliases">Version by alias.</param>
/// <param name="Versions">By number, the deleted ones left out.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Revision">Counts changes.</param>
[GenerateSerializer, Immutable, Alias("kolosal.tracked-model")]
public sealed record TrackedModel(
    string Id, string Name, string Description, ImmutableDictionary<string, string> Tags, ImmutableDictionary<string, int> Aliases,
    ImmutableArray<TrackedModelVersion> Versions, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Revision)
{
    /// <summary>The version of that number; null when there is none.</summary>
    public TrackedModelVersion? Version(int number) => Versions.FirstOrDefault(version => version.Number == number);
}

/// <param name="Number">From 1; a number is never given again.</param>
/// <param name="Source">Where the model's files are, as the client says.</param>
/// <param name="RunId">The run that made it; empty when the client names none.</param>
/// <param name="RunLink">A run elsewhere; empty when the client names none.</param>
/// <param name="Description">What people say of it.</param>
/// <param name="Stage"><c>None</c>, <c>Staging</c>, <c>Production</c> or <c>Archived</c>: the client's word, which serves nothing here.</param>
/// <param name="Tags">Text by key.</param>
/// <param name="CreatedBy">Who registered it.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="UpdatedAt">When it last changed.</param>
[GenerateSerializer, Immutable, Alias("kolosal.tracked-model-version")]
public sealed record TrackedModelVersion(
    int Number, string Source, string RunId, string RunLink, string Description, string Stage, ImmutableDictionary<string, string> Tags,
    string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <param name="Name">1 to 500 characters without slash and colon.</param>
/// <param name="Description">At most 100,000 characters.</param>
/// <param name="Tags">Text by key.</param>
[GenerateSerializer, Immutable, Alias("kolosal.tracked-model-spec")]
public sealed record TrackedModelSpec(string Name, string Description, ImmutableDictionary<string, string> Tags);

/// <param name="Source">Where the model's files are.</param>
/// <param name="RunId">The run that made it; empty for none.</param>
/// <param name="RunLink">A run elsewhere; empty for none.</param>
/// <param name="Description">At most 100,000 characters.</param>
/// <param name="Tags">Text by key.</param>
/// <param name="RequestId">Chosen by the caller: the same one makes the same version, once.</param>
[GenerateSerializer, Immutable, Alias("kolosal.tracked-version-spec")]
public sealed record TrackedVersionSpec(
    string Source, string RunId, string RunLink, string Description, ImmutableDictionary<string, string> Tags, string RequestId);
