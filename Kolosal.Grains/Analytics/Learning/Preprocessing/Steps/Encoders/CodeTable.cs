namespace Kolosal.Learning.Preprocessing.Encoders;

/// <summary>The numbers that stand for each code of a column.</summary>
/// <param name="Names">The features that replace the column, in order; may be empty, which drops it.</param>
/// <param name="Values">(categories + 1) × names, row-major; the last row stands for missing.</param>
public sealed record CodeTable(ImmutableArray<string> Names, ImmutableArray<double> Values)
{
    /// <summary>Equal when names and values are, one by one.</summary>
    public bool Equals(CodeTable? other) =>
        other is not null && Names.AsSpan().SequenceEqual(other.Names.AsSpan()) && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Names.Length, Values.Length);
}
