namespace Kolosal.Models;

/// <summary>What a version remembers: the registration for ever, its status as the model last told it, and what people wrote on its card.</summary>
[GenerateSerializer, Alias("kolosal.model-version-state")]
internal sealed class ModelVersionState : RecordState
{
    [Id(0)] public VersionRegistration? Registration { get; set; }

    [Id(1)] public ModelStatus Status { get; set; } = ModelStatus.Evaluating;

    [Id(2)] public ModelCardWords Words { get; set; } = new(null, null, null, null, null, null);

    /// <summary>Counts changes of the words alone: a card's reader is not disturbed by a change of status.</summary>
    [Id(3)] public long CardRevision { get; set; }

    public void Write(ModelCardWords words)
    {
        Words = words;
        CardRevision++;
    }
}
