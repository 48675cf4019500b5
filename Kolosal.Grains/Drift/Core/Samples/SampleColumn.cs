using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>One column of two samples.</summary>
/// <param name="Name">The column.</param>
/// <param name="Reference">Numbers, or codes of texts; NaN where missing.</param>
/// <param name="Current">The same; a text that the reference lacks has a code behind those it has.</param>
/// <param name="Texts">The texts by code, the reference's first; null for numbers.</param>
/// <param name="Known">How many of the texts the reference has.</param>
public sealed record SampleColumn(string Name, double[] Reference, double[] Current, ImmutableArray<string>? Texts = null, int Known = 0)
{
    /// <summary>Codes for texts.</summary>
    /// <param name="name">The column.</param>
    /// <param name="reference">Null where missing.</param>
    /// <param name="current">Null where missing.</param>
    public static SampleColumn OfTexts(string name, string?[] reference, string?[] current)
    {
        string[] known = [.. reference.OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        string[] all = [.. known, .. current.OfType<string>().Distinct().Except(known).Order(StringComparer.Ordinal)];
        var codes = all.Index().ToDictionary(text => text.Item, text => (double)text.Index);
        double[] Code(string?[] texts) => Array.ConvertAll(texts, text => text is null ? double.NaN : codes[text]);
        return new(name, Code(reference), Code(current), [.. all], known.Length);
    }

    /// <summary>The values that are there.</summary>
    public SamplePair Pair() => SamplePair.OfNumbers(Reference, Current) with { Ordered = Texts is null };

    internal ColumnDistribution Distribution() => Texts is { } texts
        ? ColumnDistribution.OfCodes(Name, [.. texts.Take(Known)], Array.ConvertAll(Reference, code => double.IsNaN(code) ? -1 : (int)code))
        : ColumnDistribution.OfNumbers(Name, Reference);

    /// <summary>The second sample as a monitor would see it.</summary>
    internal double[] AsServed() => Texts is null ? Current : Array.ConvertAll(Current, code => code >= Known ? -1 : code);

    internal string?[] TextsOf(double[] codes) => Array.ConvertAll(codes, code => double.IsNaN(code) ? null : Texts!.Value[(int)code]);

    internal FeatureInfo Feature => new(Name, Texts?.Length ?? 0);
}
