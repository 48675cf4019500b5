using System.Text.Json;
using System.Text.Json.Serialization;
using Kolosal.Http;

namespace Kolosal.Drift;

/// <summary>
/// One column of a sample: numbers or texts, with gaps. Read straight into an array, since a node for each value would be 30 times as large.
/// </summary>
/// <param name="Numbers">NaN where missing; null when there is a text.</param>
/// <param name="Texts">Null where missing; null when there is a number.</param>
/// <param name="Mixed">Numbers and texts together, or something else: nothing that can be compared.</param>
[ReadAs(typeof(JsonElement[])), JsonConverter(typeof(Converter))]
internal sealed record SampleValues(double[]? Numbers, string?[]? Texts, bool Mixed)
{
    public int Length => Numbers?.Length ?? Texts?.Length ?? 0;

    private sealed class Converter : JsonConverter<SampleValues>
    {
        public override SampleValues Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var numbers = new List<double>();
            List<string?>? texts = null;
            bool mixed = false, anyNumber = false;

            // Equal texts are one object: a column has few of them.
            var known = new Dictionary<string, string>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.Null:
                        if (texts is null) numbers.Add(double.NaN);
                        else texts.Add(null);
                        break;
                    case JsonTokenType.Number:
                        anyNumber = true;
                        double number = reader.GetDouble();
                        if (texts is not null || !double.IsFinite(number)) mixed = true;
                        else numbers.Add(number);
                        break;
                    case JsonTokenType.String:
                        mixed |= anyNumber;
                        texts ??= [.. Enumerable.Repeat<string?>(null, numbers.Count)];
                        string text = reader.GetString()!;
                        if (!known.TryGetValue(text, out string? same)) known[text] = same = text;
                        texts.Add(same);
                        break;
                    default:
                        mixed = true;
                        reader.TrySkip(); // all of it is there, although the reader cannot know
                        break;
                }
            }
            return texts is null ? new([.. numbers], null, mixed) : new(null, [.. texts], mixed);
        }

        public override void Write(Utf8JsonWriter writer, SampleValues value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Samples are read and never answered.");
    }
}
