namespace Kolosal.Learning.Quantization;

/// <summary>What numbers of a quantised model are kept in.</summary>
public enum ScorerPrecision
{
    /// <summary>16-bit whole numbers times a scale; up to 65,534 thresholds a column.</summary>
    Int16,

    /// <summary>8-bit whole numbers times a scale; up to 254 thresholds a column.</summary>
    Int8,

    /// <summary>Half precision (IEEE 754 binary16).</summary>
    Float16,
}
