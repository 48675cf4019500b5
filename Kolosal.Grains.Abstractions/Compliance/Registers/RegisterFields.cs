using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>What people write into a record of a register. A draft may leave members out; which a status needs, its kind says.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.register-fields")]
public abstract record RegisterFields
{
    /// <summary>One line that names it.</summary>
    [Id(0)] public string? Title { get; init; }

    /// <summary>Subject of the person who answers for it; who wrote it, when left out.</summary>
    [Id(1)] public string? Owner { get; init; }

    /// <summary>The records it concerns: <c>models/credit-risk</c>, <c>datasets/ds_…</c>, <c>risks/rsk_…</c>.</summary>
    [Id(2), MaxLength(100)] public ImmutableArray<string>? About { get; init; }

    /// <summary>Anything else.</summary>
    [Id(3), DataType(DataType.MultilineText), MaxLength(8_000)] public string? Note { get; init; }
}
