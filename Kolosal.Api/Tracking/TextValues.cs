using System.Text.Json;
using Kolosal.Http;

namespace Kolosal.Tracking;

/// <summary>Texts by key, as a body holds them: numbers and flags count as the texts they are written with.</summary>
internal static class TextValues
{
    /// <param name="values">Null counts as empty.</param>
    /// <param name="member">Name of the body's member, for what is refused.</param>
    /// <exception cref="ProblemException">400: an array, an object or null.</exception>
    public static ImmutableDictionary<string, string> Read(ImmutableDictionary<string, JsonElement>? values, string member) =>
        (values ?? ImmutableDictionary<string, JsonElement>.Empty).ToImmutableDictionary(
            pair => pair.Key, pair => Text(pair.Value, member, pair.Key));

    /// <inheritdoc cref="Read"/>
    /// <remarks>By key, so that the same body is the same list.</remarks>
    public static ImmutableArray<TrackedText> List(ImmutableDictionary<string, JsonElement> values, string member) =>
        [.. Read(values, member).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new TrackedText(pair.Key, pair.Value))];

    private static string Text(JsonElement value, string member, string key) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw new ProblemException(new(400, "request.bad-value", "Some values cannot be taken; see errors.",
            ImmutableDictionary<string, string>.Empty.Add($"$.{member}.{BodyPath.Shown(key)}", "Expected a string, a number or a flag."))),
    };
}
