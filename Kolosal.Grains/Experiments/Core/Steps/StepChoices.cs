using Kolosal.Learning.Preprocessing;

namespace Kolosal.Experiments;

/// <summary>Which steps and losses a search may change of a candidate beside the trainer's own hyper-parameters.</summary>
/// <param name="Losses">That a regression may be fitted by, the usual one first; null for the trainers' own.</param>
/// <param name="Dropout">Whether boosting with dropout (DART) is tried.</param>
/// <param name="Resampling">Whether ways to balance the classes of training rows are tried.</param>
/// <param name="Synthetic">Whether those that make new rows between neighbours are among them.</param>
/// <param name="Characters">Whether texts are tried as runs of characters as well as words.</param>
/// <param name="Selection">The step that selects features in every trial; null for none.</param>
public sealed record StepChoices(
    ImmutableArray<string>? Losses = null, bool Dropout = false, bool Resampling = false, bool Synthetic = false, bool Characters = false,
    string? Selection = null)
{
    /// <summary>Whether there is none.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool AreNone => Losses is null && !Dropout && !Resampling && !Characters && Selection is null;

    /// <summary>Runs of three to five characters: what scripts without blanks and words with endings are told apart by (Cavnar and Trenkle,
    /// SDAIR 1994; the lengths are those of fastText's sub-words, shortened).</summary>
    internal static TextOptions CharacterRuns { get; } = new(TextUnit.Characters, 3, 5);
}
