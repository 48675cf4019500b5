namespace Kolosal.Compliance.Frameworks;

/// <summary>What a framework is, and so what can be said of it.</summary>
public enum FrameworkStanding
{
    /// <summary>A management system's requirements; an accredited body certifies the management system.</summary>
    ManagementSystem,

    /// <summary>Criteria of an auditor's report.</summary>
    Attestation,

    /// <summary>Law.</summary>
    Law,

    /// <summary>A standard that is not certified.</summary>
    Guidance,

    /// <summary>A technical report.</summary>
    Report,

    /// <summary>A voluntary framework without a certificate.</summary>
    Voluntary,
}
