using System.Text;

namespace Kolosal.Tabular;

/// <summary>Counts what the cells of one column could be, over a whole file; <see cref="ReadingChoice"/> decides by the counts.</summary>
public sealed class ColumnScan
{
    /// <summary>Separators of dates, and for each the ways (year, day or month first) that its texts read, as bits.</summary>
    private const string DateSeparators = "-/.";

    private const int DateWays = 8, WordsKept = 2;

    private readonly long[] marks = new long[256], dates = new long[DateSeparators.Length * DateWays];
    private readonly Sightings?[] markExamples = new Sightings?[256];
    private readonly long[] missingWords = new long[MissingText.Words.Length];
    private readonly byte[][] words = new byte[WordsKept][];
    private (int Least, int Most) pointDecimals = (int.MaxValue, 0), commaDecimals = (int.MaxValue, 0);
    private int distinctWords;
    private long row;

    /// <summary>Cells with nothing in them.</summary>
    public long Empty { get; private set; }

    /// <summary>Words for missing that are not quoted.</summary>
    public Sightings Unquoted { get; } = new();

    /// <summary>Words for missing in quotes.</summary>
    public Sightings Quoted { get; } = new();

    /// <summary>Words for missing with blanks around them, and cells of blanks alone.</summary>
    public Sightings Padded { get; } = new();

    /// <summary>Infinities and NaN, and numbers greater than any double.</summary>
    public Sightings NonFinite { get; } = new();

    /// <summary>Digits behind a leading zero.</summary>
    public Sightings Codes { get; } = new();

    /// <summary>Whole numbers beyond 2⁵³.</summary>
    public Sightings Big { get; } = new();

    /// <summary>Numbers of more than 17 digits.</summary>
    public Sightings Long { get; } = new();

    /// <summary>Dates in whatever order.</summary>
    public Sightings Dates { get; } = new();

    /// <summary>What is no number, no date, no word for missing.</summary>
    public Sightings Texts { get; } = new();

    /// <summary>Numbers in whatever way of writing.</summary>
    public long Numbers { get; private set; }

    /// <summary>Cells fed.</summary>
    public long Rows => row;

    /// <summary>Cells with a value, when words for missing are none.</summary>
    public long Values => row - Empty - Unquoted.Count - Quoted.Count - Padded.Count;

    internal Oddities Oddities { get; private set; }

    internal bool UpperExponents { get; private set; }

    internal bool LowerExponents { get; private set; }

    internal bool Whole { get; private set; } = true;

    internal bool UngroupedThousands { get; private set; }

    internal (int Least, int Most) PointDecimals => pointDecimals;

    internal (int Least, int Most) CommaDecimals => commaDecimals;

    internal byte[]? Blank { get; private set; }

    internal byte[]? Apostrophe { get; private set; }

    internal bool PaddedDates { get; private set; }

    internal bool UnpaddedDates { get; private set; }

    /// <summary>The one pattern of times; null when there are several or it cannot be written back.</summary>
    internal string? TimePattern { get; private set; }

    /// <summary>Takes the next row's cell.</summary>
    /// <param name="cell">UTF-8 without its quotes; empty when there is nothing.</param>
    /// <param name="quoted">Whether it stood in quotes.</param>
    public void Feed(ReadOnlySpan<byte> cell, bool quoted)
    {
        row++;
        if (cell.IsEmpty) Empty++;
        else if (NumberText.IsCommon(cell, out int behind, out bool groupable)) FeedCommon(cell, behind, groupable);
        else if (NumberText.Look(cell) is { Marks: not 0 } number) Feed(cell, number);
        else FeedOther(cell, quoted);
    }

    private void FeedCommon(ReadOnlySpan<byte> cell, int behind, bool groupable)
    {
        Numbers++;
        if (behind < 0)
        {
            if (marks[byte.MaxValue]++ == 0) (markExamples[byte.MaxValue] = new()).Add(row, cell);
            if (cell.Length > 3) UngroupedThousands |= cell.Length - (cell[0] == '-' ? 1 : 0) > 3;
            behind = 0;
        }
        else
        {
            int mask = NumberText.PointFamily | (groupable ? 1 << 3 : 0);
            if (marks[mask]++ == 0) (markExamples[mask] = new()).Add(row, cell);
            Whole = false;
            if (cell[^1] == '0') Oddities |= Oddities.TrailingZero;
            UngroupedThousands |= cell.Length - behind > 5 || (cell.Length - behind > 4 && cell[0] != '-');
        }

        if (behind < pointDecimals.Least) pointDecimals.Least = behind;
        if (behind > pointDecimals.Most) pointDecimals.Most = behind;
        commaDecimals.Least = 0;
    }

    private void Feed(ReadOnlySpan<byte> cell, in NumberLook number)
    {
        Numbers++;
        if (number.NonFinite)
        {
            Numbers--;
            NonFinite.Add(row, cell);
            return;
        }

        if (marks[number.Marks]++ == 0) (markExamples[number.Marks] = new()).Add(row, cell);
        if (number.Code) Codes.Add(row, cell);
        if (number.Big) Big.Add(row, cell);
        if (number.Long) Long.Add(row, cell);
        Oddities |= (number.Oddities & Oddities.Exponent) != 0 && IsShortest(cell) ? number.Oddities & ~Oddities.Exponent : number.Oddities;
        UngroupedThousands |= number.LongRun;
        if (number.LastMark is not '\0' || number.Oddities != Oddities.None) Whole = false;
        pointDecimals = Wider(pointDecimals, number.LastMark == '.' ? number.Behind : 0);
        commaDecimals = Wider(commaDecimals, number.LastMark == ',' ? number.Behind : 0);
        if (number.Marks is 0b0011_0000 or 1 << 4 or 1 << 5)
        {
            if (!Repeats(cell, Blank ??= Mark(cell))) Oddities |= Oddities.Other;
        }
        else if (number.Marks is 0b1100_0000 or 1 << 6 or 1 << 7)
        {
            if (!Repeats(cell, Apostrophe ??= Mark(cell))) Oddities |= Oddities.Other;
        }
    }

    private void FeedOther(ReadOnlySpan<byte> cell, bool quoted)
    {
        if (MissingText.Find(cell) is >= 0 and var word)
        {
            missingWords[word]++;
            (quoted ? Quoted : Unquoted).Add(row, cell);
            return;
        }

        var trimmed = MissingText.Trimmed(cell);
        if (trimmed.IsEmpty || (trimmed.Length < cell.Length && MissingText.Find(trimmed) >= 0))
        {
            Padded.Add(row, cell);
            return;
        }

        if (NumberText.IsNonFinite(cell))
        {
            NonFinite.Add(row, cell);
            return;
        }

        if (DateLook.TryParse(cell, out var date) && Feed(date))
        {
            Dates.Add(row, cell);
            return;
        }

        Texts.Add(row, cell);
        if (distinctWords > WordsKept) return;
        for (int i = 0; i < distinctWords; i++)
            if (cell.SequenceEqual(words[i])) return;
        if (distinctWords < WordsKept) words[distinctWords] = cell.ToArray();
        distinctWords++;
    }

    private bool Feed(in DateLook date)
    {
        int ways = 0;
        if (date.YearFirst) ways = date.TryTicks(DateOrder.YearMonthDay, out _) ? 1 << (int)DateOrder.YearMonthDay : 0;
        else
        {
            if (date.TryTicks(DateOrder.DayMonthYear, out _)) ways |= 1 << (int)DateOrder.DayMonthYear;
            if (date.TryTicks(DateOrder.MonthDayYear, out _)) ways |= 1 << (int)DateOrder.MonthDayYear;
        }

        if (ways == 0) return false;
        dates[DateSeparators.IndexOf(date.Separator) * DateWays + ways]++;
        PaddedDates |= date.Padded;
        UnpaddedDates |= date.Unpadded;
        if (Dates.Count == 0) TimePattern = date.TimePattern;
        else if (TimePattern != date.TimePattern) TimePattern = null;
        return true;
    }

    /// <summary>Numbers that a way of writing reads.</summary>
    internal long Reads(int convention)
    {
        long count = 0;
        for (int mask = 1; mask < marks.Length; mask++)
            if ((mask >> convention & 1) != 0) count += marks[mask];
        return count;
    }

    /// <summary>The first cells of each way of writing, for people.</summary>
    internal IEnumerable<Sightings> MarkExamples => markExamples.OfType<Sightings>();

    /// <summary>Dates that an order and separator read; ISO 8601 is read beside any.</summary>
    internal long Reads(DateFormat format)
    {
        int own = DateSeparators.IndexOf(format.Separator) * DateWays;
        long count = dates[1 << (int)DateOrder.YearMonthDay];
        for (int ways = 1; ways < DateWays; ways++)
            if ((ways >> (int)format.Order & 1) != 0 && (own != 0 || ways != 1 << (int)DateOrder.YearMonthDay)) count += dates[own + ways];
        return count;
    }

    /// <summary>The flags that the texts are, when they are at most two words and nothing else is in the column.</summary>
    internal FlagWords? Flags => distinctWords is 1 or 2 && Texts.Count == Values
        ? FlagWords.Of(Encoding.UTF8.GetString(words[0]), distinctWords == 2 ? Encoding.UTF8.GetString(words[1]) : null) : null;

    /// <summary>The one word that the file writes where there is no value; null when it writes nothing, or several.</summary>
    internal string? OneMissingWord(bool withQuoted) =>
        Empty > 0 || Padded.Count > 0 || (withQuoted ? false : Quoted.Count > 0) || missingWords.Count(n => n > 0) != 1
            ? null : MissingText.Words[Array.FindIndex(missingWords, n => n > 0)];

    private static (int, int) Wider((int Least, int Most) range, int value) => (Math.Min(range.Least, value), Math.Max(range.Most, value));

    /// <summary>An exponent as the shortest form of the number has it, and with the letter of the column's others.</summary>
    private bool IsShortest(ReadOnlySpan<byte> cell)
    {
        if (cell.Contains((byte)'E')) UpperExponents = true;
        else LowerExponents = true;
        if ((Oddities & Oddities.Exponent) != 0 || (UpperExponents && LowerExponents)) return false; // it is known already
        Span<byte> shortest = stackalloc byte[32];
        return NumberText.TryRead(cell, NumberFormat.Plain, out double number)
            && number.TryFormat(shortest, out int length, "R", System.Globalization.CultureInfo.InvariantCulture)
            && Ascii.EqualsIgnoreCase(cell, shortest[..length]);
    }

    /// <summary>No other blank or apostrophe stands between the digits.</summary>
    private static bool Repeats(ReadOnlySpan<byte> cell, byte[] mark)
    {
        for (int at = 0; at < cell.Length; at++)
        {
            if (cell[at] is >= (byte)'0' and <= (byte)'9' or (byte)'.' or (byte)',' or (byte)'+' or (byte)'-') continue;
            if (!cell[at..].StartsWith(mark)) return false;
            at += mark.Length - 1;
        }

        return true;
    }

    /// <summary>The mark between the first digits.</summary>
    private static byte[] Mark(ReadOnlySpan<byte> cell)
    {
        var trimmed = MissingText.Trimmed(cell).TrimStart("+-"u8);
        trimmed = trimmed[trimmed.IndexOfAnyExceptInRange((byte)'0', (byte)'9')..];
        return trimmed[..trimmed.IndexOfAnyInRange((byte)'0', (byte)'9')].ToArray();
    }
}
