using System.Buffers.Binary;

namespace Kolosal.Experiments;

/// <summary>The outputs of a trial for the rows it was judged by, as bytes: what ensembles are chosen from.</summary>
/// <remarks>Single precision, little-endian, row-major; of probabilities the last is left out, since it follows from the others.</remarks>
public static class HeldOutOutputs
{
    public static byte[] Encode(ReadOnlySpan<double> outputs, int width)
    {
        int kept = Math.Max(1, width - 1), rows = outputs.Length / width;
        byte[] bytes = new byte[rows * kept * sizeof(float)];
        for (int row = 0, at = 0; row < rows; row++)
            for (int k = 0; k < kept; k++, at += sizeof(float))
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), (float)outputs[row * width + k]);
        return bytes;
    }

    /// <summary>The outputs again, to single precision.</summary>
    /// <param name="bytes">What <see cref="Encode"/> wrote.</param>
    /// <param name="rows">The rows they are of.</param>
    /// <param name="width">Outputs a row.</param>
    /// <returns>rows × width, row-major; null when the bytes are of other rows.</returns>
    public static double[]? Decode(ReadOnlySpan<byte> bytes, int rows, int width)
    {
        int kept = Math.Max(1, width - 1);
        if (bytes.Length != (long)rows * kept * sizeof(float)) return null;
        double[] outputs = new double[rows * width];
        for (int row = 0, at = 0; row < rows; row++)
        {
            double rest = 1;
            for (int k = 0; k < kept; k++, at += sizeof(float))
            {
                double value = BinaryPrimitives.ReadSingleLittleEndian(bytes[at..]);
                outputs[row * width + k] = value;
                rest -= value;
            }
            if (width > 1) outputs[row * width + kept] = Math.Clamp(rest, 0, 1);
        }
        return outputs;
    }
}
