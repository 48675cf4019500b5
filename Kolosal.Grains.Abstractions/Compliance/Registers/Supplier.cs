using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>Where models, data or libraries come from, assessed (ISO/IEC 42001 A.10.3). <c>about</c> names the items.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.supplier")]
public sealed record Supplier : RegisterFields
{
    /// <summary>Packages and other things that are no record here: <c>pkg:nuget/Npgsql</c>.</summary>
    [Id(0), MaxLength(2_000)] public ImmutableArray<string>? Items { get; init; }

    /// <summary>Under which terms, as an SPDX identifier or in words.</summary>
    [Id(1)] public string? Licence { get; init; }

    /// <summary>What was looked at and found.</summary>
    [Id(2), DataType(DataType.MultilineText), MaxLength(8_000)] public string? Assessment { get; init; }

    /// <summary>SHA-256 of the contract or terms, hexadecimal.</summary>
    [Id(3), Length(64, 64)] public string? ContractHash { get; init; }

    /// <summary>Where it is: a country.</summary>
    [Id(4)] public string? Location { get; init; }
}

/// <summary>Key <c>workspace/sup_…</c>.</summary>
[Alias("kolosal.registers.ISupplierGrain")]
public interface ISupplierGrain : IRegisterGrain<Supplier>;
