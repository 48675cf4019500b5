using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>An entry of the record of processing activities (GDPR Art. 30). <c>about</c> names its datasets and models.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.processing-activity")]
public sealed record ProcessingActivity : RegisterFields
{
    /// <summary>What for.</summary>
    [Id(0), DataType(DataType.MultilineText), MaxLength(4_000)] public string? Purpose { get; init; }

    /// <summary>As what.</summary>
    [Id(1)] public ProcessingRole? Role { get; init; }

    /// <summary>On which ground of GDPR Art. 6(1).</summary>
    [Id(2)] public LawfulBasis? Basis { get; init; }

    /// <summary>Categories of data.</summary>
    [Id(3), MaxLength(50)] public ImmutableArray<string>? DataCategories { get; init; }

    /// <summary>Categories of people.</summary>
    [Id(4), MaxLength(50)] public ImmutableArray<string>? Subjects { get; init; }

    /// <summary>Who gets the data; empty for nobody.</summary>
    [Id(5), MaxLength(50)] public ImmutableArray<string>? Recipients { get; init; }

    /// <summary>Countries outside that they go to; empty for none.</summary>
    [Id(6), MaxLength(50)] public ImmutableArray<string>? Transfers { get; init; }

    /// <summary>Days after which they are erased.</summary>
    [Id(7), Range(1, 36_500)] public int? RetentionDays { get; init; }

    /// <summary>What keeps them safe.</summary>
    [Id(8), DataType(DataType.MultilineText), MaxLength(4_000)] public string? Measures { get; init; }

    /// <summary>Where consent is on record; needed when it is the basis.</summary>
    [Id(9)] public string? ConsentReference { get; init; }
}

[GenerateSerializer, Alias("kolosal.processing-role")]
public enum ProcessingRole { Controller, JointController, Processor }

[GenerateSerializer, Alias("kolosal.lawful-basis")]
public enum LawfulBasis { Consent, Contract, LegalObligation, VitalInterests, PublicTask, LegitimateInterests }

/// <summary>Key <c>workspace/pro_…</c>.</summary>
[Alias("kolosal.registers.IProcessingActivityGrain")]
public interface IProcessingActivityGrain : IRegisterGrain<ProcessingActivity>;
