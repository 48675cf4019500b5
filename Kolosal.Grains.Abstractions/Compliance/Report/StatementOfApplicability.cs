namespace Kolosal.Compliance;

/// <summary>Which controls of an annex apply, why, and how they stand (ISO/IEC 42001 and ISO/IEC 27001, clause 6.1.3). A draft to be signed by
/// people.
/// </summary>
/// <param name="Statement">What the document is, and what it is not.</param>
/// <param name="Workspace">Whose.</param>
/// <param name="Framework">The framework.</param>
/// <param name="Name">Its name and edition.</param>
/// <param name="AsOf">The time it is of.</param>
/// <param name="Applicable">Controls that were decided to apply.</param>
/// <param name="Excluded">Controls that were decided not to.</param>
/// <param name="Undecided">Controls about which nobody decided; they are treated as if they applied.</param>
/// <param name="Controls">The controls of the annex, each with its decision.</param>
[GenerateSerializer, Immutable, Alias("kolosal.statement-of-applicability")]
public sealed record StatementOfApplicability(
    string Statement, string Workspace, string Framework, string Name, DateTimeOffset AsOf, int Applicable, int Excluded, int Undecided,
    ImmutableArray<ApplicabilityReading> Controls);

/// <summary>A control of the annex.</summary>
/// <param name="Id">The control.</param>
/// <param name="Title">Short title.</param>
/// <param name="Applies">Whether it applies; null while nobody decided.</param>
/// <param name="Justification">Why, or why not; null while nobody decided.</param>
/// <param name="DecidedBy">Who decided; null for nobody.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Waived">Everything in it that fails is waived.</param>
/// <param name="Holding">How many of its parts pass, k.</param>
/// <param name="Asked">Of how many that apply, n.</param>
/// <param name="Parts">What shows it, by id.</param>
/// <param name="Shows">What shows it, in words.</param>
/// <param name="Marks">How far the row itself was checked.</param>
[GenerateSerializer, Immutable, Alias("kolosal.applicability-reading")]
public sealed record ApplicabilityReading(
    string Id, string Title, bool? Applies, string? Justification, string? DecidedBy, DateTimeOffset? DecidedAt, ControlStatus Status, bool Waived,
    int Holding, int Asked, ImmutableArray<string> Parts, string Shows, ImmutableArray<string> Marks);
