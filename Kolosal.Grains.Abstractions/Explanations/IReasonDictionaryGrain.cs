using System.ComponentModel.DataAnnotations;
using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Explanations;

/// <summary>What a model's columns are called where they speak against somebody. Key <c>workspace/name</c> of the model.</summary>
[Alias("kolosal.explanations.IReasonDictionaryGrain"), Concerns(ConditionAttribute.Model)]
public interface IReasonDictionaryGrain : IGrainWithStringKey
{
    /// <summary>The dictionary. Refuses <c>explain.no-reasons</c> (404) where none is declared.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.ExplainRead)]
    Task<Result<ReasonDictionary>> GetAsync();

    /// <summary>Declares it, in place of what was declared before; the change is in the audit trail with both hashes.</summary>
    /// <param name="declaration">What to say.</param>
    /// <param name="ifMatch">The revision that was read; null to overwrite whatever is there.</param>
    /// <returns>Refused with <c>models.not-found</c>, <c>explain.bad-reasons</c> (400), <c>explain.reasons-changed</c> (412).</returns>
    [Alias("Set"), RequiresPermission(Permission.ModelsWrite)]
    Task<Result<ReasonDictionary>> SetAsync(ReasonDeclaration declaration, long? ifMatch);
}

/// <summary>What a dictionary says.</summary>
/// <param name="Entries">One a column.</param>
/// <param name="Favourable">The class that is no adverse decision; <c>higher</c> or <c>lower</c> for a number; null for the favourable class that
/// the version's dataset declared.</param>
[GenerateSerializer, Immutable, Alias("kolosal.reason-declaration")]
public sealed record ReasonDeclaration([property: MinLength(1), MaxLength(2000)] ImmutableArray<ReasonEntry> Entries, string? Favourable = null);

/// <summary>What is said of one column.</summary>
/// <param name="Column">The input column.</param>
/// <param name="Code">Stable, such as <c>R04</c>; columns that mean the same may share one. 1 to 40 characters.</param>
/// <param name="Text">What the person is told. 1 to 500 characters; the same for columns that share a code.</param>
[GenerateSerializer, Immutable, Alias("kolosal.reason-entry")]
public sealed record ReasonEntry(string Column, [property: MaxLength(40)] string Code, [property: MaxLength(500)] string Text);

/// <summary>A dictionary as it stands.</summary>
/// <param name="ModelId">The model's name.</param>
/// <param name="Declaration">What it says.</param>
/// <param name="Sha256">SHA-256 of the declaration as JSON.</param>
/// <param name="By">Who declared it.</param>
/// <param name="UpdatedAt">When.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.reason-dictionary")]
public sealed record ReasonDictionary(
    string ModelId, ReasonDeclaration Declaration, string Sha256, string By, DateTimeOffset UpdatedAt, long Revision);

public static class ReasonDictionaryGrains
{
    public static IReasonDictionaryGrain ReasonDictionary(this IGrainFactory grains, ModelKey model) =>
        grains.GetGrain<IReasonDictionaryGrain>(model.ToString());
}
