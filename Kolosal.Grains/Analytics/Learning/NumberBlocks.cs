namespace Kolosal.Learning;

/// <summary>Arrays of numbers in a model's bytes, little-endian, without their length.</summary>
/// <remarks>Read block by block, so a wrong length in damaged bytes ends at the end of the bytes and not in a huge allocation.</remarks>
internal static class NumberBlocks
{
    // 128 KB at a time: what a false length can cost before the bytes end.
    private const int Block = 1 << 14;

    /// <summary>Writes the numbers.</summary>
    public static void WriteNumbers(this BinaryWriter writer, ReadOnlySpan<double> numbers)
    {
        foreach (double number in numbers) writer.Write(number);
    }

    /// <summary>Writes the integers.</summary>
    public static void WriteNumbers(this BinaryWriter writer, ReadOnlySpan<int> numbers)
    {
        foreach (int number in numbers) writer.Write(number);
    }

    /// <summary>Reads so many numbers.</summary>
    /// <exception cref="InvalidDataException">The count is negative or beyond an array.</exception>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static double[] ReadNumbers(this BinaryReader reader, long count) => Fill(count, reader.ReadDouble);

    /// <summary>Reads so many integers.</summary>
    /// <exception cref="InvalidDataException">The count is negative or beyond an array.</exception>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static int[] ReadIntegers(this BinaryReader reader, long count) => Fill(count, reader.ReadInt32);

    /// <summary>Reads so many numbers that must be finite.</summary>
    /// <exception cref="InvalidDataException">One is not, or the count is negative or beyond an array.</exception>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static double[] ReadFinite(this BinaryReader reader, long count)
    {
        double[] numbers = reader.ReadNumbers(count);
        foreach (double number in numbers)
            if (!double.IsFinite(number)) throw new InvalidDataException($"Not a model: {number} among numbers that must be finite.");
        return numbers;
    }

    private static T[] Fill<T>(long count, Func<T> next)
    {
        if (count < 0 || count > Array.MaxLength) throw new InvalidDataException($"Not a model: an array of {count} numbers.");
        var numbers = new T[Math.Min(count, Block)];
        for (int i = 0; i < count; i++)
        {
            if (i == numbers.Length) Array.Resize(ref numbers, (int)Math.Min(count, 2L * numbers.Length));
            numbers[i] = next();
        }
        return numbers;
    }
}
