using System.Globalization;

namespace Kolosal.Disclosure;

/// <summary>The sensitive column as codes, with the shares of all rows. Numbers are coded in their order.</summary>
internal sealed class SensitiveValues
{
    private readonly double[] shares;

    private SensitiveValues(int[] codes, int values, bool ordered)
    {
        (Codes, Values, Ordered) = (codes, values, ordered);
        shares = new double[values];
        foreach (int code in codes) shares[code] += 1.0 / codes.Length;
    }

    public int[] Codes { get; }

    public int Values { get; }

    public bool Ordered { get; }

    /// <summary>Numbers when every value that is not missing is one; missing is a value of its own, below all.</summary>
    public static SensitiveValues Of(IReadOnlyList<string?> column)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        bool ordered = column.Any(value => value is not null);
        foreach (string? value in column)
        {
            if (value is null || numbers.ContainsKey(value)) continue;
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) numbers[value] = number;
            else ordered = false;
            if (!ordered) break;
        }

        string?[] distinct = [.. column.Distinct(StringComparer.Ordinal)];
        distinct = ordered ? [.. distinct.OrderBy(value => value is null ? double.NegativeInfinity : numbers[value])]
            : [.. distinct.Order(StringComparer.Ordinal)];
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < distinct.Length; i++) codes[distinct[i] ?? "\0"] = i;
        return new([.. column.Select(value => codes[value ?? "\0"])], distinct.Length, ordered);
    }

    /// <summary>The distance of a class from all rows.</summary>
    public double Distance(ReadOnlySpan<int> counts, int size)
    {
        double sum = 0, run = 0;
        for (int value = 0; value < Values; value++)
        {
            double difference = (double)counts[value] / size - shares[value];
            run += difference;
            sum += Math.Abs(Ordered ? run : difference);
        }

        return Values < 2 ? 0 : Ordered ? sum / (Values - 1) : sum / 2;
    }

    /// <summary>Different values, and the exponential of their entropy.</summary>
    public static (int Distinct, double Entropy) Diversity(ReadOnlySpan<int> counts, int size)
    {
        int distinct = 0;
        double entropy = 0;
        foreach (int count in counts)
        {
            if (count == 0) continue;
            distinct++;
            double share = (double)count / size;
            entropy -= share * Math.Log(share);
        }

        return (distinct, Math.Exp(entropy));
    }
}
