namespace Kolosal.Datasets;

/// <summary>Writes separated values with one line end, a line feed; the reader takes one kind a file.</summary>
/// <remarks>Line breaks inside quotes belong to the text and stay as they are.</remarks>
internal struct LineEnds(char separator)
{
    private readonly byte separator = (byte)separator;
    private bool cellBegins = true, quoted, afterReturn;

    /// <summary>Takes the next bytes of the file.</summary>
    /// <param name="bytes">As they stand.</param>
    /// <param name="unified">Gets as many or fewer; at least as long.</param>
    /// <returns>How many.</returns>
    public int Unify(ReadOnlySpan<byte> bytes, Span<byte> unified)
    {
        int written = 0;
        foreach (byte b in bytes)
        {
            bool second = afterReturn && b == '\n';
            afterReturn = !quoted && b == '\r';
            if (second) continue; // the line feed of a pair whose return was written as one
            if (b == '"' && (quoted || cellBegins)) quoted = !quoted;
            bool ends = !quoted && b is ((byte)'\n' or (byte)'\r');
            bool mark = cellBegins && b is (0xEF or 0xBB or 0xBF); // the byte order mark at the file's beginning
            cellBegins = !quoted && (ends || mark || b == separator || b == '"');
            unified[written++] = ends ? (byte)'\n' : b;
        }

        return written;
    }
}
