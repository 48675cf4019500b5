using System.Buffers.Text;
using System.Text;
using Kolosal.Statistics;

namespace Kolosal.Datasets;

/// <summary>Profiles one text column, fed value by value in row order; memory does not grow with the rows.</summary>
public sealed class TextProfiler
{
    private const int OddValuesKept = 5;
    private const int OddValueCharacters = 40;

    private readonly DistinctCounter distinct = new();
    private readonly Dictionary<ulong, string> spelled = [];
    private readonly List<OddValue> odd = [];
    private long row, count, missing, numbers, length;
    private int shortest = int.MaxValue, longest;

    /// <summary>Different values in order of first appearance, as many as were counted exactly (at most 10,000).</summary>
    public IReadOnlyCollection<string> Values => spelled.Values;

    /// <summary>The next row has no value.</summary>
    public void FeedMissing()
    {
        row++;
        missing++;
    }

    /// <summary>The next row's value.</summary>
    public void Feed(ReadOnlySpan<byte> utf8)
    {
        row++;
        count++;
        length += utf8.Length;
        shortest = Math.Min(shortest, utf8.Length);
        longest = Math.Max(longest, utf8.Length);
        ulong hash = Bits.Of(utf8);
        if (distinct.Add(hash)) spelled.Add(hash, Encoding.UTF8.GetString(utf8));

        if (ReadsAsNumber(utf8)) numbers++;
        else if (odd.Count < OddValuesKept) odd.Add(new(row, Cut(Encoding.UTF8.GetString(utf8))));
    }

    /// <summary>Takes all that another has seen, as the rows after its own.</summary>
    public void Merge(TextProfiler other)
    {
        foreach (var value in other.odd.Take(OddValuesKept - odd.Count)) odd.Add(value with { Row = value.Row + row });
        distinct.Merge(other.distinct);
        // What is no longer counted exactly is not spelled either, except as the first values to appear.
        foreach (var (hash, text) in other.spelled) if (distinct.Exact) spelled.TryAdd(hash, text);
        (row, count, missing, numbers, length) = (row + other.row, count + other.count, missing + other.missing, numbers + other.numbers,
            length + other.length);
        (shortest, longest) = (Math.Min(shortest, other.shortest), Math.Max(longest, other.longest));
    }

    /// <summary>The profile of what was fed.</summary>
    public ColumnProfile Finish(string name, string type)
    {
        if (count == 0) return new(name, type, 0, missing, 0, 0, true, null, null, null, null, []);
        var frequencies = distinct.Frequencies.Select(f => new ValueCount(spelled[f.Value], f.Count)).ToList();
        var top = frequencies.OrderByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal).Take(NumericProfiler.TopValues);
        double numberShare = (double)numbers / count;
        var summary = new TextSummary(shortest, longest, (double)length / count, numberShare, numberShare is > 0.5 and < 1 ? [.. odd] : [],
            Inconsistent(frequencies));
        double? entropy = distinct.Exact ? Entropy.Bits(frequencies.Select(v => v.Count)) : null;
        return new(name, type, count, missing, 0, distinct.Distinct, distinct.Exact, entropy, null, summary, null, [.. top]);
    }

    private double Inconsistent(List<ValueCount> frequencies)
    {
        long rows = frequencies.GroupBy(v => v.Value.Trim().ToUpperInvariant(), StringComparer.Ordinal)
            .Sum(g => g.Sum(v => v.Count) - g.Max(v => v.Count));
        return (double)rows / count;
    }

    private static bool ReadsAsNumber(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.Trim(" "u8);
        return !utf8.IsEmpty && Utf8Parser.TryParse(utf8, out double _, out int used) && used == utf8.Length;
    }

    private static string Cut(string value) => value.Length <= OddValueCharacters ? value : value[..OddValueCharacters] + "…";
}
