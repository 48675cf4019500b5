using System.Text.Json;
using System.Text.Unicode;

namespace Kolosal.Http;

/// <summary>Holds a body against its shape before anything is made of it: here faults of every kind are found and named by JSON path.</summary>
/// <remarks>Reads the text once, front to back; allocates for what is wrong and for texts with escapes or beyond ASCII, not for numbers.</remarks>
internal sealed class BodyCheck
{
    /// <summary>Faults named in one answer; who sends more has a generator to mend, not a typing error.</summary>
    private const int MostErrors = 20;

    private const string Malformed = "request.malformed-json", BadValue = "request.bad-value";

    private readonly ImmutableDictionary<string, string>.Builder errors = ImmutableDictionary.CreateBuilder<string, string>();
    private readonly BodyPath path = new();
    private readonly int mostValues;
    private int values;
    private bool misshapen;

    private BodyCheck(int mostValues) => this.mostValues = mostValues;

    /// <param name="json">The body.</param>
    /// <param name="shape">What it must be.</param>
    /// <param name="mostValues">Numbers, texts and flags that it may hold in all; more are 413.</param>
    /// <returns>Null when it is in order.</returns>
    public static Problem? Run(ReadOnlySpan<byte> json, BodyShape shape, int mostValues)
    {
        if (json.IsEmpty) return new(400, "request.no-body", "This route needs a JSON body; none came.");
        if (!Utf8.IsValid(json)) return Bad(Malformed, "$", "Not UTF-8, which JSON is sent in (RFC 8259 §8.1).");

        var check = new BodyCheck(mostValues);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Json.MaxDepth });
        try
        {
            reader.Read();
            check.Value(ref reader, shape, nullable: false);

            // Nothing may follow.
            while (reader.Read()) { }
        }
        catch (JsonException)
        {
            if (reader.CurrentDepth >= Json.MaxDepth)
                return new(400, "request.too-deep", $"The JSON is nested deeper than {Json.MaxDepth} levels.");
            check.Add("Not valid JSON at this place.", misshapen: true);
        }
        if (check.values > mostValues)
            return new(413, "request.too-large", $"The body holds more than {mostValues} values, which is what this route takes. Send fewer.");
        return check.errors.Count == 0 ? null
            : check.misshapen ? Bad(Malformed, check.errors.ToImmutable()) : Bad(BadValue, check.errors.ToImmutable());
    }

    private static Problem Bad(string code, string path, string message) =>
        Bad(code, ImmutableDictionary<string, string>.Empty.Add(path, message));

    private static Problem Bad(string code, ImmutableDictionary<string, string> errors) => new(
        400, code, code == Malformed ? "The body is not the JSON this route reads; see errors." : "Some values cannot be taken; see errors.", errors);

    private void Value(ref Utf8JsonReader reader, BodyShape shape, bool nullable)
    {
        if (reader.TokenType == JsonTokenType.Null && shape is not BodyShape.Anything)
        {
            if (!nullable) Add($"Must not be null. {shape.Expected}", misshapen: true);
            return;
        }
        switch (shape)
        {
            case BodyShape.Anything:
                Skim(ref reader);
                break;
            case BodyShape.Members members when reader.TokenType == JsonTokenType.StartObject:
                Members(ref reader, members);
                break;
            case BodyShape.Map map when reader.TokenType == JsonTokenType.StartObject:
                Map(ref reader, map);
                break;
            case BodyShape.List list when reader.TokenType == JsonTokenType.StartArray:
                List(ref reader, list);
                break;
            default:
                values++;
                if (Objection(ref reader, shape) is { } objection) Add(objection, misshapen: !IsOfKind(reader.TokenType, shape));
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) reader.Skip();
                break;
        }
    }

    private void Members(ref Utf8JsonReader reader, BodyShape.Members members)
    {
        var seen = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = Name(ref reader);
            path.Enter(name);
            reader.Read();
            if (!members.ByName.TryGetValue(name, out var member))
            {
                Add($"There is no member '{BodyPath.Shown(name)}' here; check its spelling.", misshapen: true);
                reader.Skip();
            }
            else if (!seen.Add(name))
            {
                Add("A member comes twice.", misshapen: true);
                reader.Skip();
            }
            else Value(ref reader, member.Shape, member.Nullable);
            path.Leave();
        }
        foreach (var member in members.ByName.Values)
        {
            if (!member.Required || seen.Contains(member.Name)) continue;
            path.Enter(member.Name);
            Add($"Required and missing. {member.Shape.Expected}", misshapen: true);
            path.Leave();
        }
    }

    private void Map(ref Utf8JsonReader reader, BodyShape.Map map)
    {
        var seen = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = Name(ref reader);
            path.Enter(name);
            if (!seen.Add(name)) Add("A member comes twice.", misshapen: true);
            else if (name.Length > BodyShapes.LongestText || HasControls(name, lines: true))
                Add($"Expected a name of at most {BodyShapes.LongestText} characters without control characters.", misshapen: false);
            reader.Read();
            Value(ref reader, map.Value, nullable: false);
            path.Leave();
        }
    }

    private void List(ref Utf8JsonReader reader, BodyShape.List list)
    {
        int count = 0;
        path.EnterList();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            path.Next();
            if (++count <= list.Most) Value(ref reader, list.Element, nullable: false);
            else reader.Skip();
        }
        path.Leave();
        if (count < list.Least) Add($"{list.Expected} Got {count}.", misshapen: false);
        if (count > list.Most) Add($"Expected at most {list.Most} elements, got {count}.", misshapen: false);
    }

    /// <summary>Passes over a value of any shape; what it counts and what is checked of its texts holds anywhere.</summary>
    private void Skim(ref Utf8JsonReader reader)
    {
        int depth = reader.CurrentDepth;
        do
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !IsText(ref reader))
                Add("A text ends in the middle of a character: half of a surrogate pair stands alone.", misshapen: true);
            if (reader.TokenType == JsonTokenType.Number && !(reader.TryGetDouble(out double number) && double.IsFinite(number)))
                Add("Expected a number that fits a double.", misshapen: true);
            if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject or JsonTokenType.EndArray or JsonTokenType.EndObject
                or JsonTokenType.PropertyName)) values++;
            if (reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) return;
        }
        while (reader.Read());
    }

    /// <returns>Null when the value at the reader is of the shape.</returns>
    private static string? Objection(ref Utf8JsonReader reader, BodyShape shape)
    {
        if (!IsOfKind(reader.TokenType, shape)) return $"{shape.Expected} Got {Kind(reader.TokenType)}.";
        switch (shape)
        {
            case BodyShape.Whole whole:
                return reader.TryGetInt64(out long number) && number >= whole.Least && number <= whole.Most ? null : whole.Expected;
            case BodyShape.Real:
                return reader.TryGetDouble(out double real) && double.IsFinite(real) ? null : "Expected a number that fits a double.";
            case BodyShape.Time:
                return IsText(ref reader) && reader.TryGetDateTimeOffset(out _) ? null : shape.Expected;
            case BodyShape.Word word:
                return IsText(ref reader) && word.Words.Contains(reader.GetString()!) ? null : word.Expected;
            case BodyShape.Text text:
                return Objection(ref reader, text);
            default:
                return null;
        }
    }

    private static string? Objection(ref Utf8JsonReader reader, BodyShape.Text text)
    {
        if (!IsText(ref reader)) return "A text ends in the middle of a character: half of a surrogate pair stands alone.";
        string given = reader.GetString()!;
        if (given.Length > text.Most || given.Length < text.Least || (text.Least > 0 && string.IsNullOrWhiteSpace(given)))
            return $"{text.Expected} Got {(given.Length > 0 && given.Length <= text.Most ? "blanks only" : $"{given.Length}")}.";
        return HasControls(given, text.Lines) ? "Must not hold control characters." : null;
    }

    private static bool HasControls(string text, bool lines)
    {
        foreach (char c in text)
            if (char.IsControl(c) && !(lines && c is '\n' or '\r' or '\t')) return true;
        return false;
    }

    /// <summary>Whether the escapes of the text at the reader make whole characters.</summary>
    private static bool IsText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return true;
        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private string Name(ref Utf8JsonReader reader)
    {
        if (IsText(ref reader)) return reader.GetString()!;
        Add("The name of a member ends in the middle of a character.", misshapen: true);
        return "?";
    }

    private static bool IsOfKind(JsonTokenType token, BodyShape shape) => shape switch
    {
        BodyShape.Flag => token is JsonTokenType.True or JsonTokenType.False,
        BodyShape.Whole or BodyShape.Real => token == JsonTokenType.Number,
        BodyShape.Text or BodyShape.Time or BodyShape.Word => token == JsonTokenType.String,
        _ => false,
    };

    private static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a flag",
        _ => "null",
    };

    private void Add(string message, bool misshapen)
    {
        this.misshapen |= misshapen;
        if (errors.Count < MostErrors) errors.TryAdd(path.ToString(), message);
    }
}
