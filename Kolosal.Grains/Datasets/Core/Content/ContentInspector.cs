using System.Text;
using System.Text.Unicode;

namespace Kolosal.Datasets;

/// <summary>Looks at content while it streams by, before any parser sees it: encoding,
/// longest line, nesting, and its first part for the dialect.</summary>
/// <remarks>
/// Parsers of foreign files fail in ugly ways: a line of 200 MB fills memory, JSON nested ten thousand deep overflows the stack of a
/// recursive reader and takes the process with it. What can be seen in one pass over the bytes is therefore refused here, early.
/// </remarks>
public sealed class ContentInspector(TableFormat format, ContentLimits limits)
{
    /// <summary>Bytes of the beginning that are kept for the dialect: enough for the longest header that is allowed.</summary>
    private const int HeadBytes = 4 << 20;

    private readonly MemoryStream head = new();
    private readonly byte[] split = new byte[4];
    private int splitLength;
    private long lineLength;
    private int depth;
    private bool inString, escaped;
    private long newLines;
    private bool afterReturn, sawLineFeed, sawReturn, sawBoth;

    /// <summary>Bytes seen.</summary>
    public long Length { get; private set; }

    /// <summary>The first bytes, at most 4 MiB.</summary>
    public ReadOnlyMemory<byte> Head => head.GetBuffer().AsMemory(0, (int)head.Length);

    /// <summary>Whether <see cref="Head"/> is everything.</summary>
    public bool HeadIsAll => head.Length == Length;

    /// <summary>Whether lines end in more than one way, or in a lone carriage return.</summary>
    public bool HasUnusualLineEnds => sawReturn || afterReturn || (sawLineFeed && sawBoth);

    /// <summary>Whether records of JSON hold objects or lists.</summary>
    public bool IsNested { get; private set; }

    private bool IsText => format is not (TableFormat.Parquet or TableFormat.Xlsx);

    /// <summary>How deep a flat record lies: in the array of all records, or by itself.</summary>
    private int FlatDepth => format == TableFormat.Json ? 2 : 1;

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="RejectedContentException">Something that no dataset can be made of.</exception>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        if (Length == 0) CheckMagic(bytes);
        if (head.Length < HeadBytes) head.Write(bytes[..(int)Math.Min(bytes.Length, HeadBytes - head.Length)]);
        if (IsText)
        {
            CheckEncoding(bytes);
            if (format == TableFormat.Json) CheckNesting(bytes);
            else CheckLines(bytes);
        }

        Length += bytes.Length;
    }

    /// <summary>Says that nothing follows.</summary>
    /// <exception cref="RejectedContentException">The content is empty, or ends inside a character.</exception>
    public void Finish()
    {
        if (Length == 0)
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.empty-file",
                "The file is empty. Send a header row and at least one data row.");
        if (splitLength > 0) throw NotUtf8(Length - splitLength);
    }

    private void CheckMagic(ReadOnlySpan<byte> bytes)
    {
        if (format == TableFormat.Parquet)
        {
            if (!bytes.StartsWith("PAR1"u8))
                throw new RejectedContentException(RejectionKind.Malformed, "datasets.not-parquet",
                    "The name says Parquet, the content is not. Check the file, or give it the ending of what it is.");
            return;
        }

        if (format == TableFormat.Xlsx)
        {
            if (!bytes.StartsWith("PK"u8))
                throw new RejectedContentException(RejectionKind.Malformed, "datasets.not-xlsx",
                    "The name says XLSX, the content is not. Save the workbook as .xlsx, or give the file the ending of what it is.");
            return;
        }

        if (bytes.StartsWith("PAR1"u8))
            throw new RejectedContentException(RejectionKind.Malformed, "datasets.wrong-ending",
                "The content is Parquet. Give the file the ending .parquet.");
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.encoding",
                "The file is UTF-16. Save it as UTF-8 and send it again.");
    }

    private void CheckEncoding(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0))
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.encoding", $"There is a zero byte near byte "
                + $"{Length + bytes.IndexOf((byte)0)}: this is not a text file, or it is UTF-16 or UTF-32. Save it as UTF-8 and send it again.");

        // Finish the character that the previous bytes ended in.
        while (splitLength > 0 && !bytes.IsEmpty)
        {
            split[splitLength++] = bytes[0];
            bytes = bytes[1..];
            var status = Rune.DecodeFromUtf8(split.AsSpan(0, splitLength), out _, out _);
            if (status == System.Buffers.OperationStatus.Done) splitLength = 0;
            else if (status == System.Buffers.OperationStatus.InvalidData) throw NotUtf8(Length);
        }

        int whole = WholeCharacters(bytes);
        if (!Utf8.IsValid(bytes[..whole])) throw NotUtf8(Length + FirstInvalid(bytes[..whole]));
        foreach (byte rest in bytes[whole..]) split[splitLength++] = rest;
    }

    /// <summary>The length without a last character that is cut off (at most three bytes).</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            byte lead = bytes[^back];
            if ((lead & 0xC0) == 0x80) continue;
            int needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
            return needed > back ? bytes.Length - back : bytes.Length;
        }

        return bytes.Length;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out int used) == System.Buffers.OperationStatus.Done) at += used;
        return at;
    }

    private RejectedContentException NotUtf8(long at) => new(
        RejectionKind.Unusable, "datasets.encoding",
        $"Byte {at} (line {newLines + 1} or soon after) is not valid UTF-8; the file may be Latin-1 or Windows-1252. Save it as UTF-8 and send it "
            + "again.");

    private void CheckLines(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            int end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            int length = end < 0 ? bytes.Length : end;
            NoteLineEnd(bytes, end);
            lineLength += length;
            if (lineLength > limits.MaximumLineBytes)
                throw new RejectedContentException(
                    RejectionKind.Unusable, "datasets.line-too-long",
                    $"Line {newLines + 1} is longer than {limits.MaximumLineBytes} bytes. Check that rows end with a line break and that quotes are "
                        + "closed.");
            if (format == TableFormat.Jsonl) Nest(bytes[..length]);
            if (end < 0) return;
            if (bytes[end] == '\n') newLines++;
            if (format == TableFormat.Jsonl) (depth, inString, escaped) = (0, false, false);
            lineLength = 0;
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Notes how lines end; a carriage return is known for what it is once the byte behind it has come.</summary>
    /// <param name="bytes">The next bytes.</param>
    /// <param name="end">Where their first line end is; negative without one.</param>
    private void NoteLineEnd(ReadOnlySpan<byte> bytes, int end)
    {
        if (bytes.IsEmpty) return;
        sawBoth |= afterReturn && bytes[0] == '\n';
        sawReturn |= afterReturn && bytes[0] != '\n';
        sawLineFeed |= end >= 0 && bytes[end] == '\n' && !(afterReturn && end == 0);
        afterReturn = end >= 0 && bytes[end] == '\r';
    }

    private void CheckNesting(ReadOnlySpan<byte> bytes)
    {
        newLines += bytes.Count((byte)'\n');
        Nest(bytes);
    }

    private void Nest(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            if (inString)
            {
                if (escaped) escaped = false;
                else if (b == '\\') escaped = true;
                else if (b == '"') inString = false;
            }
            else if (b == '"')
            {
                inString = true;
            }
            else if (b is (byte)'{' or (byte)'[')
            {
                IsNested |= ++depth > FlatDepth;
                if (depth > limits.MaximumJsonDepth)
                    throw new RejectedContentException(RejectionKind.Malformed, "datasets.json-depth",
                        $"The JSON is nested deeper than {limits.MaximumJsonDepth} levels. Send flat objects, one a row.");
            }
            else if (b is (byte)'}' or (byte)']')
            {
                depth--;
            }
        }
    }
}
