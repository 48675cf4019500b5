namespace Kolosal.Compliance;

/// <summary>The technical documentation of a model version (Regulation (EU) 2024/1689, Annex IV), filled from the records that exist.</summary>
/// <param name="Statement">What the document is, and what it is not.</param>
/// <param name="Workspace">Whose.</param>
/// <param name="Model">The model.</param>
/// <param name="Version">The version.</param>
/// <param name="PackageSha256">What exactly it is.</param>
/// <param name="RiskClass">Its class of risk as its card says; null when it does not.</param>
/// <param name="MadeAt">When the documentation was made.</param>
/// <param name="Points">The points of the annex, in order.</param>
/// <param name="Blanks">What is missing, as <c>IV.1 Purpose</c>: no record of this system has it.</param>
/// <param name="Sha256">SHA-256 of the points' text, lower-case hexadecimal digits: equal records give equal documentation.</param>
[GenerateSerializer, Immutable, Alias("kolosal.technical-documentation")]
public sealed record TechnicalDocumentation(
    string Statement, string Workspace, string Model, int Version, string PackageSha256, string? RiskClass, DateTimeOffset MadeAt,
    ImmutableArray<DocumentationPoint> Points, ImmutableArray<string> Blanks, string Sha256);

/// <summary>A point of the annex.</summary>
/// <param name="Point">As <c>IV.1</c>.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Fields">What is said.</param>
[GenerateSerializer, Immutable, Alias("kolosal.documentation-point")]
public sealed record DocumentationPoint(string Point, string Title, ImmutableArray<DocumentationField> Fields);

/// <summary>One thing that is to be said.</summary>
/// <param name="Name">What.</param>
/// <param name="Value">What the record says; null for a blank.</param>
/// <param name="Source">Where it stands, or who should fill it.</param>
[GenerateSerializer, Immutable, Alias("kolosal.documentation-field")]
public sealed record DocumentationField(string Name, string? Value, string Source);
