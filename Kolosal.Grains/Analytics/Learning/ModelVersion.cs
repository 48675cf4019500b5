namespace Kolosal.Learning;

/// <summary>The version at the head of a model's bytes: its negative as a 32-bit integer, little-endian.</summary>
/// <remarks>
/// Models written before there was a version begin with a count, a kind or a length, none of which is ever negative: they read as version 0.
/// To change the layout of a model: raise its version, read every earlier one, add a package of the old version to the tests.
/// </remarks>
internal static class ModelVersion
{
    /// <summary>Writes the version.</summary>
    /// <param name="writer">At the head of the model.</param>
    /// <param name="version">1 or more.</param>
    public static void WriteVersion(this BinaryWriter writer, byte version) => writer.Write(-version);

    /// <summary>Reads the version; leaves the bytes of a model without one where they are.</summary>
    /// <param name="reader">At the head of the model, on a stream that can go back.</param>
    /// <param name="newest">The newest version that can be read.</param>
    /// <returns>0 where the model has none.</returns>
    /// <exception cref="InvalidDataException">The version is newer.</exception>
    /// <exception cref="EndOfStreamException">There are fewer than four bytes.</exception>
    public static int ReadVersion(this BinaryReader reader, byte newest)
    {
        int first = reader.ReadInt32();
        if (first is >= 0 or < -byte.MaxValue)
        {
            reader.BaseStream.Position -= sizeof(int);
            return 0;
        }
        return -first <= newest ? -first : throw new InvalidDataException($"Such models are read up to version {newest}, got {-first}.");
    }
}
