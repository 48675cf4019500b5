namespace Kolosal.Models;

/// <summary>What a version remembers: the registration for ever, its status as the model last told it, and what people wrote on its card.</summary>
[GenerateSerializer, Alias("kolosal.model-version-state")]
internal sealed class ModelVersionState : RecordState
{
    /// <summary>Older revisions of the words are in the audit trail as changes, without their text.</summary>
    private const int MostCardRevisions = 100;

    [Id(0)] public VersionRegistration? Registration { get; set; }

    [Id(1)] public ModelStatus Status { get; set; } = ModelStatus.Evaluating;

    [Id(2)] public ModelCardWords Words { get; set; } = new(null, null, null, null, null, null);

    /// <summary>Counts changes of the words alone: a card's reader is not disturbed by a change of status.</summary>
    [Id(3)] public long CardRevision { get; set; }

    /// <summary>What features found out, in order of kind and source; one of each.</summary>
    [Id(4)] public List<EvidenceItem> Evidence { get; set; } = [];

    /// <returns>False when what is known is later, or the same.</returns>
    public bool Keep(EvidenceItem evidence)
    {
        int place = Evidence.FindIndex(known => known.Kind == evidence.Kind && known.Source == evidence.Source);
        if (place >= 0 && (Evidence[place].At > evidence.At || Evidence[place] with { At = evidence.At } == evidence)) return false;
        if (place >= 0) Evidence[place] = evidence;
        else Evidence.Add(evidence);
        Evidence.Sort(static (one, other) => string.CompareOrdinal(one.Kind, other.Kind) is var kinds and not 0 ? kinds
            : string.CompareOrdinal(one.Source, other.Source));
        return true;
    }

    /// <summary>What was declared of a version without a package; null for one that came with it.</summary>
    [Id(5)] public ModelDraft? Draft { get; set; }

    /// <summary>The latest revisions of the card's words, oldest first.</summary>
    [Id(6)] public List<CardRevision> CardHistory { get; set; } = [];

    public void Write(ModelCardWords words, string by, DateTimeOffset at)
    {
        Words = words;
        CardRevision++;
        CardHistory.Add(new(CardRevision, at, by, words));
        if (CardHistory.Count > MostCardRevisions) CardHistory.RemoveAt(0);
    }
}
