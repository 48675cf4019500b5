using System.Globalization;
using System.Text.Json.Serialization;
using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Counts tokens by the hash of their characters, so that nothing is learnt and
/// no token is unknown (Weinberger et al., ICML 2009).</summary>
/// <remarks>With signs, tokens that share a bucket cancel on average instead of adding up. A missing
/// value is all 0. Without tokens the whole value is one, as for a category of many.</remarks>
public sealed class HashedTextEncoder : ColumnEncoder
{
    private const ulong Offset = 14695981039346656037, Prime = 1099511628211; // FNV-1a, 64 bits
    private const int MaxNumberLength = 32;
    private readonly TokenSeen count;

    /// <summary>Keeps the parts.</summary>
    /// <param name="column">The input column.</param>
    /// <param name="tokens">How texts are cut, or null for the value as a whole.</param>
    /// <param name="buckets">The number of features, at least 1.</param>
    /// <param name="signed">Whether half of the tokens count −1.</param>
    /// <param name="unitLength">Whether each value is brought to length 1.</param>
    [JsonConstructor]
    public HashedTextEncoder(string column, TextTokens? tokens, int buckets, bool signed, bool unitLength) : base(column)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buckets, 1);
        (Tokens, Buckets, Signed, UnitLength) = (tokens, buckets, signed, unitLength);
        count = Count;
        Outputs = [.. Enumerable.Range(0, buckets).Select(b => new FeatureInfo($"{column}#{b}"))];
    }

    /// <summary>How texts are cut, or null for the value as a whole.</summary>
    public TextTokens? Tokens { get; }

    /// <summary>The number of features.</summary>
    public int Buckets { get; }

    /// <summary>Whether half of the tokens count −1.</summary>
    public bool Signed { get; }

    /// <summary>Whether each value is brought to length 1.</summary>
    public bool UnitLength { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    public override void Encode(in RawValue value, Span<double> output)
    {
        output.Clear();
        if (value.IsMissing) return;
        Span<char> digits = stackalloc char[MaxNumberLength];
        scoped ReadOnlySpan<char> text = value.Text;
        if (value.Text is null)
        {
            value.Number.TryFormat(digits, out int length, "R", CultureInfo.InvariantCulture);
            text = digits[..length];
        }
        if (Tokens is null) Count(text, output);
        else Tokens.Visit(text, output, count);
        if (UnitLength) TextEncoder.ToUnitLength(output);
    }

    private void Count(ReadOnlySpan<char> token, Span<double> output)
    {
        ulong hash = Offset;
        foreach (char c in token) hash = ((hash ^ (byte)c) * Prime ^ (byte)(c >> 8)) * Prime;
        hash ^= hash >> 32; // the low bits of FNV alone are weak
        output[(int)((hash & 0x7FFFFFFF) % (uint)Buckets)] += Signed && (hash & 0x80000000) != 0 ? -1 : 1;
    }
}
