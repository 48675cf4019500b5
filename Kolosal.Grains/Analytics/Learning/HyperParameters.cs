using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal.Learning;

/// <summary>Names and values of hyper-parameters, immutable; written as a JSON object
/// with sorted names, so equal parameters are equal text.</summary>
[JsonConverter(typeof(HyperParametersConverter))]
public sealed class HyperParameters : IEquatable<HyperParameters>
{
    private HyperParameters(ImmutableSortedDictionary<string, ParameterValue> values) => Values = values;

    /// <summary>No values: everything takes its default.</summary>
    public static HyperParameters Empty { get; } = new(ImmutableSortedDictionary.Create<string, ParameterValue>(StringComparer.Ordinal));

    /// <summary>The values by name, in ordinal order.</summary>
    public ImmutableSortedDictionary<string, ParameterValue> Values { get; }

    /// <summary>These values and one more, or one replaced.</summary>
    public HyperParameters With(string name, ParameterValue value) => new(Values.SetItem(name, value));

    /// <summary>Whether a value is given.</summary>
    public bool Contains(string name) => Values.ContainsKey(name);

    /// <summary>The number.</summary>
    /// <exception cref="ArgumentException">None is given, or a text is.</exception>
    public double Float(string name) => Float(Present(name), 0);

    /// <summary>The integer.</summary>
    /// <exception cref="ArgumentException">None is given, or a text or a fraction is.</exception>
    public int Integer(string name) => Integer(Present(name), 0);

    /// <summary>The choice.</summary>
    /// <exception cref="ArgumentException">None is given, or a number is.</exception>
    public string Choice(string name) => Choice(Present(name), "");

    /// <summary>The number, or the fallback when none is given.</summary>
    /// <exception cref="ArgumentException">A text is given.</exception>
    public double Float(string name, double fallback) => !Values.TryGetValue(name, out var value) ? fallback
        : !value.IsText ? value.Number : throw new ArgumentException($"'{name}' must be a number, got '{value}'.");

    /// <summary>The integer, or the fallback when none is given.</summary>
    /// <exception cref="ArgumentException">A text or a fraction is given.</exception>
    public int Integer(string name, int fallback)
    {
        double number = Float(name, fallback);
        return number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (int)number
            : throw new ArgumentException($"'{name}' must be an integer, got {number.ToString(CultureInfo.InvariantCulture)}.");
    }

    /// <summary>The choice, or the fallback when none is given.</summary>
    /// <exception cref="ArgumentException">A number is given.</exception>
    public string Choice(string name, string fallback) => !Values.TryGetValue(name, out var value) ? fallback
        : value.Text ?? throw new ArgumentException($"'{name}' must be a text, got {value}.");

    /// <inheritdoc/>
    public bool Equals(HyperParameters? other) => other is not null && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HyperParameters);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (name, value) in Values)
        {
            hash.Add(name);
            hash.Add(value);
        }
        return hash.ToHashCode();
    }

    /// <summary>The JSON object.</summary>
    public override string ToString() => JsonSerializer.Serialize(this);

    private string Present(string name) => Contains(name) ? name
        : throw new ArgumentException($"Need a value of '{name}', got {(Values.IsEmpty ? "none" : string.Join(", ", Values.Keys))}.");

    private sealed class HyperParametersConverter : JsonConverter<HyperParameters>
    {
        public override HyperParameters Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            new((JsonSerializer.Deserialize<Dictionary<string, ParameterValue>>(ref reader, options) ?? [])
                .ToImmutableSortedDictionary(StringComparer.Ordinal));

        public override void Write(Utf8JsonWriter writer, HyperParameters value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (name, entry) in value.Values)
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, entry, options);
            }
            writer.WriteEndObject();
        }
    }
}
