using System.Globalization;
using System.Text.Json.Serialization;

namespace Kolosal.Tracking;

/// <summary>One point of a metric's history.</summary>
/// <param name="Bits">The value's 64 bits (IEEE 754): so also what is no number goes into documents as an integer, and comes back as it was.</param>
/// <param name="TimestampMs">When it was measured: milliseconds since 1970.</param>
/// <param name="Step">The step it belongs to.</param>
[GenerateSerializer, Immutable, Alias("kolosal.metric-point")]
public readonly record struct MetricPoint(long Bits, long TimestampMs, long Step)
{
    public static MetricPoint Of(double value, long timestampMs, long step) => new(BitConverter.DoubleToInt64Bits(value), timestampMs, step);

    [JsonIgnore]
    public double Value => BitConverter.Int64BitsToDouble(Bits);

    /// <summary>The word for a value that no JSON number stands for; null for a number.</summary>
    public static string? NotFinite(double value) => double.IsFinite(value) ? null
        : double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    /// <summary>Reads a number or one of the words that <see cref="NotFinite"/> gives.</summary>
    public static bool TryRead(string text, out double value)
    {
        switch (text)
        {
            case "NaN": value = double.NaN; return true;
            case "Infinity": value = double.PositiveInfinity; return true;
            case "-Infinity": value = double.NegativeInfinity; return true;
        }
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}

/// <param name="Key">1 to 250 characters.</param>
/// <param name="Point">The point.</param>
[GenerateSerializer, Immutable, Alias("kolosal.metric-record")]
public sealed record MetricRecord(string Key, MetricPoint Point);

/// <summary>A page of a metric's history, in the order in which it was logged.</summary>
/// <param name="Points">From the position asked for on.</param>
/// <param name="Total">Points in all.</param>
[GenerateSerializer, Immutable, Alias("kolosal.metric-history")]
public sealed record MetricHistory(ImmutableArray<MetricPoint> Points, long Total);
