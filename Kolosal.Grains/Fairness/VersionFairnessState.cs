namespace Kolosal.Fairness;

/// <summary>What a version remembers of its fairness. A crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.version-fairness-state")]
internal sealed class VersionFairnessState : RecordState
{
    [Id(0)] public VersionFairness? Evaluation { get; set; }
}
