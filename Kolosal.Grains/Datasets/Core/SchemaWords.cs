using System.Text.Json;

namespace Kolosal.Datasets;

/// <summary>The wire's words for the types, roles and formats of tables: <c>date_time</c>.</summary>
public static class SchemaWords
{
    /// <summary>The word of a value.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The value of a word.</summary>
    public static bool TryParse<T>(string word, out T value)
        where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
            if (Word(candidate) == word) return (value = candidate, true).Item2;
        value = default;
        return false;
    }

    /// <summary>Every word there is, for messages.</summary>
    public static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Word));

    /// <summary>The value of a word that must be one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static T Parse<T>(string word)
        where T : struct, Enum => TryParse<T>(word, out var value) ? value : throw new FormatException($"Need one of {Words<T>()}, got '{word}'.");
}
