using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance.Registers;

/// <summary>What the management system, or the post-market plan, wants to reach, and how far it is (ISO/IEC 42001 6.2).</summary>
[GenerateSerializer, Immutable, Alias("kolosal.management-objective")]
public sealed record ManagementObjective : RegisterFields
{
    /// <summary>What is measured.</summary>
    [Id(0)] public string? Metric { get; init; }

    /// <summary>In which unit.</summary>
    [Id(1)] public string? Unit { get; init; }

    /// <summary>The value wanted.</summary>
    [Id(2)] public double? Target { get; init; }

    /// <summary>On which side of it.</summary>
    [Id(3)] public TargetSide? Side { get; init; }

    /// <summary>What measures it: <c>slos/availability</c>, <c>Q24</c>.</summary>
    [Id(4)] public string? Monitor { get; init; }

    /// <summary>Whether it is a point of the post-market monitoring plan (EU AI Act Art. 72).</summary>
    [Id(5)] public bool? IsPostMarket { get; init; }

    /// <summary>The last value; may be noted while the objective is approved.</summary>
    [Id(6)] public double? LastValue { get; init; }

    /// <summary>When that was measured; not in the future.</summary>
    [Id(7)] public DateTimeOffset? MeasuredAt { get; init; }

    /// <summary>By when it is to be reached.</summary>
    [Id(8)] public DateTimeOffset? ReachBy { get; init; }
}

[GenerateSerializer, Alias("kolosal.target-side")]
public enum TargetSide { AtLeast, AtMost }

/// <summary>Key <c>workspace/obj_…</c>.</summary>
[Alias("kolosal.registers.IManagementObjectiveGrain")]
public interface IManagementObjectiveGrain : IRegisterGrain<ManagementObjective>;
