namespace Kolosal.Privacy;

/// <summary>An erasure as it is remembered where no restore takes it back. It names nobody: a person's values stand in it as keyed digests.</summary>
/// <param name="Workspace">Where.</param>
/// <param name="Id"><c>er_…</c>, made of the subject's digest.</param>
/// <param name="At">When it last ran.</param>
/// <param name="Ticket">The request's number elsewhere.</param>
/// <param name="By">Who asked.</param>
/// <param name="Tokens">What recognises the person.</param>
/// <param name="Pseudonyms">What stands for the person where the values were made pseudonyms.</param>
/// <param name="Predictions">Ids of predicted rows that are about the person.</param>
/// <param name="Datasets">Datasets that held the person and are gone.</param>
/// <param name="Blobs">SHA-256 of their content.</param>
/// <param name="RemovePackages">Packages that held the person were deleted.</param>
public sealed record ErasureEntry(
    string Workspace, string Id, DateTimeOffset At, string? Ticket, string By, ImmutableArray<SubjectToken> Tokens,
    ImmutableArray<string> Pseudonyms, ImmutableArray<string> Predictions, ImmutableArray<string> Datasets, ImmutableArray<string> Blobs,
    bool RemovePackages)
{
    /// <summary>The same erasure, with what an earlier run of it knew.</summary>
    public ErasureEntry With(ErasureEntry earlier) => this with
    {
        Ticket = Ticket ?? earlier.Ticket,
        Predictions = [.. earlier.Predictions.Union(Predictions)],
        Datasets = [.. earlier.Datasets.Union(Datasets)],
        Blobs = [.. earlier.Blobs.Union(Blobs)],
        RemovePackages = RemovePackages || earlier.RemovePackages,
    };
}
