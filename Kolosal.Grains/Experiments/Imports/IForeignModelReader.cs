using Kolosal.Learning.Import;

namespace Kolosal.Experiments;

/// <summary>Reads model files with a library of the host's: those that the pure library does not read by itself.</summary>
public interface IForeignModelReader
{
    /// <summary>What it reads.</summary>
    ModelFormat Format { get; }

    /// <summary>Reads a file. Safe for any number of callers.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="classes">How many classes the target has; 0 for a number. For files that do not say how wide their answer is.</param>
    /// <exception cref="InvalidDataException">The library cannot read it; the message says why.</exception>
    /// <exception cref="UnsupportedOperatorException">It holds an operator that the library has not.</exception>
    ForeignModel Read(ReadOnlyMemory<byte> file, int classes);
}
