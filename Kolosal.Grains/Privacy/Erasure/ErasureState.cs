namespace Kolosal.Privacy;

/// <summary>One erasure's record. It holds nothing of the subject but a keyed digest.</summary>
[GenerateSerializer, Alias("kolosal.erasure-state")]
internal sealed class ErasureState : RecordState
{
    [Id(0)] public ErasureReport? Report { get; set; }
}
