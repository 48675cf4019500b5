using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal;

/// <summary>
/// The JSON of the REST contract: snake_case members and enumerations, numbers as numbers, and never one that is none
/// (<see cref="FiniteNumbers"/>). The catalogue's documents use it too, so a list shows what a read shows.
/// </summary>
public static class WireJson
{
    private static readonly JsonNamingPolicy Names = JsonNamingPolicy.SnakeCaseLower;

    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions());

    /// <summary>Applies the contract's conventions to options that somebody else owns.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = Names;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;

        // Only what JSON itself demands is escaped: answers are never put into a page unescaped, and people read them.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        FiniteNumbers.Add(options.Converters);
        options.Converters.Add(new JsonStringEnumConverter(Names, allowIntegerValues: false));
        return options;
    }

    /// <summary>The contract's word for a value of an enumeration, as the serializer writes it.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => Names.ConvertName(value.ToString());
}
