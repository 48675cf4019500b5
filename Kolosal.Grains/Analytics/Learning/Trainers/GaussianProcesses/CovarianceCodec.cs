using System.Text.Json;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>Covariances and numbers as bytes; a covariance is its JSON in UTF-8 with its length before it.</summary>
internal static class CovarianceCodec
{
    // No sound model comes near: damaged bytes end there.
    private const int MaxBytes = 1 << 24, MaxNumbers = 100_000_000;

    public static void Write(BinaryWriter writer, Covariance covariance)
    {
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(covariance);
        writer.Write(text.Length);
        writer.Write(text);
    }

    /// <exception cref="InvalidDataException">The bytes are none of a covariance.</exception>
    public static Covariance Read(BinaryReader reader, int inputs)
    {
        int length = reader.ReadInt32();
        if (length is < 2 or > MaxBytes) throw new InvalidDataException($"Not a covariance: {length} bytes.");
        byte[] text = reader.ReadBytes(length);
        if (text.Length < length) throw new EndOfStreamException();
        try
        {
            var covariance = JsonSerializer.Deserialize<Covariance>(text) ?? throw new InvalidDataException("Not a covariance: null.");
            covariance.CheckInputs(inputs);
            return covariance;
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or ArgumentException or TrainingException)
        {
            throw new InvalidDataException($"Not a covariance: {fault.Message}", fault);
        }
    }

    public static void Write(BinaryWriter writer, ReadOnlySpan<double> numbers)
    {
        writer.Write(numbers.Length);
        foreach (double number in numbers) writer.Write(number);
    }

    /// <summary>Numbers read one by one, so that a wrong length ends at the end of the stream and not in a huge allocation.</summary>
    /// <exception cref="InvalidDataException">Another number of numbers than expected, or one that is not finite.</exception>
    public static double[] Numbers(BinaryReader reader, long expected)
    {
        int length = reader.ReadInt32();
        if (length != expected || length > MaxNumbers) throw new InvalidDataException($"Expected {expected} numbers, got {length}.");
        var numbers = new List<double>(Math.Min(length, 1 << 16));
        for (int i = 0; i < length; i++)
        {
            double number = reader.ReadDouble();
            if (!double.IsFinite(number)) throw new InvalidDataException($"Numbers of a model are finite, got {number}.");
            numbers.Add(number);
        }
        return [.. numbers];
    }
}
