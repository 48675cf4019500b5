using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>The registers of a workspace, and what of the workspace they are held against.</summary>
public sealed record RegisterFacts
{
    public static readonly RegisterFacts None = new();

    /// <summary>Bounds of the rules.</summary>
    public RegisterParameters Parameters { get; init; } = new();

    public ImmutableArray<RiskFact> Risks { get; init; } = [];

    public ImmutableArray<ImpactFact> Assessments { get; init; } = [];

    public ImmutableArray<ProcessingFact> Activities { get; init; } = [];

    public ImmutableArray<SubjectRequestFact> Requests { get; init; } = [];

    public ImmutableArray<ConcernFact> Concerns { get; init; } = [];

    public ImmutableArray<SupplierFact> Suppliers { get; init; } = [];

    public ImmutableArray<CompetenceFact> Competences { get; init; } = [];

    public ImmutableArray<ManagementObjectiveFact> Objectives { get; init; } = [];

    public ImmutableArray<IncidentDutyFact> Duties { get; init; } = [];

    public ImmutableArray<PrivilegedUseFact> Uses { get; init; } = [];

    /// <summary>Models with an active version.</summary>
    public ImmutableArray<SystemFact> Systems { get; init; } = [];

    /// <summary>Ids of datasets that hold personal data.</summary>
    public ImmutableArray<string> PersonalDatasets { get; init; } = [];

    /// <summary>Models and datasets that came from outside.</summary>
    public ImmutableArray<ImportedFact> Imports { get; init; } = [];

    /// <summary>Incidents that a law may ask about: of severity sev1 or sev2, of privacy or of security.</summary>
    public ImmutableArray<NotableIncidentFact> Incidents { get; init; } = [];

    /// <summary>People and services that hold a role of the platform.</summary>
    public ImmutableArray<RoleHolderFact> Holders { get; init; } = [];

    /// <summary>Who holds a role of the management system, by approved records.</summary>
    public ImmutableArray<NamedRoleFact> Roles { get; init; } = [];

    /// <summary>Erasures that were carried out.</summary>
    public ImmutableArray<ErasureProofFact> Erasures { get; init; } = [];

    /// <summary>Doings of operators that left a record of their own, as <c>secret-rotations/rot_1</c>.</summary>
    public ImmutableArray<OperatorDoingFact> Doings { get; init; } = [];
}
