namespace Kolosal.Subjects;

/// <summary>Something that may hold a person's values beside the datasets, and takes them out. Called from a grain, on a silo; repeating it finds
/// what is left.</summary>
public interface ISubjectHolder
{
    /// <summary>Holders of a smaller turn are asked before: what they change is recorded, and what is recorded is backed up.</summary>
    int Turn => 0;

    /// <summary>Takes the person out, as far as it can.</summary>
    /// <returns>Where the person was found; what could not be taken out is said to be kept, never left unsaid.</returns>
    Task<ImmutableArray<SubjectPlace>> EraseAsync(SubjectErasure erasure, CancellationToken cancel);
}

/// <summary>What is to be erased.</summary>
/// <param name="Workspace">Where.</param>
/// <param name="Identity">By what the person is known.</param>
/// <param name="Match">The same, ready to look with.</param>
/// <param name="Datasets">Datasets that held the person and are gone now.</param>
/// <param name="RemovePackages">Stored packages of models that hold the person literally are deleted where the model is not active.</param>
/// <param name="Blobs">SHA-256 of the content of those datasets.</param>
/// <param name="Order">What is to be remembered of the erasure; null when an earlier one is carried out again.</param>
public sealed record SubjectErasure(
    string Workspace, SubjectIdentity Identity, SubjectMatch Match, ImmutableArray<string> Datasets, bool RemovePackages,
    ImmutableArray<string> Blobs, SubjectOrder? Order)
{
    public SubjectBytes Bytes { get; } = new(Match);
}
