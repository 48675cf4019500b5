using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kolosal.Audit;

/// <summary>One text for one JSON value, so that equal content hashes equally on any machine.</summary>
/// <remarks>
/// In the spirit of RFC 8785, restricted: object keys in ordinal order, no white space, only the escapes JSON demands, whole numbers only.
/// Fractions are refused rather than formatted, because their shortest text differs between languages.
/// </remarks>
public static class CanonicalJson
{
    /// <exception cref="FormatException">A number is not a whole one that fits 64 bits, or a key stands twice in an object.</exception>
    public static string Write(JsonElement value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    internal static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        text.Append('"');
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(text, value);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                string separator = "";
                foreach (var item in value.EnumerateArray())
                {
                    text.Append(separator);
                    Append(text, item);
                    separator = ",";
                }
                text.Append(']');
                break;
            case JsonValueKind.String:
                AppendString(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(value.TryGetInt64(out long number) ? number
                    : throw new FormatException($"Need whole numbers in canonical JSON, got {value.GetRawText()}; write it as a string."));
                break;
            default:
                text.Append(value.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => "null" });
                break;
        }
    }

    private static void AppendObject(StringBuilder text, JsonElement value)
    {
        var members = value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).ToArray();
        text.Append('{');
        for (int i = 0; i < members.Length; i++)
        {
            if (i > 0)
            {
                if (members[i].Name == members[i - 1].Name) throw new FormatException($"The key '{members[i].Name}' stands twice in one object.");
                text.Append(',');
            }
            AppendString(text, members[i].Name);
            text.Append(':');
            Append(text, members[i].Value);
        }
        text.Append('}');
    }
}
