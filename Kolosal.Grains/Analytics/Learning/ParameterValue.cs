using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal.Learning;

/// <summary>The value of a hyper-parameter: a finite number (floats and integers alike) or the text of a choice.</summary>
[JsonConverter(typeof(ParameterValueConverter))]
public readonly record struct ParameterValue
{
    private ParameterValue(double number, string? text) => (Number, Text) = (number, text);

    /// <summary>The number; 0 when <see cref="IsText"/>.</summary>
    public double Number { get; }

    /// <summary>The choice, or null for a number.</summary>
    public string? Text { get; }

    /// <summary>Whether this is a choice.</summary>
    public bool IsText => Text is not null;

    /// <summary>A finite number.</summary>
    public static implicit operator ParameterValue(double number) => double.IsFinite(number) ? new(number, null)
        : throw new ArgumentOutOfRangeException(nameof(number), number, "A hyper-parameter must be finite.");

    /// <summary>A choice.</summary>
    public static implicit operator ParameterValue(string text) => new(0, text ?? throw new ArgumentNullException(nameof(text)));

    /// <inheritdoc/>
    public override string ToString() => Text ?? Number.ToString("R", CultureInfo.InvariantCulture);

    private sealed class ParameterValueConverter : JsonConverter<ParameterValue>
    {
        public override ParameterValue Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.Number => reader.GetDouble(),
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ => throw new JsonException($"A hyper-parameter is a number or a text, got {reader.TokenType}."),
        };

        public override void Write(Utf8JsonWriter writer, ParameterValue value, JsonSerializerOptions options)
        {
            if (value.Text is { } text) writer.WriteStringValue(text);
            else writer.WriteNumberValue(value.Number);
        }
    }
}
