using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>One step that makes a cleaner version of a table. Which members a kind reads stands with the kind.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Columns">Which columns; empty for those that the kind takes by itself.</param>
/// <param name="Method">How.</param>
/// <param name="Threshold">Of fences: multiples of the spread. Of shares: 0 to 1.</param>
/// <param name="Value">What is put in, or compared with, written as in the file.</param>
/// <param name="Values">Several of them.</param>
/// <param name="Into">What categories become.</param>
/// <param name="Type">Another type.</param>
/// <param name="Format">How its cells are written.</param>
/// <param name="Operator">How a filter compares.</param>
/// <param name="Flag">Whether a column is added that marks the cells.</param>
public sealed record CleaningStep(
    CleaningKind Kind, ImmutableArray<string> Columns = default, string? Method = null, double? Threshold = null, string? Value = null,
    ImmutableArray<string> Values = default, string? Into = null, ColumnType? Type = null, string? Format = null, string? Operator = null,
    bool Flag = false)
{
    /// <summary>Which columns; never default.</summary>
    public ImmutableArray<string> Columns { get; init; } = Columns.IsDefault ? [] : Columns;

    /// <summary>Several values; never default.</summary>
    public ImmutableArray<string> Values { get; init; } = Values.IsDefault ? [] : Values;
}

/// <summary>Kinds of step.</summary>
public enum CleaningKind
{
    /// <summary>Rows that repeat another in <c>columns</c> (all) go; <c>method</c> says which one stays: first, last, none.</summary>
    DropDuplicates,

    /// <summary>Rows with a number beyond the fences go. <c>method</c> iqr, z_score or modified_z; <c>threshold</c>.</summary>
    DropOutliers,

    /// <summary>Numbers beyond the fences become the fence.</summary>
    ClipOutliers,

    /// <summary>A column <c>name_outlier</c> says which numbers are beyond.</summary>
    FlagOutliers,

    /// <summary>Cells without a value get one: <c>method</c> mean, median, mode or constant (<c>value</c>); <c>flag</c> adds
    /// <c>name_missing</c>.</summary>
    Impute,

    /// <summary>Blanks around texts go; a text of blanks alone is missing.</summary>
    Trim,

    /// <summary>Texts in one case: <c>method</c> lower or upper.</summary>
    Case,

    /// <summary>Categories <c>values</c>, or those rarer than <c>threshold</c>, become <c>into</c>.</summary>
    MergeCategories,

    /// <summary>Columns go: those named, or those with a greater share of missing cells than <c>threshold</c>.</summary>
    DropColumns,

    /// <summary>Rows go in which <c>method</c> any or all of the columns have no value, or a greater share than <c>threshold</c>.</summary>
    DropRows,

    /// <summary>Columns are read as another <c>type</c>, in a <c>format</c>; what does not fit is missing.</summary>
    SetType,

    /// <summary>Rows stay whose cell compares: <c>operator</c> with <c>value</c> or <c>values</c>.</summary>
    Filter,
}
