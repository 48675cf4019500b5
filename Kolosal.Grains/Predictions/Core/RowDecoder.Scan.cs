using System.Runtime.InteropServices;
using System.Text.Unicode;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <content>
/// The quick way through well-formed rows: one pass over the bytes, led by the schema. It takes a part of the JSON that is right and decides
/// nothing about the rest: escapes, nested values, wrong types and whatever else is unusual it leaves to the reader that names mistakes.
/// </content>
public sealed partial class RowDecoder
{
    /// <returns>False when something is not for this way; what the sink holds is of no use then.</returns>
    private bool Scan(ReadOnlySpan<byte> json, int maximumRows, bool strict, RowSink sink, out int rows)
    {
        rows = 0;
        List<Member>? order = null;
        int at = Space(json, 0);
        if (at >= json.Length || json[at] != '[') return false;
        at = Space(json, at + 1);
        while (at < json.Length)
        {
            if (rows >= maximumRows) return false;
            sink.Begin(rows);
            byte opening = json[at];
            at = Space(json, at + 1);
            if (opening == '{') at = ScanObject(json, at, strict, sink, rows, ref order);
            else at = opening == '[' ? ScanArray(json, at, sink) : -1;
            if (at < 0) return false;
            rows++;
            at = Space(json, at);
            if (at >= json.Length) return false;
            if (json[at] == ']') return Space(json, at + 1) == json.Length;
            if (json[at] != ',') return false;
            at = Space(json, at + 1);
        }

        return false;
    }

    /// <summary>Reads a row as the one before it was written, where it is; otherwise member by member.</summary>
    /// <returns>Behind the closing brace, or −1.</returns>
    private int ScanObject(ReadOnlySpan<byte> json, int at, bool strict, RowSink sink, int row, ref List<Member>? order)
    {
        if (row == 0) return ScanMembers(json, at, strict, sink, null);
        if (order is null) order = new(inputs + 1); // of one row nothing need be remembered
        else
        {
            int end = ScanLike(json, at, CollectionsMarshal.AsSpan(order), sink);
            if (end >= 0) return end;
            sink.Begin(row);
            order.Clear();
        }
        return ScanMembers(json, at, strict, sink, order);
    }

    /// <returns>Behind the closing brace; −1 when the row is not written like the one that is remembered.</returns>
    private int ScanLike(ReadOnlySpan<byte> json, int at, ReadOnlySpan<Member> order, RowSink sink)
    {
        foreach (var (from, length, column) in order)
        {
            if (!json[at..].StartsWith(json.Slice(from, length))) return -1;
            at += length;
            if (column < 0) return at;
            at = ScanValue(json, at, column, sink);
            if (at < 0) return -1;
        }

        return -1;
    }

    /// <param name="json">The rows.</param>
    /// <param name="at">Behind the opening brace and the space after it.</param>
    /// <param name="strict">Whether every input column must be there.</param>
    /// <param name="sink">Takes the values.</param>
    /// <param name="order">Receives how the row is written; null when nobody wants to know.</param>
    /// <returns>Behind the closing brace, or −1.</returns>
    private int ScanMembers(ReadOnlySpan<byte> json, int at, bool strict, RowSink sink, List<Member>? order)
    {
        int expected = 0, given = 0, from = at;
        while (true)
        {
            if (at >= json.Length || json[at] != '"') return -1;
            int end = PlainEnd(json, at + 1);
            if (end < 0) return -1;
            int column = names.Find(json[(at + 1)..end], expected);
            if (column < 0 || !sink.Mark(column)) return -1;
            if (column < inputs) given++;
            expected = column + 1;
            at = Space(json, end + 1);
            if (at >= json.Length || json[at] != ':') return -1;
            at = Space(json, at + 1);
            order?.Add(new(from, at - from, column));
            from = at = ScanValue(json, at, column, sink);
            if (at < 0) return -1;
            at = Space(json, at);
            if (at >= json.Length) return -1;
            if (json[at] == '}') break;
            if (json[at] != ',') return -1;
            at = Space(json, at + 1);
        }

        order?.Add(new(from, at + 1 - from, -1));
        if (given < inputs)
            for (int column = 0; column < inputs; column++)
                if (!sink.Marked(column) && (strict || !optional[column] || given == 0)) return -1;
        return at + 1;
    }

    /// <returns>Behind the closing bracket, or −1.</returns>
    private int ScanArray(ReadOnlySpan<byte> json, int at, RowSink sink)
    {
        for (int column = 0; column < inputs; column++)
        {
            at = ScanValue(json, at, column, sink);
            if (at < 0) return -1;
            at = Space(json, at);
            if (at >= json.Length || json[at] != (column == inputs - 1 ? ']' : ',')) return -1;
            at = Space(json, at + 1);
        }

        return inputs == 0 ? -1 : at;
    }

    /// <returns>Behind the value, or −1.</returns>
    private int ScanValue(ReadOnlySpan<byte> json, int at, int column, RowSink sink)
    {
        if (at >= json.Length) return -1;
        byte first = json[at];
        var type = columns[column].Type;
        if (first == '-' || (uint)(first - '0') <= 9)
        {
            int end = JsonNumber.Scan(json, at, out double number);
            if (end < 0 || !double.IsFinite(number)) return -1;
            if (type == ColumnType.Categorical && columns[column].Reading is not null) number = categories[column]!.Known(json[at..end]);
            else if (type != ColumnType.Numeric && (type != ColumnType.Boolean || number is not (0 or 1))) return -1;
            if (type == ColumnType.Categorical && number < 0) return -1;
            sink.Set(column, number);
            return end;
        }

        var rest = json[at..];
        if (first == 'n' && rest.StartsWith("null"u8))
        {
            sink.Set(column, double.NaN);
            return at + 4;
        }

        if (first == '"')
        {
            int end = PlainEnd(json, at + 1);
            if (end < 0) return -1;
            var text = json[(at + 1)..end];
            int known = type == ColumnType.Categorical ? categories[column]!.Known(text) : -1;
            if (known >= 0) sink.Set(column, known);
            else if (!Utf8.IsValid(text) || !ReadText(text, column, sink)) return -1;
            return end + 1;
        }

        if (type != ColumnType.Boolean) return -1;
        if (first == 't' && rest.StartsWith("true"u8))
        {
            sink.Set(column, 1);
            return at + 4;
        }

        if (first != 'f' || !rest.StartsWith("false"u8)) return -1;
        sink.Set(column, 0);
        return at + 5;
    }

    /// <returns>Where the string ends whose text begins here, when none of it is escaped; otherwise −1.</returns>
    private static int PlainEnd(ReadOnlySpan<byte> json, int at)
    {
        for (; at < json.Length; at++)
        {
            byte b = json[at];
            if (b == '"') return at;
            if (b == '\\' || b < ' ') return -1;
        }

        return -1;
    }

    private static int Space(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at++;
        return at;
    }

    /// <summary>What stands before a value of a row that was read, to be held against the next rows byte by byte.</summary>
    /// <param name="From">Where it begins: behind the value before.</param>
    /// <param name="Length">Its bytes: comma, name, colon and what space is between them.</param>
    /// <param name="Column">Whose value follows; −1 behind the closing brace.</param>
    private readonly record struct Member(int From, int Length, int Column);
}
