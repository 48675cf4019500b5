namespace Kolosal.Tracking;

/// <summary>Whether a tracked thing is in use.</summary>
[GenerateSerializer, Alias("kolosal.lifecycle-stage")]
public enum LifecycleStage { Active, Deleted }

/// <summary>A named group of tracked runs, as it is read and listed.</summary>
/// <param name="ExperimentId">A number as text, given out per workspace without gaps; <c>0</c> is the experiment <c>Default</c>.</param>
/// <param name="Name">Unique in its workspace, deleted experiments included.</param>
/// <param name="Lifecycle">A deleted experiment takes no new runs, and searches pass over it until it is restored.</param>
/// <param name="ArtifactLocation">Address under which clients keep the artifacts of its runs.</param>
/// <param name="Tags">Text by key.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.tracked-experiment")]
public sealed record TrackedExperiment(
    string ExperimentId, string Name, LifecycleStage Lifecycle, string ArtifactLocation, ImmutableDictionary<string, string> Tags,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Revision);

/// <param name="Name">1 to 500 characters on one line.</param>
/// <param name="ArtifactLocation">Where artifacts are kept outside; null to keep them here.</param>
/// <param name="Tags">Text by key.</param>
[GenerateSerializer, Immutable, Alias("kolosal.experiment-spec")]
public sealed record ExperimentSpec(string Name, string? ArtifactLocation, ImmutableDictionary<string, string> Tags);
