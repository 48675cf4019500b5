using System.Text.Json.Serialization;
using Kolosal.Numerics;
using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Counts the tokens of a text that were learnt, or weighs them by how rare they
/// are; a missing text, and one without any of them, is all 0.</summary>
public sealed class TextEncoder : ColumnEncoder
{
    private readonly Dictionary<string, int> positions;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly TokenSeen count;

    /// <summary>Checks the parts against each other.</summary>
    /// <param name="column">The input column.</param>
    /// <param name="tokens">How texts are cut.</param>
    /// <param name="vocabulary">The tokens with a feature, all different; at least one.</param>
    /// <param name="weights">What a count is multiplied by, one a token; or empty.</param>
    /// <param name="unitLength">Whether each text is brought to length 1.</param>
    [JsonConstructor]
    public TextEncoder(string column, TextTokens tokens, ImmutableArray<string> vocabulary, ImmutableArray<double> weights, bool unitLength)
        : base(column)
    {
        if (vocabulary.IsDefaultOrEmpty || (!weights.IsDefaultOrEmpty && weights.Length != vocabulary.Length))
            throw new ArgumentException("Need at least one token, and a weight for each or none.", nameof(vocabulary));
        (Tokens, Vocabulary, Weights, UnitLength) = (tokens, vocabulary, weights.IsDefault ? [] : weights, unitLength);
        positions = RawText.Index(vocabulary);
        lookup = positions.GetAlternateLookup<ReadOnlySpan<char>>();
        count = (token, output) =>
        {
            if (lookup.TryGetValue(token, out int at)) output[at]++;
        };
        Outputs = [.. vocabulary.Select(t => new FeatureInfo($"{column}:{t}"))];
    }

    /// <summary>How texts are cut.</summary>
    public TextTokens Tokens { get; }

    /// <summary>The tokens with a feature, in feature order.</summary>
    public ImmutableArray<string> Vocabulary { get; }

    /// <summary>What a count is multiplied by, or empty.</summary>
    public ImmutableArray<double> Weights { get; }

    /// <summary>Whether each text is brought to length 1.</summary>
    public bool UnitLength { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    public override void Encode(in RawValue value, Span<double> output)
    {
        output.Clear();
        if (value.Text is not { } text) return;
        Tokens.Visit(text, output, count);
        if (!Weights.IsEmpty) for (int i = 0; i < output.Length; i++) output[i] *= Weights[i];
        if (UnitLength) ToUnitLength(output);
    }

    /// <summary>Learns the tokens of a column's training texts.</summary>
    /// <returns>The encoder, or null when no token occurs in enough texts.</returns>
    public static TextEncoder? Fit(string column, TextColumn texts, TextOptions options, bool unitLength)
    {
        var tokens = new TextTokens(options.Unit, options.MinLength, options.MaxLength);
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        var own = new HashSet<string>(StringComparer.Ordinal);
        int present = 0;
        for (int row = 0; row < texts.Rows; row++)
        {
            if (texts.TextAt(row) is not { } text) continue;
            present++;
            own.Clear();
            tokens.Visit(text, [], (token, _) => own.Add(token.ToString()));
            foreach (string token in own) rows[token] = rows.GetValueOrDefault(token) + 1;
        }
        string[] kept = [.. rows.Where(t => t.Value >= options.MinRows).OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal)
            .Take(options.MaxFeatures).Select(t => t.Key).Order(StringComparer.Ordinal)];
        if (kept.Length == 0) return null;
        bool rarity = options.Weighting == TextWeighting.TfIdf;
        return new(column, tokens, [.. kept], rarity ? [.. kept.Select(t => Math.Log((1.0 + present) / (1 + rows[t])) + 1)] : [],
            rarity || unitLength);
    }

    /// <summary>Divides by the Euclidean length; all 0 stays so.</summary>
    internal static void ToUnitLength(Span<double> output)
    {
        double length = Math.Sqrt(FixedSum.Dot(output, output));
        if (length > 0) for (int i = 0; i < output.Length; i++) output[i] /= length;
    }
}
