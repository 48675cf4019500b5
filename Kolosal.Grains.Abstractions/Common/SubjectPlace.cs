namespace Kolosal;

/// <summary>Where beside the datasets a person was found, and what became of it.</summary>
/// <param name="Kind">What held the person: <c>records</c>, <c>lists</c>, <c>audit</c>, <c>prediction_log</c>, <c>model_package</c>,
/// <c>golden_dataset</c>, <c>explanation</c>, <c>analysis</c>, <c>artifact</c>, <c>backup</c>.</param>
/// <param name="Id">Which one; the kind's own id.</param>
/// <param name="Outcome"><c>erased</c>: the values are gone; <c>deleted</c>: all of it is gone; <c>kept</c>: it still holds the person.</param>
/// <param name="Found">How many values, rows, cases or files were found.</param>
/// <param name="Detail">What is to be done about what was kept, or what was done; null when the outcome says it all.</param>
[GenerateSerializer, Immutable, Alias("kolosal.subject-place")]
public sealed record SubjectPlace(string Kind, string Id, string Outcome, int Found, string? Detail = null)
{
    public const string Erased = "erased", Deleted = "deleted", Kept = "kept";

    /// <summary>The kind of backups. One that could not be changed holds the person until it goes.</summary>
    public const string Backup = "backup";

    /// <summary>In place of a backup's id: where all of them lie could not be reached.</summary>
    public const string Target = "target";
}
