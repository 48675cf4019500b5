using System.ComponentModel.DataAnnotations;

namespace Kolosal.Datasets;

/// <summary>What people say of a dataset; the sections of Gebru et al. 2021, Datasheets for Datasets (CACM 64:12). What is null was not
/// said.</summary>
/// <param name="Motivation">Why it was made, by whom, for whom.</param>
/// <param name="Composition">What a row is, and what is not in it.</param>
/// <param name="Collection">How it was collected, and with whose consent.</param>
/// <param name="Preparation">What was done to it before it came here.</param>
/// <param name="Uses">What it is for, and what it must not be used for.</param>
/// <param name="Distribution">Who may have it, under which licence.</param>
/// <param name="Maintenance">Who keeps it, how errors are told, when it is renewed.</param>
[GenerateSerializer, Immutable, Alias("kolosal.datasheet-words")]
public sealed record DatasheetWords(
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Motivation = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Composition = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Collection = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Preparation = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Uses = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Distribution = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Maintenance = null);
