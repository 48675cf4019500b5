using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kolosal.Subjects;

/// <summary>Takes a person's values out of a JSON document, whose shape stays as it is.</summary>
/// <remarks>
/// Distinctive values go out of any text, any member's name and any text that is base64 of other text. Others go where the document says whose
/// column it is: as the value of a member of the column's name, and among the texts of an object that names the column. A number of such a member
/// becomes 0, since what reads the document may need a number.
/// </remarks>
public static class SubjectDocument
{
    private const int LeastBase64 = 16;

    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="json">UTF-8.</param>
    /// <param name="match">The person.</param>
    /// <param name="found">How many values were taken out.</param>
    /// <returns>The document without them; null when there is none in it, or it is no JSON document.</returns>
    public static byte[]? Redact(ReadOnlySpan<byte> json, SubjectMatch match, out int found)
    {
        found = 0;
        if (!MayHold(json, match)) return null;
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }

        var left = Clean(root, match, null, ref found);
        return found == 0 ? null : Encoding.UTF8.GetBytes(left?.ToJsonString(Written) ?? "null");
    }

    /// <summary>Whether a text holds a distinctive value of the person, as it stands or inside of base64.</summary>
    public static bool Holds(string text, SubjectMatch match) => match.Redact(text) is not null || Decoded(text) is { } inner
        && match.Redact(inner) is not null;

    private static bool MayHold(ReadOnlySpan<byte> json, SubjectMatch match)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) continue;
                string text = reader.GetString()!;
                if (match.Names(text) || Holds(text, match)) return true;
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return false; // no JSON, or a text that is no UTF-16: nothing that this program wrote
        }

        return false;
    }

    private static JsonNode? Clean(JsonNode? node, SubjectMatch match, string? member, ref int found)
    {
        switch (node)
        {
            case JsonObject document:
                CleanMembers(document, match, ref found);
                return document;
            case JsonArray array:
                for (int i = 0; i < array.Count; i++)
                {
                    var before = array[i];
                    var after = Clean(before, match, member, ref found);
                    if (!ReferenceEquals(before, after)) array[i] = after;
                }

                return array;
            case JsonValue value:
                return Clean(value, match, member, ref found);
            default:
                return node;
        }
    }

    private static void CleanMembers(JsonObject document, SubjectMatch match, ref int found)
    {
        // {"column": "customer", "categories": ["a", "b"]}: texts beside the column's name are values of it.
        string[] columns = [.. document.Select(member => member.Value).OfType<JsonValue>()
            .Select(value => value.TryGetValue(out string? text) ? text : null).OfType<string>().Where(match.Names)];
        foreach (var (name, value) in document.ToArray())
        {
            var after = Clean(value, match, name, ref found);
            foreach (string column in columns) after = CleanBeside(after, match, column, ref found);
            string? renamed = match.Redact(name);
            if (renamed is null && ReferenceEquals(after, value)) continue;
            if (renamed is null)
            {
                document[name] = after;
                continue;
            }

            found++;
            document.Remove(name);
            string free = renamed;
            for (int i = 2; document.ContainsKey(free); i++) free = FormattableString.Invariant($"{renamed} {i}");
            document[free] = after;
        }
    }

    private static JsonNode? CleanBeside(JsonNode? node, SubjectMatch match, string column, ref int found)
    {
        if (node is JsonValue) return CleanValue(node.AsValue(), match, column, ref found);
        if (node is not JsonArray array) return node;
        for (int i = 0; i < array.Count; i++)
        {
            if (array[i] is not JsonValue value) continue;
            var after = CleanValue(value, match, column, ref found);
            if (!ReferenceEquals(value, after)) array[i] = after;
        }

        return array;
    }

    private static JsonNode? Clean(JsonValue value, SubjectMatch match, string? member, ref int found)
    {
        if (member is not null && match.Names(member) && CleanValue(value, match, member, ref found) is var own && !ReferenceEquals(own, value))
            return own;
        if (!value.TryGetValue(out string? text)) return value;
        if (match.Redact(text) is { } left)
        {
            found++;
            return JsonValue.Create(left);
        }

        if (Decoded(text) is not { } inner || match.Redact(inner) is null) return value;
        found++;
        return JsonValue.Create(Convert.ToBase64String(Encoding.UTF8.GetBytes(match.Redact(inner)!)));
    }

    /// <summary>A value of a column by which the person is known.</summary>
    private static JsonNode? CleanValue(JsonValue value, SubjectMatch match, string column, ref int found)
    {
        bool isText = value.TryGetValue(out string? text);
        if (!match.Is(column, isText ? text! : value.ToJsonString())) return value;
        found++;
        return isText ? JsonValue.Create(SubjectMatch.Replacement) : JsonValue.Create(0);
    }

    private static string? Decoded(string text)
    {
        if (text.Length < LeastBase64 || text.Length % 4 != 0) return null;
        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
