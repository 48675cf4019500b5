using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Kolosal.Predictions;

/// <summary>Finds the parts of a prediction request's body without reading its rows, which are decoded where the schema is.</summary>
/// <remarks>
/// The body is an object with the members <c>model_id</c> (a string) and <c>rows</c> (an array), once each, and <c>strict</c> (true or false)
/// at most once. The array is skipped by its brackets; whether what stands between them is JSON, the decoder finds out.
/// </remarks>
public static class PredictBody
{
    private const int Block = 64;

    private static readonly SearchValues<byte> Structure = SearchValues.Create("[]{}\""u8);

    /// <summary>Finds model and rows.</summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="model">Where the model id's text lies, without quotes.</param>
    /// <param name="rows">Where the array lies, brackets included.</param>
    /// <param name="path">On failure: the JSON path of the trouble.</param>
    /// <returns>Null when both were found; otherwise what is wrong.</returns>
    public static string? Find(ReadOnlySpan<byte> body, out Range model, out Range rows, out string path) =>
        Find(body, out model, out rows, out _, out path);

    /// <summary>Finds model and rows, and whether every input must be there.</summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="model">Where the model id's text lies, without quotes.</param>
    /// <param name="rows">Where the array lies, brackets included.</param>
    /// <param name="strict">What the member <c>strict</c> says; null without one.</param>
    /// <param name="path">On failure: the JSON path of the trouble.</param>
    /// <returns>Null when both were found; otherwise what is wrong.</returns>
    public static string? Find(ReadOnlySpan<byte> body, out Range model, out Range rows, out bool? strict, out string path)
    {
        (model, rows, strict, path) = (default, default, null, "$");
        bool haveModel = false, haveRows = false;
        int at = Skip(body, 0);
        if (at >= body.Length || body[at] != '{') return "Expected an object {\"model_id\": …, \"rows\": […]}.";
        at = Skip(body, at + 1);
        if (at < body.Length && body[at] == '}') return "Expected the members model_id and rows, got none.";
        while (true)
        {
            int nameEnd = StringEnd(body, at);
            if (nameEnd < 0) return "Not valid JSON.";
            var name = body[(at + 1)..(nameEnd - 1)];
            at = Skip(body, nameEnd);
            if (at >= body.Length || body[at] != ':') return "Not valid JSON.";
            at = Skip(body, at + 1);
            if (name.SequenceEqual("model_id"u8))
            {
                path = "$.model_id";
                if (haveModel) return "Given twice.";
                int end = StringEnd(body, at);
                if (end < 0) return "Expected a string such as \"credit-risk\", \"credit-risk:3\" or \"credit-risk@champion\".";
                (model, haveModel, at) = ((at + 1)..(end - 1), true, end);
            }
            else if (name.SequenceEqual("rows"u8))
            {
                path = "$.rows";
                if (haveRows) return "Given twice.";
                if (at >= body.Length || body[at] != '[') return "Expected an array of rows.";
                int end = ArrayEnd(body, at);
                if (end < 0) return "Not valid JSON: the array does not end.";
                (rows, haveRows, at) = (at..end, true, end);
            }
            else if (name.SequenceEqual("strict"u8))
            {
                path = "$.strict";
                if (strict is not null) return "Given twice.";
                bool on = body[at..].StartsWith("true"u8);
                if (!on && !body[at..].StartsWith("false"u8)) return "Expected true or false.";
                (strict, at) = (on, at + (on ? 4 : 5));
            }
            else return $"There is no member '{RowErrors.Quote(name)}' here; the members are model_id, rows and strict.";

            path = "$";
            at = Skip(body, at);
            if (at >= body.Length) return "Not valid JSON: the object does not end.";
            if (body[at] == '}') break;
            if (body[at] != ',') return "Not valid JSON.";
            at = Skip(body, at + 1);
        }

        if (Skip(body, at + 1) != body.Length) return "Expected nothing after the object.";
        if (!haveModel)
        {
            path = "$.model_id";
            return "Expected the model's id, got nothing.";
        }

        path = haveRows ? "$" : "$.rows";
        return haveRows ? null : "Expected an array of rows, got nothing.";
    }

    /// <summary>Makes one array of the lines of an NDJSON body (one row a line, empty lines skipped).</summary>
    public static byte[] JoinLines(ReadOnlySpan<byte> body)
    {
        var joined = new ArrayBufferWriter<byte>(body.Length + 2);
        joined.Write("["u8);
        bool first = true;
        foreach (var range in body.Split((byte)'\n'))
        {
            var line = body[range].Trim(" \t\r"u8);
            if (line.IsEmpty) continue;
            if (!first) joined.Write(","u8);
            joined.Write(line);
            first = false;
        }

        joined.Write("]"u8);
        return joined.WrittenSpan.ToArray();
    }

    /// <summary>Whether a line is one object or one array by its brackets, with nothing behind it.</summary>
    public static bool IsOneValue(ReadOnlySpan<byte> line) => line is [(byte)'{' or (byte)'[', ..] && ArrayEnd(line, 0) == line.Length;

    private static int Skip(ReadOnlySpan<byte> body, int at)
    {
        while (at < body.Length && body[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at++;
        return at;
    }

    /// <summary>Behind the closing quote; −1 when no string begins here or it does not end.</summary>
    private static int StringEnd(ReadOnlySpan<byte> body, int at)
    {
        return at >= body.Length || body[at] != '"' ? -1 : StringRest(body, at + 1);
    }

    /// <summary>Behind the closing quote of a string that has begun before; −1 when it does not end.</summary>
    private static int StringRest(ReadOnlySpan<byte> body, int at)
    {
        for (int i = at; ; i++)
        {
            int found = body[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0) return -1;
            i += found;
            if (body[i] == '"') return i + 1;
            if (++i >= body.Length) return -1;
        }
    }

    /// <summary>Behind the bracket that closes the array; −1 when there is none.</summary>
    /// <remarks>
    /// By blocks of 64 bytes: which of them lie in strings follows from the parity of the quotes before them, so that brackets are counted
    /// without a look at every name and value (G. Langdale, D. Lemire, "Parsing Gigabytes of JSON per Second", VLDB Journal 28, 2019, section
    /// 3.1). From the first backslash on it goes string by string.
    /// </remarks>
    private static int ArrayEnd(ReadOnlySpan<byte> body, int at)
    {
        int depth = 0;
        bool inString = false;
        for (; at + Block <= body.Length; at += Block)
        {
            Vector256<byte> low = Vector256.Create(body[at..]), high = Vector256.Create(body[(at + Vector256<byte>.Count)..]);
            if (Mask(low, high, (byte)'\\') != 0) break;
            ulong inside = Parity(Mask(low, high, (byte)'"'));
            if (inString) inside = ~inside;

            // Brackets and braces differ by one bit alone.
            var bit = Vector256.Create((byte)0x20);
            ulong opening = Mask(low | bit, high | bit, (byte)'{') & ~inside, closing = Mask(low | bit, high | bit, (byte)'}') & ~inside;
            if (BitOperations.PopCount(closing) < depth) depth += BitOperations.PopCount(opening) - BitOperations.PopCount(closing);
            else
            {
                for (ulong all = opening | closing; all != 0; all &= all - 1)
                {
                    depth += (opening & all & (~all + 1)) != 0 ? 1 : -1;
                    if (depth == 0) return at + BitOperations.TrailingZeroCount(all) + 1;
                }
            }
            inString = inside >> (Block - 1) != 0;
        }

        return ArrayEnd(body, at, depth, inString);
    }

    private static int ArrayEnd(ReadOnlySpan<byte> body, int at, int depth, bool inString)
    {
        if (inString && (at = StringRest(body, at)) < 0) return -1;
        while (true)
        {
            int found = body[at..].IndexOfAny(Structure);
            if (found < 0) return -1;
            at += found;
            switch (body[at])
            {
                case (byte)'"':
                    at = StringEnd(body, at);
                    if (at < 0) return -1;
                    break;
                case (byte)'[' or (byte)'{':
                    depth++;
                    at++;
                    break;
                default:
                    at++;
                    if (--depth == 0) return at;
                    break;
            }
        }
    }

    /// <summary>A bit for each of 64 bytes that is the one looked for.</summary>
    private static ulong Mask(Vector256<byte> low, Vector256<byte> high, byte wanted) =>
        Vector256.Equals(low, Vector256.Create(wanted)).ExtractMostSignificantBits()
        | ((ulong)Vector256.Equals(high, Vector256.Create(wanted)).ExtractMostSignificantBits() << Vector256<byte>.Count);

    /// <summary>Each bit becomes the parity of those up to it.</summary>
    private static ulong Parity(ulong bits)
    {
        for (int shift = 1; shift < Block; shift <<= 1) bits ^= bits << shift;
        return bits;
    }
}
