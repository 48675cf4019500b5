namespace Kolosal.Learning.Quantization;

/// <summary>Numbers in fewer bits: a code each, and what a code is multiplied by.</summary>
/// <param name="Precision">What the codes are kept in.</param>
/// <param name="Codes">Whole numbers, or half-precision numbers as they are; exact in double.</param>
/// <param name="Step">What a code is multiplied by; 1 for half precision.</param>
internal sealed record QuantizedNumbers(ScorerPrecision Precision, double[] Codes, double Step)
{
    /// <summary>The largest code of whole numbers.</summary>
    public static int Largest(ScorerPrecision precision) => precision == ScorerPrecision.Int8 ? sbyte.MaxValue : short.MaxValue;

    /// <summary>The nearest codes; symmetric about 0, so that 0 stays 0.</summary>
    /// <exception cref="NotQuantizableException">A number is beyond what half precision holds.</exception>
    public static QuantizedNumbers Of(ReadOnlySpan<double> numbers, ScorerPrecision precision)
    {
        double most = 0;
        foreach (double number in numbers) most = Math.Max(most, Math.Abs(number));
        var codes = new double[numbers.Length];
        if (precision == ScorerPrecision.Float16)
        {
            // Brought below 2, where half precision is finest beside its range; by a power of two, which loses nothing.
            double unit = most > 0 ? Math.ScaleB(1, Math.ILogB(most)) : 1;
            for (int i = 0; i < codes.Length; i++) codes[i] = (double)(Half)(numbers[i] / unit);
            return new(precision, codes, unit);
        }
        double step = most > 0 ? most / Largest(precision) : 1;
        for (int i = 0; i < codes.Length; i++) codes[i] = Math.Round(numbers[i] / step);
        return new(precision, codes, step);
    }

    /// <summary>Writes codes.</summary>
    public static void Write(BinaryWriter writer, ScorerPrecision precision, ReadOnlySpan<double> codes)
    {
        foreach (double code in codes)
        {
            if (precision == ScorerPrecision.Int8) writer.Write((sbyte)code);
            else if (precision == ScorerPrecision.Int16) writer.Write((short)code);
            else writer.Write((Half)code);
        }
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">A number is not finite.</exception>
    public static double[] Read(BinaryReader reader, ScorerPrecision precision, int count)
    {
        // Grown as it is read, so that a wrong length ends at the end of the stream and not in a huge allocation.
        var codes = new List<double>(Math.Min(count, 1 << 16));
        for (int i = 0; i < count; i++)
        {
            double code = precision switch
            {
                ScorerPrecision.Int8 => reader.ReadSByte(),
                ScorerPrecision.Int16 => reader.ReadInt16(),
                _ => (double)reader.ReadHalf(),
            };
            codes.Add(double.IsFinite(code) ? code : throw new InvalidDataException("Not a quantised model: a number that is not finite."));
        }
        return [.. codes];
    }

    /// <exception cref="InvalidDataException">No precision.</exception>
    public static ScorerPrecision ReadPrecision(BinaryReader reader) => (ScorerPrecision)reader.ReadByte() is var precision
        && Enum.IsDefined(precision)
        ? precision : throw new InvalidDataException("Not a quantised model: no such precision.");
}
