using System.Globalization;
using System.Text.Json;

namespace Kolosal.Learning.Import;

/// <summary>A value of a JSON-like document, whatever bytes it came from; a wrong expectation
/// is an <see cref="InvalidDataException"/> that says what was expected where.</summary>
/// <param name="Content">A dictionary of values, a list of values, a list of doubles, a string, a double, or null.</param>
internal sealed record DocumentValue(object? Content)
{
    /// <summary>The values of a JSON document; lists of nothing but numbers and booleans become doubles.</summary>
    /// <exception cref="InvalidDataException">Not JSON.</exception>
    public static DocumentValue FromJson(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(QuoteNonFinite(bytes));
            return From(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A text that is no UTF-8 is found when it is taken, not when the document is parsed.
            throw new InvalidDataException($"Not JSON: {fault.Message}", fault);
        }
    }

    /// <summary>The member of an object.</summary>
    public DocumentValue this[string name] => Find(name) ?? throw new InvalidDataException($"Need a member '{name}', there is none.");

    /// <summary>The member of an object, or null.</summary>
    public DocumentValue? Find(string name) => Content is Dictionary<string, DocumentValue> members ? members.GetValueOrDefault(name)
        : throw new InvalidDataException($"Need an object with a member '{name}', got {Kind}.");

    /// <summary>The elements of a list.</summary>
    public DocumentValue[] List() => Content switch
    {
        DocumentValue[] list => list,
        double[] numbers => [.. numbers.Select(number => new DocumentValue(number))],
        _ => throw new InvalidDataException($"Need a list, got {Kind}."),
    };

    /// <summary>The elements of a list of numbers.</summary>
    public double[] Numbers() => Content switch
    {
        double[] numbers => numbers,
        DocumentValue[] list => [.. list.Select(value => value.Number())],
        _ => throw new InvalidDataException($"Need a list of numbers, got {Kind}."),
    };

    /// <summary>The elements of a list of whole numbers that fit 32 bits.</summary>
    public int[] Integers() => [.. Numbers().Select(Whole)];

    /// <summary>A text.</summary>
    public string Text() => Content as string ?? throw new InvalidDataException($"Need a text, got {Kind}.");

    /// <summary>A number, also one written as a text.</summary>
    public double Number() => Content switch
    {
        double number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        string text => throw new InvalidDataException($"Need a number, got the text '{(text.Length <= 40 ? text : text[..40] + "…")}'."),
        _ => throw new InvalidDataException($"Need a number, got {Kind}."),
    };

    /// <summary>A whole number that fits 32 bits, also one written as a text.</summary>
    public int Integer() => Whole(Number());

    // NaN and Infinity are no JSON, but C++ writers put them there; as texts they are read by Number.
    private static ReadOnlyMemory<byte> QuoteNonFinite(ReadOnlyMemory<byte> bytes)
    {
        var from = bytes.Span;
        MemoryStream? quoted = null;
        int copied = 0;
        bool inText = false;
        for (int i = 0; i < from.Length; i++)
        {
            if (from[i] == '"') inText = !inText;
            else if (from[i] == '\\' && inText) i++;
            if (inText || from[i] is not ((byte)'N' or (byte)'I' or (byte)'-')) continue;
            int length = from[i..].StartsWith("NaN"u8) ? 3 : from[i..].StartsWith("Infinity"u8) ? 8 : from[i..].StartsWith("-Infinity"u8) ? 9 : 0;
            if (length == 0) continue;
            quoted ??= new();
            quoted.Write(from[copied..i]);
            quoted.WriteByte((byte)'"');
            quoted.Write(from.Slice(i, length));
            quoted.WriteByte((byte)'"');
            copied = i + length;
            i = copied - 1;
        }
        if (quoted is null) return bytes;
        quoted.Write(from[copied..]);
        return quoted.GetBuffer().AsMemory(0, (int)quoted.Length);
    }

    private string Kind => Content switch
    {
        null => "null",
        Dictionary<string, DocumentValue> => "an object",
        double[] or DocumentValue[] => "a list",
        string => "a text",
        _ => "a number",
    };

    private static int Whole(double number) => number >= int.MinValue && number <= int.MaxValue && number == Math.Floor(number) ? (int)number
        : throw new InvalidDataException($"Need a whole number, got {number.ToString(CultureInfo.InvariantCulture)}.");

    private static DocumentValue From(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new Dictionary<string, DocumentValue>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject()) members[member.Name] = From(member.Value);
                return new(members);
            case JsonValueKind.Array when element.EnumerateArray()
                .All(e => e.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False):
                return new(element.EnumerateArray().Select(e => (double)From(e).Content!).ToArray());
            case JsonValueKind.Array:
                return new(element.EnumerateArray().Select(From).ToArray());
            case JsonValueKind.String:
                return new(element.GetString());
            case JsonValueKind.Number:
                return new(element.GetDouble());
            case JsonValueKind.True or JsonValueKind.False:
                return new(element.ValueKind == JsonValueKind.True ? 1.0 : 0.0);
            default:
                return new((object?)null);
        }
    }
}
