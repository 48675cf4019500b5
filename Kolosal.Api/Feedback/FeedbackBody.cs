using System.Globalization;
using System.Text;
using System.Text.Json;
using Kolosal.Http;
using Kolosal.Tabular;

namespace Kolosal.Feedback;

/// <summary>Reads reported outcomes: one object, an array of them, one a line, or a table.</summary>
internal static class FeedbackBody
{
    /// <summary>Outcomes that are read at all; how many are taken is for the desk to say.</summary>
    private const int MaximumRows = 100_000;

    /// <summary>Errors of one answer, and characters of a value that are quoted back.</summary>
    private const int MaximumErrors = 20, QuotedCharacters = 40;

    private const string IdName = "prediction_id", ActualName = "actual";

    /// <summary>Reads one object or an array of them.</summary>
    public static Problem? ReadJson(byte[] body, out ImmutableArray<ReportedOutcome> outcomes, out bool single)
    {
        (outcomes, single) = ([], false);
        try
        {
            using var document = JsonDocument.Parse(body);
            var rows = ImmutableArray.CreateBuilder<ReportedOutcome>();
            var errors = new Errors();
            if (single = document.RootElement.ValueKind == JsonValueKind.Object) Read(document.RootElement, "$", rows, errors);
            else if (document.RootElement.ValueKind != JsonValueKind.Array)
                return Malformed("$", "Expected an object {\"prediction_id\": …, \"actual\": …} or an array of them.");
            else
            {
                if (document.RootElement.GetArrayLength() > MaximumRows) return TooLarge;
                int row = 0;
                foreach (var element in document.RootElement.EnumerateArray())
                    Read(element, string.Create(CultureInfo.InvariantCulture, $"$[{row++}]"), rows, errors);
            }

            outcomes = rows.ToImmutable();
            return errors.Problem;
        }
        catch (JsonException fault)
        {
            return Malformed("$", string.Create(
                CultureInfo.InvariantCulture, $"Not valid JSON at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}."));
        }
        catch (InvalidOperationException)
        {
            return NoUnicode("$");
        }
    }

    /// <summary>Reads one object a line; empty lines are passed over.</summary>
    public static Problem? ReadLines(byte[] body, out ImmutableArray<ReportedOutcome> outcomes)
    {
        var rows = ImmutableArray.CreateBuilder<ReportedOutcome>();
        var errors = new Errors();
        int row = 0;
        outcomes = [];
        foreach (var range in body.AsSpan().Split((byte)'\n'))
        {
            var line = body.AsMemory(range).Trim(" \t\r"u8);
            if (line.IsEmpty) continue;
            if (row == MaximumRows) return TooLarge;
            string path = string.Create(CultureInfo.InvariantCulture, $"$[{row++}]");
            try
            {
                using var document = JsonDocument.Parse(line);
                Read(document.RootElement, path, rows, errors);
            }
            catch (JsonException)
            {
                return Malformed(path, "Not valid JSON; expected one object a line.");
            }
            catch (InvalidOperationException)
            {
                return NoUnicode(path);
            }
        }

        outcomes = rows.ToImmutable();
        return errors.Problem;
    }

    /// <summary>Reads a table with the header <c>prediction_id,actual</c>.</summary>
    public static Problem? ReadTable(byte[] body, out ImmutableArray<ReportedOutcome> outcomes)
    {
        var rows = ImmutableArray.CreateBuilder<ReportedOutcome>();
        outcomes = [];
        if (!System.Text.Unicode.Utf8.IsValid(body)) return Malformed("$", "The body is not valid UTF-8. Save it as UTF-8 and send it again.");
        var records = new CsvRecords(new MemoryStream(body, writable: false), (byte)',');
        if (!records.Read() || records.Fields != 2 || Text(records, 0) != IdName || Text(records, 1) != ActualName)
            return Malformed("$", $"Expected the header line {IdName},{ActualName}.");
        while (records.Read())
        {
            if (records.IsBlank) continue;
            if (records.Fields != 2)
                return Malformed("$", string.Create(
                    CultureInfo.InvariantCulture, $"Line {records.Line} has {records.Fields} fields, the header has 2."));
            if (rows.Count == MaximumRows) return TooLarge;
            rows.Add(new(Text(records, 0), Text(records, 1)));
        }

        if (records.Fault != CsvFault.None)
            return Malformed("$", string.Create(
                CultureInfo.InvariantCulture, $"Line {records.Line} has a quote that is not closed, or text after a closing quote."));
        outcomes = rows.ToImmutable();
        return null;
    }

    private static void Read(JsonElement element, string path, ImmutableArray<ReportedOutcome>.Builder rows, Errors errors)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add(path, "Expected an object {\"prediction_id\": …, \"actual\": …}.");
            return;
        }

        string? id = null, actual = null;
        foreach (var member in element.EnumerateObject())
        {
            string at = $"{path}.{member.Name}";
            switch (member.Name)
            {
                case IdName when id is not null:
                case ActualName when actual is not null:
                    errors.Add(at, "Given twice.");
                    break;
                case IdName when member.Value.ValueKind == JsonValueKind.String:
                    id = Text(member.Value, at, errors);
                    break;
                case IdName:
                    errors.Add(at, "Expected a prediction's id, a string.");
                    id = "";
                    break;
                case ActualName when member.Value.ValueKind == JsonValueKind.String:
                    actual = Text(member.Value, at, errors);
                    break;
                case ActualName when member.Value.ValueKind == JsonValueKind.Number && !double.IsFinite(member.Value.GetDouble()):
                    errors.Add(at, "Expected a number that a double can hold.");
                    actual = "";
                    break;

                // A class label that looks like a number or a flag is the label that is written so.
                case ActualName when member.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                    actual = member.Value.GetRawText();
                    break;
                case ActualName:
                    errors.Add(at, "Expected what really happened: a class label or a number.");
                    actual = "";
                    break;
                default:
                    errors.Add(path, $"There is no member '{Shorten(member.Name)}' here; the members are {IdName} and {ActualName}.");
                    break;
            }
        }

        if (id is null) errors.Add($"{path}.{IdName}", "Expected a prediction's id, got nothing.");
        if (actual is null) errors.Add($"{path}.{ActualName}", "Expected what really happened, got nothing.");
        if (id is not null && actual is not null) rows.Add(new(id, actual));
    }

    /// <summary>A text; one with half of a surrogate pair is an error.</summary>
    private static string Text(JsonElement element, string path, Errors errors)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            errors.Add(path, "Expected valid Unicode, got half of a surrogate pair.");
            return "";
        }
    }

    /// <summary>A name with half of a surrogate pair.</summary>
    private static Problem NoUnicode(string path) => Malformed(path, "A name in it is no valid Unicode.");

    private static string Text(CsvRecords records, int field) => Encoding.UTF8.GetString(records.Field(field));

    private static Problem Malformed(string path, string why) => new(
        400, "feedback.malformed", "The body holds no outcomes that can be read.", ImmutableDictionary<string, string>.Empty.Add(path, why));

    private static Problem TooLarge => new(new Refusal(
        RefusalKind.TooLarge, "feedback.too-large", $"At most {MaximumRows} outcomes are read in one request; split it."));

    private static string Shorten(string text) => text.Length <= QuotedCharacters ? text : text[..QuotedCharacters] + "…";

    /// <summary>What is wrong, by JSON path.</summary>
    private sealed class Errors
    {
        private readonly Dictionary<string, string> byPath = new(StringComparer.Ordinal);

        public Problem? Problem => byPath.Count == 0 ? null : new(
            422, "feedback.bad-outcomes", "Some outcomes cannot be read; nothing was recorded.", byPath.ToImmutableDictionary());

        public void Add(string path, string message)
        {
            if (byPath.Count < MaximumErrors) byPath.TryAdd(path, message);
        }
    }
}
