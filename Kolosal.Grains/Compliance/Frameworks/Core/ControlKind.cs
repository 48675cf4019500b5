namespace Kolosal.Compliance.Frameworks;

/// <summary>What shows a control.</summary>
public enum ControlKind
{
    /// <summary>Judged from this system's own records alone.</summary>
    Computed,

    /// <summary>Judged from records, and attested by people with documents; both must hold.</summary>
    ComputedAndReviewed,

    /// <summary>Attested by people with documents.</summary>
    Reviewed,

    /// <summary>Not applicable to software: the document of the host or the employer is attached.</summary>
    NotSoftware,
}
