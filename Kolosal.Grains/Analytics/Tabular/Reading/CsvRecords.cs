namespace Kolosal.Tabular;

/// <summary>Reads separated values record by record as bytes (RFC 4180): quotes around a field, doubled inside; line ends LF, CR LF or CR.</summary>
/// <remarks>Fields are neither typed nor copied: a span is valid until the next <see cref="Read"/>. Blanks before a quote do not count.</remarks>
/// <param name="stream">UTF-8, with or without a byte order mark.</param>
/// <param name="separator">Between fields.</param>
/// <param name="skippedLines">Lines before the first record, whatever stands in them.</param>
public sealed class CsvRecords(Stream stream, byte separator, int skippedLines = 0)
{
    private const int FirstBuffer = 1 << 20;

    private readonly System.Buffers.SearchValues<byte> ends = System.Buffers.SearchValues.Create([separator, (byte)'\n', (byte)'\r']);
    private byte[] buffer = new byte[FirstBuffer];
    private (int Start, int End, bool Quoted, bool Escaped)[] fields = new (int, int, bool, bool)[64];
    private byte[] unescaped = [];
    private int start, end;
    private bool ended, begun;

    /// <summary>Fields of the present record.</summary>
    public int Fields { get; private set; }

    /// <summary>The line on which the present record began, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Why reading ended early, when it did: an open quote, or text behind a closing one.</summary>
    public CsvFault Fault { get; private set; }

    private long nextLine = 1;

    /// <summary>A blank line.</summary>
    public bool IsBlank => Fields == 1 && fields[0] is (var from, var to, false, _) && from == to;

    /// <summary>Whether a field stood in quotes.</summary>
    public bool Quoted(int field) => fields[field].Quoted;

    /// <summary>A field without its quotes; doubled ones are single.</summary>
    public ReadOnlySpan<byte> Field(int field)
    {
        var (from, to, _, escaped) = fields[field];
        var raw = buffer.AsSpan(from, to - from);
        if (!escaped) return raw;
        if (unescaped.Length < raw.Length) unescaped = new byte[Math.Max(256, raw.Length)];
        int length = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            unescaped[length++] = raw[i];
            if (raw[i] == '"') i++;
        }

        return unescaped.AsSpan(0, length);
    }

    /// <summary>Goes on to the next record.</summary>
    /// <returns>False when there is none, or when it is broken: then <see cref="Fault"/> says how.</returns>
    public bool Read()
    {
        if (!begun)
        {
            begun = true;
            Fill();
            if (buffer.AsSpan(start, end - start).StartsWith(System.Text.Encoding.UTF8.Preamble)) start += 3;
            for (int line = 0; line < skippedLines; line++) SkipLine();
        }

        Line = nextLine;
        while (true)
        {
            if (start == end && (ended || !Fill())) return false;
            switch (TryRecord())
            {
                case Outcome.Record: return true;
                case Outcome.Broken: return false;
                default: // the record goes on behind the buffer
                    Fill();
                    break;
            }
        }
    }

    private void SkipLine()
    {
        int found;
        while ((found = buffer.AsSpan(start, end - start).IndexOfAny((byte)'\n', (byte)'\r')) < 0)
        {
            start = end;
            if (!Fill()) return;
        }

        bool both = buffer[start + found] == '\r';
        start += found + 1;
        if (both && (start < end || Fill()) && buffer[start] == '\n') start++;
        nextLine++;
    }

    private enum Outcome
    {
        Record,
        Cut,
        Broken,
    }

    private Outcome TryRecord()
    {
        int at = start;
        long line = nextLine;
        Fields = 0;
        var text = buffer.AsSpan(0, end);
        while (true)
        {
            int from = at, quote = at;
            while (quote < end && text[quote] == ' ') quote++;
            bool quoted = quote < end && text[quote] == '"', escaped = false;
            int to;
            if (quoted)
            {
                from = at = quote + 1;
                while (true)
                {
                    int found = text[at..].IndexOf((byte)'"');
                    if (found < 0) return ended ? Broken(CsvFault.OpenQuote) : Outcome.Cut;
                    at += found + 1;
                    if (at == end && !ended) return Outcome.Cut;
                    if (at == end || text[at] != '"') break;
                    escaped = true;
                    at++;
                }

                to = at - 1;
                line += text[from..to].Count((byte)'\n');
                while (at < end && text[at] == ' ') at++;
                if (at < end && text[at] != separator && text[at] is not ((byte)'\n' or (byte)'\r')) return Broken(CsvFault.TextBehindQuote);
            }
            else
            {
                int found = text[at..].IndexOfAny(ends);
                to = at = found < 0 ? end : at + found;
            }

            if (at == end && !ended) return Outcome.Cut;
            if (Fields == fields.Length) Array.Resize(ref fields, 2 * Fields);
            fields[Fields++] = (from, to, quoted, escaped);
            if (at < end && text[at] == separator)
            {
                at++;
                continue;
            }

            if (at < end && text[at] == '\r')
            {
                at++;
                if (at == end && !ended) return Outcome.Cut;
                if (at < end && text[at] == '\n') at++;
            }
            else if (at < end)
            {
                at++;
            }

            (start, nextLine) = (at, line + 1);
            return Outcome.Record;
        }
    }

    private Outcome Broken(CsvFault fault)
    {
        Fault = fault;
        return Outcome.Broken;
    }

    /// <returns>False when nothing more came.</returns>
    private bool Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
        int read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        ended = read == 0;
        return read > 0;
    }
}

/// <summary>What is wrong with a record.</summary>
public enum CsvFault
{
    None,

    /// <summary>A quote is opened and never closed.</summary>
    OpenQuote,

    /// <summary>Something stands between a closing quote and the separator.</summary>
    TextBehindQuote,
}
