using System.Numerics;

namespace Kolosal.Learning.Preprocessing.Encoders;

/// <summary>The share of training rows that have the code; missing counts as a code. 0 for codes that did not occur.</summary>
public sealed class FrequencyEncoder() : CodeFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } =
        new("frequency_encoder", TransformNeeds.Categories, new SearchSpace(), _ => new FrequencyEncoder());

    private protected override CodeTable LearnTable(FeatureInfo column, int[] counts, int rows) =>
        new([column.Name], [.. counts.Select(n => (double)n / rows)]);
}

/// <summary>The binary digits of code + 1, one feature a digit, the highest first; all 0 for missing. log₂ k features for k categories.</summary>
public sealed class BinaryEncoder() : CodeFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } =
        new("binary_encoder", TransformNeeds.Categories, new SearchSpace(), _ => new BinaryEncoder());

    private protected override CodeTable LearnTable(FeatureInfo column, int[] counts, int rows)
    {
        int digits = BitOperations.Log2((uint)column.Cardinality) + 1;
        return new([.. Enumerable.Range(0, digits).Select(d => $"{column.Name}:{d}")],
            [.. Enumerable.Range(0, column.Cardinality + 1).SelectMany(code => Enumerable.Range(0, digits)
                .Select(d => code == column.Cardinality ? 0.0 : (code + 1) >> (digits - 1 - d) & 1))]);
    }
}

/// <summary>Which number a code becomes.</summary>
public enum OrdinalOrder
{
    /// <summary>The code itself.</summary>
    Code,

    /// <summary>Its rank by training rows: 0 for the rarest; of equals the smaller code first.</summary>
    Frequency,
}

/// <summary>The code as a number, so that models of numbers see an order; missing becomes −1.</summary>
public sealed class OrdinalNumbers(OrdinalOrder order) : CodeFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("ordinal_encoder", TransformNeeds.Categories,
        new SearchSpace(OptionChoices.Choices("order", OrdinalOrder.Code)), given =>
            new OrdinalNumbers(OptionChoices.Choice<OrdinalOrder>(given, "order")));

    private protected override CodeTable LearnTable(FeatureInfo column, int[] counts, int rows)
    {
        int[] codes = [.. Enumerable.Range(0, column.Cardinality)], numbers = new int[column.Cardinality];
        if (order == OrdinalOrder.Frequency) codes = [.. codes.OrderBy(code => counts[code])];
        for (int rank = 0; rank < codes.Length; rank++) numbers[codes[rank]] = rank;
        return new([column.Name], [.. numbers.Select(n => (double)n), -1]);
    }
}
