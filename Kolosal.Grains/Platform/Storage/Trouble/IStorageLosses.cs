namespace Kolosal.Storage;

/// <summary>Where it is said that something kept is damaged or gone, so that an incident tells people. Safe for any number of callers.</summary>
public interface IStorageLosses
{
    /// <summary>Takes a report; a repeated one is dropped.</summary>
    void Report(StorageLoss loss);
}

/// <summary>Something that was kept and is damaged or gone.</summary>
/// <param name="EvidenceId">Names what was found, so that finding it again adds nothing.</param>
/// <param name="Workspace">Whose it is; null when it is the installation's.</param>
/// <param name="Subject">What it concerns: <c>models/credit-risk</c>, <c>logs/predictions</c>.</param>
/// <param name="Model">The model, when it concerns one.</param>
/// <param name="Title">One line a person reads first.</param>
/// <param name="Evidence">What was found where, and what to do.</param>
public sealed record StorageLoss(string EvidenceId, string? Workspace, string Subject, string? Model, string Title, string Evidence);
