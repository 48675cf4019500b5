namespace Kolosal.Models;

/// <summary>Where a version stands in its life. What may follow what is declared in <c>ModelLifecycle</c>.</summary>
[GenerateSerializer, Alias("kolosal.model-status")]
public enum ModelStatus
{
    /// <summary>Recorded, with nothing to serve yet.</summary>
    Draft,

    /// <summary>A run is fitting it.</summary>
    Training,

    /// <summary>Fitted and scored on held-out rows; waits for validation and an approver. Does not serve.</summary>
    Evaluating,

    /// <summary>Somebody other than its author approved it; serves when asked for by number or alias.</summary>
    Approved,

    /// <summary>Approved and being tried before it becomes active.</summary>
    Staging,

    /// <summary>The champion: answers when no version is named. At most one of a model.</summary>
    Active,

    /// <summary>Still serves by number, for those who have not moved on.</summary>
    Deprecated,

    /// <summary>Serves no more; final.</summary>
    Retired,
}
