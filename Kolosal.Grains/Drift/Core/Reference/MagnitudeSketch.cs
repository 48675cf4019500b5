namespace Kolosal.Drift;

/// <summary>How large the numbers of a column are, and of which sign: counts by quarter octaves, in a fixed space.</summary>
/// <remarks>A slot holds magnitudes from 2^(k/4) to 2^((k+1)/4) roughly (linear within an octave), from 2⁻²⁴ to 2⁴⁰; what lies beyond counts in
/// the outermost. Sketches of one column add up slot by slot.</remarks>
public static class MagnitudeSketch
{
    private const int LeastExponent = -24, Octaves = 64, PerOctave = 4;

    /// <summary>Slots of one sign.</summary>
    public const int Side = Octaves * PerOctave;

    /// <summary>All slots: zero, the positive ones, the negative ones.</summary>
    public const int Slots = 1 + 2 * Side;

    /// <summary>The slot of a finite number.</summary>
    public static int SlotOf(double value)
    {
        if (value == 0) return 0;
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52 & 0x7FF) - 1023, quarter = (int)(bits >> 50 & 3);
        int at = Math.Clamp((exponent - LeastExponent) * PerOctave + quarter, 0, Side - 1);
        return 1 + at + (bits < 0 ? Side : 0);
    }

    /// <summary>Counts numbers; missing ones take no part.</summary>
    public static int[] Of(ReadOnlySpan<double> values)
    {
        var counts = new int[Slots];
        foreach (double value in values)
            if (double.IsFinite(value)) counts[SlotOf(value)]++;
        return counts;
    }

    /// <summary>The counts of the slots that are not empty, by slot.</summary>
    public static Dictionary<int, int> Filled(int[] counts) =>
        Enumerable.Range(0, counts.Length).Where(slot => counts[slot] > 0).ToDictionary(slot => slot, slot => counts[slot]);

    /// <summary>The counts again.</summary>
    /// <exception cref="ArgumentException">There is no such slot.</exception>
    public static int[] Of(Dictionary<int, int> filled)
    {
        var counts = new int[Slots];
        foreach (var (slot, count) in filled)
            counts[(uint)slot < Slots ? slot : throw new ArgumentException($"There is no slot {slot}.", nameof(filled))] = count;
        return counts;
    }

    /// <summary>Slot and count by turns, of the slots that are not empty.</summary>
    public static ImmutableArray<int> Pack(ReadOnlySpan<int> counts)
    {
        var packed = ImmutableArray.CreateBuilder<int>();
        for (int slot = 0; slot < counts.Length; slot++)
            if (counts[slot] > 0) packed.AddRange(slot, counts[slot]);
        return packed.ToImmutable();
    }

    /// <summary>The counts again.</summary>
    /// <exception cref="ArgumentException">They are not in pairs of slot and count.</exception>
    public static int[] Unpack(ReadOnlySpan<int> packed)
    {
        var counts = new int[Slots];
        if (packed.Length % 2 != 0) throw new ArgumentException($"Need slot and count by turns, got {packed.Length} numbers.", nameof(packed));
        for (int i = 0; i < packed.Length; i += 2)
        {
            if ((uint)packed[i] >= Slots || packed[i + 1] < 0) throw new ArgumentException($"There is no slot {packed[i]}.", nameof(packed));
            counts[packed[i]] += packed[i + 1];
        }

        return counts;
    }
}
