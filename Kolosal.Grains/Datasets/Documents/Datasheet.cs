namespace Kolosal.Datasets;

/// <summary>What is measured and what is said of a dataset (Gebru et al. 2021, Datasheets for Datasets, CACM 64:12).</summary>
/// <param name="Dataset">Measured: rows, columns, ranges, missing cells, personal data.</param>
/// <param name="Words">Said by people.</param>
/// <param name="Quality">Measured: scores, findings, expectations.</param>
/// <param name="Source">What it was made of.</param>
/// <param name="Transformations">Steps that made it out of its parent.</param>
/// <param name="Models">Model versions that learnt from it.</param>
public sealed record Datasheet(
    DatasetDescription Dataset, DatasheetWords Words, QualityFindings Quality, DatasetSource Source,
    ImmutableArray<DatasetTransformation> Transformations, ImmutableArray<string> Models)
{
    /// <summary>The sections that people write, with their titles.</summary>
    public IEnumerable<(string Title, string? Words)> Sections() =>
    [
        ("Motivation", Words.Motivation), ("Composition", Words.Composition), ("Collection process", Words.Collection),
        ("Preparation before", Words.Preparation), ("Uses", Words.Uses), ("Distribution", Words.Distribution), ("Maintenance", Words.Maintenance),
    ];
}
