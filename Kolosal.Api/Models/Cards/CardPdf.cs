using System.Globalization;
using System.Text;

namespace Kolosal.Models;

/// <summary>A card as PDF 1.4 (ISO 32000-1): text in Helvetica on A4 pages.</summary>
/// <remarks>
/// Texts are written as hexadecimal strings (§7.3.4.3), so that nothing in them can end a string or begin an operator. The standard fonts have
/// the characters of WinAnsiEncoding alone; another one is written as <c>[U+4E16]</c>, and the last page says so: it is not replaced unseen.
/// </remarks>
internal static class CardPdf
{
    private const int Width = 595, Height = 842, Margin = 56;

    private const double Leading = 1.35;

    /// <summary>Widths of ' ' to '~' in Helvetica, in thousandths of the size (Adobe's metrics of the standard fonts).</summary>
    private static readonly int[] Widths =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278,
        584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944,
        667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
        278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    public static byte[] Write(CardDocument card)
    {
        var pages = new Pages();
        pages.Add(card.Title, 18, bold: true);
        pages.Add(string.IsNullOrWhiteSpace(card.Summary) ? CardDocument.NoSummary : card.Summary, 10);
        foreach (var section in card.Sections)
        {
            pages.Skip(8);
            pages.Add(section.Title, 13, bold: true);
            if (section.Lead is { } lead) pages.Add(lead, 10);
            if (section.IsWords) pages.Add(string.IsNullOrWhiteSpace(section.Words) ? CardDocument.NotStated : section.Words, 10);
            foreach (string item in section.Items) pages.Add($"\u2022 {item}", 10);
            foreach (var row in section.Table?.Rows ?? [])
                pages.Add(string.Join("; ", section.Table!.Head.Zip(row, (head, cell) => $"{head}: {cell}")), 9);
        }

        if (pages.HasOthers)
        {
            pages.Skip(8);
            pages.Add("Characters that the fonts of this document do not have are written by their code points, as in [U+4E16].", 9);
        }

        return Assemble(pages.Done());
    }

    private static byte[] Assemble(ImmutableArray<string> contents)
    {
        using var file = new MemoryStream();
        var places = new List<long>();
        Put("%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        string kids = string.Join(' ', contents.Select((_, i) => Say($"{5 + 2 * i} 0 R")));
        Object("<< /Type /Catalog /Pages 2 0 R >>");
        Object(Say($"<< /Type /Pages /Kids [{kids}] /Count {contents.Length} >>"));
        Object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        Object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>");
        for (int i = 0; i < contents.Length; i++)
        {
            Object(Say($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {Width} {Height}] ")
                + Say($"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {6 + 2 * i} 0 R >>"));
            Object(Say($"<< /Length {contents[i].Length} >>\nstream\n{contents[i]}\nendstream"));
        }

        long table = file.Length;
        Put(Say($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n"));
        foreach (long place in places) Put(Say($"{place:D10} 00000 n \n"));
        Put(Say($"trailer\n<< /Size {places.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"));
        return file.ToArray();

        void Object(string body)
        {
            places.Add(file.Length);
            Put(Say($"{places.Count} 0 obj\n{body}\nendobj\n"));
        }

        void Put(string text) => file.Write(Encoding.Latin1.GetBytes(text));
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Breaks text into lines and lines into pages.</summary>
    private sealed class Pages
    {
        private readonly List<StringBuilder> pages = [new()];
        private double y = Height - Margin;

        /// <summary>Whether a character came that the fonts do not have.</summary>
        public bool HasOthers { get; private set; }

        public void Skip(double points) => y -= points;

        public void Add(string text, int size, bool bold = false)
        {
            foreach (string paragraph in text.ReplaceLineEndings("\n").Split('\n'))
                foreach (byte[] line in Wrap(Encode(paragraph), size))
                {
                    y -= size * Leading;
                    if (y < Margin)
                    {
                        pages.Add(new());
                        y = Height - Margin - size * Leading;
                    }

                    pages[^1].Append(Say($"BT /{(bold ? "F2" : "F1")} {size} Tf {Margin} {y:0.##} Td <{Convert.ToHexString(line)}> Tj ET\n"));
                }

            y -= size * 0.4;
        }

        public ImmutableArray<string> Done() => [.. pages.Select(page => page.ToString())];

        private byte[] Encode(string text)
        {
            var bytes = new List<byte>(text.Length);
            foreach (var rune in text.EnumerateRunes())
            {
                if (rune.Value is >= ' ' and <= '~' or >= 0xA0 and <= 0xFF) bytes.Add((byte)rune.Value);
                else if (rune.Value == 0x2022) bytes.Add(0x95);
                else if (rune.Value == '\t') bytes.Add((byte)' ');
                else
                {
                    HasOthers = true;
                    bytes.AddRange(Encoding.ASCII.GetBytes($"[U+{rune.Value:X4}]"));
                }
            }

            return [.. bytes];
        }

        private static IEnumerable<byte[]> Wrap(byte[] text, int size)
        {
            double room = (Width - 2 * Margin) * 1000.0 / size, used = 0;
            int start = 0, blank = -1;
            for (int i = 0; i < text.Length; i++)
            {
                if (text[i] == ' ') blank = i;
                used += Of(text[i]);
                if (used <= room || i == start) continue;
                int end = blank > start ? blank : i;
                yield return text[start..end];
                start = blank > start ? blank + 1 : i;
                blank = -1;
                used = 0;
                for (int k = start; k <= i; k++) used += Of(text[k]);
            }

            yield return text[start..];
        }

        /// <summary>Other letters are as wide as an n at most, but for a few capitals: lines end a little early, never late by much.</summary>
        private static int Of(byte character) => character is >= 32 and <= 126 ? Widths[character - 32] : 722;
    }
}
