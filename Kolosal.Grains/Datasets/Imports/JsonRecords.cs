using System.Text.Json;

namespace Kolosal.Datasets;

/// <summary>Flattens nested records: a member of a member becomes a column named by its path, <c>address.city</c>, an element of a list
/// <c>tags.0</c>.</summary>
/// <remarks>Numbers keep their digits. Lists are flattened up to <see cref="LongestList"/> elements; longer ones are rows of another table.</remarks>
internal static class JsonRecords
{
    /// <summary>Most elements of a list that become columns.</summary>
    public const int LongestList = 16;

    /// <summary>Writes one flat object a line.</summary>
    /// <returns>Notes for people.</returns>
    /// <exception cref="RejectedContentException">It is no JSON of records, a list is too long, or two members have one path.</exception>
    public static async Task<ImmutableArray<string>> FlattenAsync(
        string from, string to, TableFormat format, ContentLimits limits, CancellationToken cancel)
    {
        var made = new SortedSet<string>(StringComparer.Ordinal);
        var all = new HashSet<string>(StringComparer.Ordinal);
        var options = new JsonSerializerOptions { MaxDepth = limits.MaximumJsonDepth + 1, AllowDuplicateProperties = false };
        long row = 0;
        try
        {
            await using var source = File.OpenRead(from);
            await using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
            await using var writer = new Utf8JsonWriter(target, new JsonWriterOptions { SkipValidation = true });
            await foreach (var record in JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(
                source, topLevelValues: format == TableFormat.Jsonl, options, cancel))
            {
                row++;
                if (record.ValueKind != JsonValueKind.Object)
                    throw Malformed($"Record {row} is no object. Send [{{\"column\": value, …}}, …], or one object a line as .jsonl.");
                writer.WriteStartObject();
                var names = new HashSet<string>(StringComparer.Ordinal);
                Write(writer, "", record, names, made, row);
                all.UnionWith(names);
                if (all.Count > limits.MaximumColumns)
                    throw new RejectedContentException(RejectionKind.TooLarge, "datasets.too-many-columns",
                        $"The records have more than {limits.MaximumColumns} columns once they are flattened. Leave members out.");
                writer.WriteEndObject();
                writer.Flush();
                target.WriteByte((byte)'\n');
                writer.Reset();
            }
        }
        catch (JsonException e)
        {
            throw Malformed($"Record {row + 1} cannot be read ({e.Message.Split('.')[0]}). "
                + "Send [{\"column\": value, …}, …], or one object a line as .jsonl.");
        }

        return made.Count == 0 ? []
            : [$"Nested members are columns named by their paths: {string.Join(", ", made.Take(10).Select(name => $"'{name}'"))}"
                + (made.Count > 10 ? $" and {made.Count - 10} others." : ".")];
    }

    private static void Write(
        Utf8JsonWriter writer, string path, JsonElement element, HashSet<string> names, SortedSet<string> made, long row)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject()) Write(writer, Step(path, member.Name), member.Value, names, made, row);
                break;
            case JsonValueKind.Array:
                if (element.GetArrayLength() > LongestList)
                    throw new RejectedContentException(RejectionKind.Unusable, "datasets.nested-column",
                        $"'{path}' of record {row} is a list of {element.GetArrayLength()} elements; at most {LongestList} become columns. "
                        + "Send its elements as rows of a table of their own.");
                int at = 0;
                foreach (var part in element.EnumerateArray()) Write(writer, Step(path, $"{at++}"), part, names, made, row);
                break;
            default:
                if (!names.Add(path))
                    throw new RejectedContentException(RejectionKind.Unusable, "datasets.duplicate-column",
                        $"Two members of record {row} have the path '{path}'. Give every member its own name.");
                if (path.Contains('.') && made.Count < 1_000) made.Add(path);
                writer.WritePropertyName(path);
                writer.WriteRawValue(element.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    private static string Step(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static RejectedContentException Malformed(string message) => new(RejectionKind.Malformed, "datasets.broken-json", message);
}
