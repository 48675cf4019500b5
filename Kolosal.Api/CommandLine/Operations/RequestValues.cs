using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kolosal.CommandLine;

/// <summary>Turns what was typed into the parts of a request.</summary>
internal static class RequestValues
{
    public const string JsonType = "application/json";

    private const string Stdin = "-";

    private static readonly Dictionary<string, string> TypesByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".json"] = JsonType,
        [".csv"] = "text/csv",
        [".ndjson"] = "application/x-ndjson",
        [".jsonl"] = "application/x-ndjson",
        [".parquet"] = "application/vnd.apache.parquet",
        [".yaml"] = "application/yaml",
        [".yml"] = "application/yaml",
    };

    /// <summary>Name and value of <c>name=value</c>.</summary>
    /// <exception cref="CommandException">There is no equals sign, or nothing before it.</exception>
    public static (string Name, string Value) Pair(string text, string option)
    {
        int sign = text.IndexOf('=', StringComparison.Ordinal);
        return sign > 0 ? (text[..sign], text[(sign + 1)..])
            : throw new CommandException(ExitCodes.WrongUsage, $"{option} takes name=value, got '{text}'.");
    }

    /// <summary>An address with what stands behind it.</summary>
    public static string Address(string path, IEnumerable<(string Name, string Value)> query)
    {
        string tail = string.Join('&', query.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));
        return tail.Length == 0 ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{tail}";
    }

    /// <summary>A value by its looks: numbers, true, false, null, objects and lists as JSON, everything else as text.</summary>
    public static JsonNode? Guess(string text) =>
        text is "true" or "false" or "null" || text.Length > 0 && (text[0] is '{' or '[' || IsNumber(text))
            ? Parse(text, text) : JsonValue.Create(text);

    /// <summary>A value of a known kind.</summary>
    /// <exception cref="CommandException">It cannot be read as that.</exception>
    public static JsonNode? As(InputKind kind, string name, string text) => kind switch
    {
        InputKind.Number => IsNumber(text) ? Parse(name, text)
            : throw new CommandException(ExitCodes.WrongUsage, $"'{name}' is a number, got '{text}'."),
        InputKind.Flag => text is "true" or "false" ? JsonValue.Create(text == "true")
            : throw new CommandException(ExitCodes.WrongUsage, $"'{name}' is true or false, got '{text}'."),
        InputKind.Json => Parse(name, text),
        _ => JsonValue.Create(text),
    };

    /// <summary>The body that is a file, the standard input, or the text itself.</summary>
    /// <param name="typed"><c>@file</c>, <c>-</c>, or the body.</param>
    /// <param name="mediaType">What it is said to be; null to go by the file's name.</param>
    /// <param name="otherwise">What it is when neither says so.</param>
    /// <exception cref="CommandException">There is no such file.</exception>
    public static HttpContent Body(string typed, string? mediaType, string otherwise)
    {
        if (typed == Stdin) return Typed(new StreamContent(Console.OpenStandardInput()), mediaType ?? otherwise);
        if (!typed.StartsWith('@')) return Typed(new ByteArrayContent(Encoding.UTF8.GetBytes(typed)), mediaType ?? otherwise);
        string path = Existing(typed[1..]);
        return Typed(new StreamContent(File.OpenRead(path)),
            mediaType ?? TypesByExtension.GetValueOrDefault(Path.GetExtension(path), otherwise));
    }

    public static HttpContent Json(JsonNode document) => Typed(new ByteArrayContent(Encoding.UTF8.GetBytes(document.ToJsonString())), JsonType);

    /// <summary>Adds a part to a form: text, or a file where the value is <c>@file</c>.</summary>
    public static void Add(MultipartFormDataContent form, string name, string value)
    {
        if (value.StartsWith('@')) AddFile(form, name, value[1..]);
        else form.Add(new StringContent(value, Encoding.UTF8), name);
    }

    public static void AddFile(MultipartFormDataContent form, string name, string path) =>
        form.Add(new StreamContent(File.OpenRead(Existing(path))), name, Path.GetFileName(path));

    private static string Existing(string path) => File.Exists(path) ? path
        : throw new CommandException(ExitCodes.WrongUsage, $"There is no file '{path}'.");

    private static bool IsNumber(string text) => text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] == '-')
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);

    private static JsonNode? Parse(string name, string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException fault)
        {
            throw new CommandException(ExitCodes.WrongUsage, $"'{name}' is no JSON: {fault.Message}");
        }
    }

    private static HttpContent Typed(HttpContent content, string mediaType)
    {
        content.Headers.ContentType = MediaTypeHeaderValue.TryParse(mediaType, out var type) ? type
            : throw new CommandException(ExitCodes.WrongUsage, $"A content type is such as {JsonType}, got '{mediaType}'.");
        return content;
    }
}
