namespace Kolosal.Compliance.Controls;

/// <summary>The steps of a document on its way to being evidence.</summary>
public enum EvidencePhase
{
    /// <summary>Handed in.</summary>
    Draft,

    /// <summary>Read by somebody else than who handed it in.</summary>
    Reviewed,

    /// <summary>It counts, from its date to its end.</summary>
    Approved,

    /// <summary>It counts no longer.</summary>
    Expired,
}
